import type { Connection } from '../open-database.ts';
import { placeOfContact, placeOfReason } from '../queries/naming-texts.ts';
import { piecesOfParties } from '../queries/subject-archived.ts';
import { contactsOf, directoryEntries } from '../queries/subject-directory.ts';
import {
  type CopiesToErase,
  DAYS_IN_ARCHIVE,
  type ErasedStep,
  type ErasingWish,
  keptAs,
  type NamingText,
} from '../subject-store.ts';
import { daysByMonth } from './archived-parties.ts';
import { entriesToErase } from './erased-entries.ts';
import type { planningHands } from './planning-hands.ts';
import { StepCounts } from './request-counts.ts';

/** Counts what `createErasedCopies` would take, behind the calls and lines that these hands have noted as gone. */
export function plannedCopies(
  connection: Connection,
  { gone, attachments }: ReturnType<typeof planningHands>,
) {
  const totals = connection
    .prepare<[string], number>(
      'select count(*) from day_total where gone > 0 and extension in (select value from json_each(?))',
    )
    .pluck();

  let contactsGone: ReadonlySet<number> = new Set();

  function attachmentsGo(
    counts: StepCounts,
    found: { readonly removed: number; readonly kept: number },
  ): void {
    counts.gone('attachments', found.removed);
    counts.kept('attachments', found.kept);
  }

  function entries(wish: CopiesToErase, counts: StepCounts): void {
    for (const { table, where, kept } of entriesToErase(connection, wish)) {
      const found = connection.prepare<[], { call: number; kept: number }>(
        `select call, ${kept} as kept from ${table} where ${where}`,
      );
      for (const entry of found.iterate()) {
        // It went with its call.
        if (table === 'memory_entry' && gone.calls.has(entry.call)) continue;
        if (entry.kept === 1) counts.kept('memory_entries');
        else counts.gone('memory_entries');
      }
    }
  }

  /** A text that is there by now, as it was found a moment ago. */
  function isThere({ kind, key }: NamingText): boolean {
    if (kind === 'attachment_names') return !gone.attachments.has(Number(key));
    if (kind === 'contact_names') return !contactsGone.has(placeOfContact(key).id);
    if (kind !== 'reasons') return true;
    const { table, row } = placeOfReason(key);
    const [intake = 0, offset = 0] = row.split(' ').map(Number);
    return table !== 'undefined_line' || !gone.hasUndefinedLine({ intake, offset });
  }

  return {
    copies(wish: CopiesToErase): ErasedStep {
      const { subject, today, hashes } = wish;
      const counts = new StepCounts();
      attachmentsGo(counts, attachments.ofSubject(subject, today));
      entries(wish, counts);
      if (subject.from_day === null && subject.to_day === null) {
        counts.gone('totals_without_extension', totals.get(JSON.stringify(subject.extensions)) ?? 0);
        const { contacts, people } = directoryEntries(connection, subject);
        counts.gone('contacts', contacts);
        contactsGone = new Set(contactsOf(connection, subject));
        counts.gone('people', people);
      }
      for (const [month, days] of daysByMonth(piecesOfParties(connection, hashes, subject)))
        counts.gone(DAYS_IN_ARCHIVE + month, days);
      return counts.step();
    },
    texts({ today }: Pick<ErasingWish, 'today'>, wanted: readonly NamingText[]): ErasedStep {
      const counts = new StepCounts();
      const named = wanted.filter(({ kind }) => kind === 'attachment_names').map(({ key }) => Number(key));
      attachmentsGo(counts, attachments.namedAfter(named, today));
      for (const text of wanted) {
        if (text.stays) counts.kept(keptAs(text));
        else if (isThere(text)) counts.gone(text.kind);
      }
      return counts.step();
    },
  };
}
