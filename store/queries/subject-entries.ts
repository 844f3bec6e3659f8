import type { Subject } from '../../record/subject.ts';
import type { Connection } from '../open-database.ts';
import { ENTRY_TEXTS } from './entry-texts.ts';

/** An entry of a call memory, without whose memory it is. */
export interface SubjectEntry {
  readonly started_at: number;
  readonly utc_offset_min: number;
  readonly day: number;
  readonly placed: number;
  readonly answered: number | null;
  readonly number: number | null;
  readonly number_text: string | null;
  readonly extension: number;
  readonly calling_name: string | null;
  readonly called_name: string | null;
}

export function subjectEntries(
  connection: Connection,
  subject: Subject,
  { calls, entry_texts }: { readonly calls: readonly number[]; readonly entry_texts: readonly string[] },
): IterableIterator<SubjectEntry> {
  const columns =
    'started_at, utc_offset_min, day, placed, answered, number, number_text, extension, calling_name, called_name';
  return connection
    .prepare<Record<string, string | number>, SubjectEntry>(
      `select ${columns} from memory_entry where ${FOUND_ENTRY}
       union all select ${columns} from kept_entry where ${FOUND_ENTRY}`,
    )
    .iterate({ ...entryLists(subject, JSON.stringify(calls)), texts: JSON.stringify(entry_texts) });
}

/** True of an entry of a person, as SQL over the tables of entries. */
export const ENTRY_OF_SUBJECT = `(number in (select value from json_each(@numbers))
  or extension in (select value from json_each(@extensions)) or call in (select value from json_each(@ids))
  or calling_name in (select value from json_each(@names)) or called_name in (select value from json_each(@names)))`;

/** The same within a period, of which the calls are that are given. */
export const ENTRY_IN_PERIOD = `(call in (select value from json_each(@ids))
  or (${ENTRY_OF_SUBJECT} and day between @from_day and @to_day))`;

/** The same with entries in whose texts the number stands. */
const FOUND_ENTRY = `(${ENTRY_IN_PERIOD} or (day between @from_day and @to_day and
  (${ENTRY_TEXTS.map((name) => `${name} in (select value from json_each(@texts))`).join(' or ')})))`;

/** What these are handed. */
export function entryLists(
  { numbers, extensions, names, from_day, to_day }: Subject,
  ids: string,
): Record<string, string | number> {
  const lists = Object.entries({ numbers, extensions, names });
  return {
    ...Object.fromEntries(lists.map(([name, list]) => [name, JSON.stringify(list)])),
    ...{ ids, from_day: from_day ?? Number.MIN_SAFE_INTEGER, to_day: to_day ?? Number.MAX_SAFE_INTEGER },
  };
}

/** Also those that went from their memory and a legal hold keeps. */
export function entriesOf(
  connection: Connection,
  subject: Subject,
  ids: string,
  entry_texts: readonly string[],
): number {
  const count = connection.prepare<Record<string, string | number>, number>(
    `select (select count(*) from memory_entry where ${FOUND_ENTRY})
       + (select count(*) from kept_entry where ${FOUND_ENTRY})`,
  );
  return count.pluck().get({ ...entryLists(subject, ids), texts: JSON.stringify(entry_texts) }) ?? 0;
}
