import type { CallHint, NewAttachment, RefusedAttachment } from '../record/attachment.ts';
import type { AttachmentFile } from './attachment-store.ts';
import { sourceIds } from './intake-register.ts';
import type { Connection } from './open-database.ts';

/** How long before an attachment its call may have begun, where only its key is known. */
const KEY_DAYS = 400;
/** The hours by which a local time can differ from UTC, in parts of the day (0001-records). */
const PART_MS = 14_400_000;
const ZONE_MS = 15 * 3_600_000;

interface FoundCall {
  readonly id: number;
  readonly call: number;
}

/** Attachments as they come in, and the calls they belong to. */
export function createAttachments(connection: Connection) {
  const statements = prepare(connection);
  const findCalls = callFinder(connection);
  const sourceId = sourceIds(connection);

  /** The one call that fits; how many do, where that is not one. */
  function settle(id: number, found: readonly FoundCall[], now: number): boolean {
    const [only] = found;
    if (only === undefined || found.length > 1) {
      statements.setFitting.run(found.length, id, found.length);
      return false;
    }
    statements.setCall.run({ id, call: only.id, now });
    return true;
  }

  const add = connection.transaction((given: NewAttachment): number | null => {
    const { hint, listed_mac, content_mac, source: name_of_source, ...row } = given;
    const isKnown = statements.isPast.get(content_mac) !== undefined;
    statements.addPast.run(listed_mac);
    if (isKnown) return null;
    statements.addPast.run(content_mac);
    const source = sourceId(name_of_source);
    const hinted = { ...hint, numbers: hint.numbers.length === 0 ? null : JSON.stringify(hint.numbers) };
    const id = statements.nextId.get() ?? 1;
    statements.add.run({ ...row, ...hinted, id, source });
    settle(id, findCalls(source, hint, row.day), row.received_at);
    return id;
  });

  const match = connection.transaction((now: number): number => {
    const seen = statements.seen.get() ?? 0;
    const last = statements.lastCall.get() ?? 0;
    if (last <= seen) return 0;
    let matched = 0;
    const keyed = Map.groupBy(statements.byKey.all(seen), ({ attachment }) => attachment);
    const waiting = statements.waiting.all();
    for (const row of waiting) {
      if (row.call_group !== null && !keyed.has(row.id)) continue;
      const numbers = row.numbers === null ? [] : (JSON.parse(row.numbers) as number[]);
      const { call_group, starts_from: from, starts_to: to } = row;
      const hint = { call_group, numbers, from, to };
      if (settle(row.id, findCalls(row.source, hint, row.day), now)) matched += 1;
    }
    statements.noteSeen.run(last);
    return matched;
  });

  return {
    isPastAttachment: (mac: string): boolean => statements.isPast.get(mac) !== undefined,
    addAttachment: (attachment: NewAttachment): number | null => add.immediate(attachment),
    matchAttachments: (now: number): number =>
      statements.lastCall.get() === undefined ? 0 : match.immediate(now),
    refuseAttachment: (refused: RefusedAttachment): void => void statements.refuse.run(refused),
    keepRefusedAttachments: (folder: string, paths: readonly string[]): void =>
      void statements.forgetRefused.run(folder, JSON.stringify(paths)),
    attachmentFiles: () => statements.files.all(),
  };
}

/** Calls of a source that a hint speaks of, one for all legs of a call. */
function callFinder(connection: Connection) {
  const byKey = connection.prepare<{ first: number; last: number; group: number }, FoundCall>(
    `with recursive days (day) as (select @last union all select day - 1 from days where day > @first)
     select call.id, call.id as call from days cross join call on call.day = days.day
     where call.call_group = @group and head = 1`,
  );
  const heads = connection.prepare<[number, number], number>(
    'select id from call where day = ? and call_group = ? and head = 1',
  );
  const parts = (at: number): number => Math.floor(at / PART_MS);
  const withNumber = connection.prepare<
    [Record<string, unknown>],
    { id: number; day: number; call_group: number | null }
  >(
    `select id, day, call_group from call where source = @source and started_at between @from and @to
     and id in (select id from call where day_part between @first and @last and calling in (select value from json_each(@numbers))
       union select id from call where day_part between @first and @last and called in (select value from json_each(@numbers)))
     order by id`,
  );
  return (source: number, { call_group, numbers, from, to }: CallHint, day: number): FoundCall[] => {
    if (call_group !== null) {
      // A zone may be a day ahead.
      const found = byKey.all({ first: day - KEY_DAYS, last: day + 1, group: call_group });
      return found;
    }
    if (numbers.length === 0 || from === null || to === null) return [];
    const span = { first: parts(from - ZONE_MS), last: parts(to + ZONE_MS) };
    const rows = withNumber.all({ source, from, to, ...span, numbers: JSON.stringify(numbers) });
    const calls = new Map<number, FoundCall>();
    for (const { id, day: on, call_group: group } of rows) {
      const head = group === null ? id : (heads.pluck().get(on, group) ?? id);
      calls.set(group ?? -id, { id: head, call: head });
    }
    return [...calls.values()];
  };
}

interface WaitingRow {
  readonly id: number;
  readonly source: number;
  readonly day: number;
  readonly call_group: number | null;
  readonly numbers: string | null;
  readonly starts_from: number | null;
  readonly starts_to: number | null;
}

function prepare(connection: Connection) {
  return {
    isPast: connection.prepare<[string], unknown>('select 1 from past_attachment where identity = ?'),
    addPast: connection.prepare<[string], unknown>(
      'insert into past_attachment (identity) values (?) on conflict do nothing',
    ),
    ...prepareAdding(connection),
    setFitting: connection.prepare<[number, number, number], unknown>(
      'update attachment set fitting = ? where id = ? and fitting <> ?',
    ),
    /** By what it was found is needed no more, and says more than its call does when that is masked. */
    setCall: connection.prepare<[{ id: number; call: number; now: number }], unknown>(
      `update attachment set call = @call, matched_at = @now, fitting = 1, call_group = null, numbers = null,
       starts_from = null, starts_to = null, day = min(day, (select day from call where call.id = @call))
       where id = @id`,
    ),
    seen: connection.prepare<[], number>("select value from counter where name = 'attachments'").pluck(),
    noteSeen: connection.prepare<[number], unknown>(
      `insert into counter (name, value) values ('attachments', ?)
       on conflict (name) do update set value = excluded.value where value <> excluded.value`,
    ),
    lastCall: connection.prepare<[], number>('select id from call order by id desc limit 1').pluck(),
    byKey: connection.prepare<[number], { attachment: number }>(
      `select distinct attachment.id as attachment from call
       cross join attachment on attachment.source = call.source and attachment.call_group = call.call_group
       where call.id > ? and attachment.call is null`,
    ),
    waiting: connection.prepare<[], WaitingRow>(
      `select id, source, day, call_group, numbers, starts_from, starts_to from attachment where call is null`,
    ),
    refuse: connection.prepare(
      `insert into refused_attachment (folder, path, refused_at, reason, hint)
       values (@folder, @path, @refused_at, @reason, @hint)
       on conflict (folder, path) do update set reason = excluded.reason, hint = excluded.hint
       where reason <> excluded.reason`,
    ),
    forgetRefused: connection.prepare<[string, string], unknown>(
      'delete from refused_attachment where folder = ? and path not in (select value from json_each(?))',
    ),
    files: connection.prepare<[], AttachmentFile>(
      `select file, month from attachment union all select file, month from attachment_to_destroy
       union all select file, month from statement_file`,
    ),
  };
}

function prepareAdding(connection: Connection) {
  return {
    /** Whoever wrote an id down never means another attachment by it. */
    nextId: connection
      .prepare<[], number>(
        `insert into counter (name, value) values ('attachment', 1)
         on conflict (name) do update set value = value + 1 returning value`,
      )
      .pluck(),
    add: connection.prepare(
      `insert into attachment (id, source, kind, file, month, name, bytes, received_at, day, call_group, numbers, starts_from, starts_to)
       values (@id, @source, @kind, @file, @month, @name, @bytes, @received_at, @day, @call_group, @numbers, @from, @to)`,
    ),
  };
}
