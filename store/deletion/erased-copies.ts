import { CountedUnits } from '../counted-units.ts';
import { TOTAL_KEYS, TOTAL_SUMS, TotalSums, totalAdder } from '../day-totals.ts';
import type { Connection } from '../open-database.ts';
import { placeOfContact, placeOfReason } from '../queries/naming-texts.ts';
import {
  type CopiesToErase,
  DAYS_IN_ARCHIVE,
  type ErasedStep,
  type ErasingWish,
  keptAs,
  type NamingText,
} from '../subject-store.ts';
import { ArchivedParties } from './archived-parties.ts';
import { createErasedAttachments } from './attachments.ts';
import { entriesToErase } from './erased-entries.ts';
import { requestCounts, StepCounts } from './request-counts.ts';

type TextsWish = Pick<ErasingWish, 'request' | 'today' | 'at'>;

type TotalRow = Record<(typeof TOTAL_KEYS)[number] | (typeof TOTAL_SUMS)[number], number> & {
  day: number;
  gone: 1 | 2;
};

/** Copies of one person besides calls and lines: entries of call memories, totals that name an extension, the directory, what is known of archives, texts. */
export function createErasedCopies(connection: Connection) {
  const addCounts = requestCounts(connection);
  const addTotals = totalAdder(connection);
  const units = new CountedUnits(connection);
  const attachments = createErasedAttachments(connection);
  const parties = new ArchivedParties(connection);
  const removeTotals = connection.prepare<[number], unknown>(
    'delete from day_total where gone > 0 and extension = ?',
  );
  const removeContacts = connection.prepare(
    `delete from contact where number in (select value from json_each(@listed))
     or name in (select value from json_each(@named))`,
  );
  const unnamePeople = connection.prepare(
    `update person set external_id = 'erased ' || id, name = null, email = null, login = null
     where name in (select value from json_each(@named))`,
  );
  /** What was worked out from the directory before is worked out again, and brings nobody back. */
  const newVersion = connection.prepare<
    { request: number; at: number; list: string; counts: string },
    unknown
  >(
    `insert into directory_version (at, by, list, counts) values
     (@at, coalesce((select asked_by from subject_request where id = @request), 'restore'), @list, @counts)`,
  );
  const totalsOf = connection.prepare<[number], TotalRow>(
    `select day, gone, ${[...TOTAL_KEYS, ...TOTAL_SUMS].join(', ')} from day_total where gone > 0 and extension = ?`,
  );

  function entries(wish: CopiesToErase, counts: StepCounts): void {
    for (const { table, where, kept } of entriesToErase(connection, wish)) {
      const stays = connection.prepare<[], number>(
        `select count(*) from ${table} where ${where} and ${kept}`,
      );
      counts.kept('memory_entries', stays.pluck().get() ?? 0);
      const remove = connection.prepare<[], unknown>(`delete from ${table} where ${where} and not ${kept}`);
      counts.gone('memory_entries', remove.run().changes);
    }
  }

  /** Before the entries of call memories go, which can be all that says of what calls they are. */
  function ofCallsUnknown({ subject, today }: ErasingWish, counts: StepCounts): void {
    const { removed, kept } = attachments.ofSubject(subject, today);
    counts.gone('attachments', removed);
    counts.kept('attachments', kept);
  }

  /** With a period the totals of other days keep the extension, and so do its own. */
  function totals({ subject, anonymity }: ErasingWish, counts: StepCounts): void {
    if (subject.from_day !== null || subject.to_day !== null) return;
    for (const extension of subject.extensions) {
      const rows = totalsOf.all(extension);
      removeTotals.run(extension);
      for (const row of rows) {
        const sums = new TotalSums();
        const without = { ...row, extension: units.of(row, anonymity) ?? 0 };
        sums.add(
          [...TOTAL_KEYS, ...TOTAL_SUMS].map((name) => without[name]),
          0,
        );
        addTotals(row.day, row.gone, sums);
      }
      counts.gone('totals_without_extension', rows.length);
    }
  }

  /** Of a person the directory keeps whose the extensions were, so that costs stay where they are, and nothing that names anybody. */
  function directory({ subject, request, at }: ErasingWish, counts: StepCounts): void {
    const { numbers, names, from_day, to_day } = subject;
    if (from_day !== null || to_day !== null) return;
    const [listed, named] = [numbers, names].map((list) => JSON.stringify(list));
    const erased = {
      contacts: removeContacts.run({ listed, named }).changes,
      people: unnamePeople.run({ named }).changes,
    };
    for (const [list, count] of Object.entries(erased)) {
      counts.gone(list, count);
      if (count > 0) newVersion.run({ request, at, list, counts: JSON.stringify({ erased: count }) });
    }
  }

  /** What stands in archives comes back without the person; until then nobody is told any more where that is. */
  function archived({ hashes, subject }: ErasingWish, counts: StepCounts): void {
    for (const [month, days] of parties.erase(hashes, subject)) counts.gone(DAYS_IN_ARCHIVE + month, days);
  }

  const copies = connection.transaction((wish: CopiesToErase): ErasedStep => {
    const counts = new StepCounts();
    ofCallsUnknown(wish, counts);
    entries(wish, counts);
    totals(wish, counts);
    directory(wish, counts);
    archived(wish, counts);
    addCounts(wish.request, counts);
    return counts.step();
  });

  const texts = connection.transaction(
    (
      { request, today, at }: TextsWish,
      wanted: readonly (NamingText & { left: string | null })[],
    ): ErasedStep => {
      const counts = new StepCounts();
      const named = wanted.filter(({ kind }) => kind === 'attachment_names').map(({ key }) => Number(key));
      const { removed, kept } = attachments.namedAfter(named, today);
      counts.gone('attachments', removed);
      counts.kept('attachments', kept);
      for (const text of wanted) {
        if (text.stays) counts.kept(keptAs(text));
        else counts.gone(text.kind, eraseText(connection, text));
      }
      const contacts = wanted.filter(({ kind }) => kind === 'contact_names').length;
      if (contacts > 0)
        newVersion.run({ request, at, list: 'contacts', counts: JSON.stringify({ erased: contacts }) });
      addCounts(request, counts);
      return counts.step();
    },
  );

  return {
    eraseCopies: (wish: CopiesToErase): ErasedStep => copies.immediate(wish),
    eraseTexts: (wish: TextsWish, wanted: readonly (NamingText & { left: string | null })[]): ErasedStep =>
      texts.immediate(wish, wanted),
  };
}

/** Gives how many rows changed. */
function eraseText(
  connection: Connection,
  { kind, key, left }: NamingText & { left: string | null },
): number {
  const run = (sql: string, ...values: (string | null)[]): number =>
    connection.prepare<(string | null)[], unknown>(sql).run(...values).changes;
  switch (kind) {
    case 'file_names':
      return run('update intake set name = null where id = ?', key);
    case 'origins':
      return run('delete from origin where json_array(source, path) = ?', key);
    case 'refused_files':
      return run('delete from refused_file where json_array(source, path) = ?', key);
    case 'refused_attachments':
      return run('delete from refused_attachment where json_array(folder, path) = ?', key);
    case 'attachment_names':
      return run('update attachment set name = ? where id = ?', left, key);
    case 'configuration_versions':
      return run('update configuration_version set text = ? where id = ?', left, key);
    case 'settings':
      return run(
        `update processing_settings set settings = json_set(?, '$.erased', id) where id = ? and json_valid(?)`,
        left,
        key,
        left,
      );
    case 'trunks':
      // Each label stands once.
      return run("update label set text = ? || ' ' || id where id = ?", left, key);
    case 'contact_names': {
      const { column, id } = placeOfContact(key);
      return run(`update contact set ${column} = ? where id = ?`, left, String(id));
    }
    case 'reasons': {
      const { table, column, row } = placeOfReason(key);
      const id = table === 'undefined_line' ? "intake || ' ' || offset" : "id || ''";
      return run(`update ${table} set ${column} = ? where ${id} = ?`, left, row);
    }
    case 'person_fields':
    case 'transfers':
    case 'legal_holds':
    case 'restrictions':
      return 0;
  }
}
