import type { Subject } from '../../record/subject.ts';
import type { Connection } from '../open-database.ts';
import type { UnknownAttachments } from '../subject-store.ts';
import { ENTRY_OF_SUBJECT, entryLists } from './subject-entries.ts';

type Period = Pick<Subject, 'from_day' | 'to_day'>;

/** True of an attachment whose call is masked, nobody's, archived or gone, or did not come yet and is to be found by its key. */
const OF_UNKNOWN = `((attachment.call is not null or attachment.numbers is null)
  and not exists (select 1 from call where call.id = attachment.call and call.step = 0))`;

/** True of an attachment within a period, which is handed over. */
const IN_PERIOD = 'attachment.day between @from_day and @to_day';

const periodOf = ({ from_day, to_day }: Period) => ({
  from_day: from_day ?? Number.MIN_SAFE_INTEGER,
  to_day: to_day ?? Number.MAX_SAFE_INTEGER,
});

/** Also with one row there is nothing to look for in most stores. */
function isEmpty(connection: Connection): boolean {
  return connection.prepare('select 1 from attachment limit 1').get() === undefined;
}

/**
 * Attachments of a person: those of the calls, which are given with all legs, those that wait and have the key of one of these or a number of
 * theirs, and those of a call that is masked, archived or gone and stands in a call memory with them.
 */
export function attachmentsOfSubject(
  connection: Connection,
  subject: Subject,
  calls: readonly number[],
): number[] {
  if (isEmpty(connection)) return [];
  const ofCalls = connection
    .prepare<[string], number>(
      `with mine as materialized (select call.id, call.source, call.call_group
         from json_each(?) ids cross join call on call.id = ids.value)
       select attachment.id from mine cross join attachment on attachment.call = mine.id
       union select attachment.id from mine cross join attachment
         on attachment.call is null and attachment.source = mine.source and attachment.call_group = mine.call_group`,
    )
    .pluck()
    .all(JSON.stringify(calls));
  return [
    ...new Set([...ofCalls, ...waitingFor(connection, subject), ...remembered(connection, subject)]),
  ].sort((one, other) => one - other);
}

/** Those that have no call yet, by the numbers that it is to be found by. */
export function waitingFor(connection: Connection, subject: Subject): number[] {
  const numbers = JSON.stringify([...subject.numbers, ...subject.extensions]);
  return connection
    .prepare<[Record<string, unknown>], number>(
      `select id from attachment where call is null and numbers is not null and ${IN_PERIOD} and exists
         (select 1 from json_each(attachment.numbers) where value in (select value from json_each(@numbers)))`,
    )
    .pluck()
    .all({ ...periodOf(subject), numbers });
}

/** Those of calls that a call memory has with them, whatever became of the calls. */
export function remembered(connection: Connection, subject: Subject): number[] {
  return connection
    .prepare<[Record<string, unknown>], number>(
      `select id from attachment where ${IN_PERIOD} and call in (select call from memory_entry where ${ENTRY_OF_SUBJECT}
         union select call from kept_entry where ${ENTRY_OF_SUBJECT})`,
    )
    .pluck()
    .all({ ...entryLists(subject, '[]'), ...periodOf(subject) });
}

/** Of these, those whose name is all that says whose they are. */
export function knownByName(connection: Connection, ids: readonly number[]): number[] {
  return connection
    .prepare<[string], number>(
      `select id from attachment where id in (select value from json_each(?)) and ${OF_UNKNOWN} order by id`,
    )
    .pluck()
    .all(JSON.stringify(ids));
}

/** What may be of anybody, within a period, but for those that are known otherwise. */
export function unknownAttachments(
  connection: Connection,
  period: Period,
  known: readonly number[] = [],
): UnknownAttachments {
  const found = connection
    .prepare<[Record<string, unknown>], UnknownAttachments>(
      `select count(*) as count, max(day) as last_day from attachment
       where ${OF_UNKNOWN} and ${IN_PERIOD} and id not in (select value from json_each(@known))`,
    )
    .get({ ...periodOf(period), known: JSON.stringify(known) });
  return found ?? { count: 0, last_day: null };
}
