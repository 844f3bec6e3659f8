import type { Subject } from '../../record/subject.ts';
import { legalHolds } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { callDays, callsOfSubject } from './subject-calls.ts';

/** A line as it was received: its intake, and where in it. */
export interface LinePlace {
  readonly intake: number;
  readonly offset: number;
}

/** Where something of a person is stored, but for what only reading lines can tell. */
export interface SubjectFound {
  /** By id, in order. */
  readonly calls: readonly number[];
  readonly held_calls: number;
  readonly first_day: number | null;
  readonly last_day: number | null;
  /** Of the calls, and of further lines that repeat them, where they stand in a raw copy that is still there. */
  readonly lines: readonly LinePlace[];
  readonly quality_records: number;
  readonly memory_entries: number;
  /** Entries of the directory. */
  readonly contacts: number;
  readonly people: number;
  readonly legal_holds: readonly number[];
}

/** Looks at calls by the indexes of numbers, at every call where there is none. */
export function subjectFound(connection: Connection, subject: Subject, today: number): SubjectFound {
  const days = callDays(connection, subject.from_day, subject.to_day);
  const calls = callsOfSubject(connection, subject, days);
  const ids = JSON.stringify(calls);
  const stored = connection
    .prepare<[string], Pick<SubjectFound, 'held_calls' | 'first_day' | 'last_day'>>(
      `select coalesce(sum(held_by is not null), 0) as held_calls, min(day) as first_day, max(day) as last_day
       from json_each(?) ids cross join call on call.id = ids.value`,
    )
    .get(ids);
  const lines = connection
    .prepare<{ ids: string }, LinePlace>(
      `select line.intake, line.offset from (
         select call.intake, call.offset from json_each(@ids) ids cross join call on call.id = ids.value
         union select duplicate.intake, duplicate.offset from json_each(@ids) ids
         cross join duplicate on duplicate.call = ids.value) line
       join intake on intake.id = line.intake where intake.raw_gone_at is null order by 1, 2`,
    )
    .all({ ids });
  return {
    calls,
    held_calls: stored?.held_calls ?? 0,
    first_day: stored?.first_day ?? null,
    last_day: stored?.last_day ?? null,
    lines,
    quality_records: qualityOf(connection, ids),
    memory_entries: entriesOf(connection, subject, ids),
    ...directoryEntries(connection, subject),
    legal_holds: holdsNaming(connection, subject, today),
  };
}

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
  calls: readonly number[],
): IterableIterator<SubjectEntry> {
  const columns =
    'started_at, utc_offset_min, day, placed, answered, number, number_text, extension, calling_name, called_name';
  return connection
    .prepare<Record<string, string>, SubjectEntry>(
      `select ${columns} from memory_entry where ${ENTRY_OF_SUBJECT}
       union all select ${columns} from kept_entry where ${ENTRY_OF_SUBJECT}`,
    )
    .iterate(entryLists(subject, JSON.stringify(calls)));
}

/** Where quality records of calls stand. */
export function subjectQuality(
  connection: Connection,
  calls: readonly number[],
): IterableIterator<LinePlace & { readonly day: number }> {
  return connection
    .prepare<[string], LinePlace & { readonly day: number }>(
      `select distinct quality.intake, quality.offset, quality.day ${QUALITY_OF_CALLS} order by 1, 2`,
    )
    .iterate(JSON.stringify(calls));
}

const ENTRY_OF_SUBJECT = `(number in (select value from json_each(@numbers))
  or extension in (select value from json_each(@extensions)) or call in (select value from json_each(@ids))
  or calling_name in (select value from json_each(@names)) or called_name in (select value from json_each(@names)))`;

function entryLists({ numbers, extensions, names }: Subject, ids: string): Record<string, string> {
  const lists = Object.entries({ numbers, extensions, names });
  return { ...Object.fromEntries(lists.map(([name, list]) => [name, JSON.stringify(list)])), ids };
}

const QUALITY_OF_CALLS = `from json_each(?) ids cross join call on call.id = ids.value
  cross join quality on quality.day = call.day and quality.call_group = call.call_group
  where call.call_group is not null`;

/** Joined by the day and key of their call, as they are shown. */
function qualityOf(connection: Connection, ids: string): number {
  const count = connection.prepare<[string], number>(
    `select count(*) from (select distinct quality.intake, quality.offset ${QUALITY_OF_CALLS})`,
  );
  return count.pluck().get(ids) ?? 0;
}

/** Also those that went from their memory and a legal hold keeps. */
function entriesOf(connection: Connection, subject: Subject, ids: string): number {
  const count = connection.prepare<Record<string, string>, number>(
    `select (select count(*) from memory_entry where ${ENTRY_OF_SUBJECT})
       + (select count(*) from kept_entry where ${ENTRY_OF_SUBJECT})`,
  );
  return count.pluck().get(entryLists(subject, ids)) ?? 0;
}

/** Contacts with the number, and people and contacts of the name. */
function directoryEntries(
  connection: Connection,
  { numbers, names }: Subject,
): Pick<SubjectFound, 'contacts' | 'people'> {
  const found = connection
    .prepare<Record<string, string>, Pick<SubjectFound, 'contacts' | 'people'>>(
      `select (select count(*) from contact where number in (select value from json_each(@numbers))
           or name in (select value from json_each(@names))) as contacts,
         (select count(*) from person where name in (select value from json_each(@names))) as people`,
    )
    .get({ numbers: JSON.stringify(numbers), names: JSON.stringify(names) });
  return found ?? { contacts: 0, people: 0 };
}

/** What the directory says of them. */
export function directoryDetails(
  connection: Connection,
  { numbers, names }: Subject,
): {
  readonly what: string;
  readonly name: string | null;
  readonly details: string;
  readonly to_day: number | null;
}[] {
  return connection
    .prepare<
      Record<string, string>,
      { what: string; name: string | null; details: string; to_day: number | null }
    >(
      `select 'contact of the directory' as what, name, coalesce(organisation, '') as details, to_day from contact
         where number in (select value from json_each(@numbers)) or name in (select value from json_each(@names))
       union all
       select 'person of the directory', name, concat_ws(', ', external_id, email, login), to_day from person
         where name in (select value from json_each(@names))`,
    )
    .all({ numbers: JSON.stringify(numbers), names: JSON.stringify(names) });
}

/** Holds in force that name the person; those of a period alone name nobody. */
function holdsNaming(connection: Connection, subject: Subject, today: number): number[] {
  const meets = <Item>(one: readonly Item[], other: readonly Item[]): boolean =>
    one.some((item) => other.includes(item));
  return legalHolds(connection, today)
    .filter(
      ({ conditions }) =>
        meets<number>(subject.numbers, conditions.numbers) ||
        meets<number>(subject.extensions, conditions.extensions) ||
        meets(subject.names, conditions.names),
    )
    .map(({ id }) => id);
}

/** Who stands beside a name in calls: a name that goes with several numbers can be that of several people. */
export interface NamedParty {
  readonly number: number | null;
  readonly text: string | null;
  readonly calls: number;
}

export function partiesNamed(connection: Connection, name: string): NamedParty[] {
  return connection
    .prepare<{ name: string }, NamedParty>(
      `select number, text, count(*) as calls from (
         select calling as number, json_extract(odd_numbers, '$.calling') as text from call where calling_name = @name
         union all
         select called, json_extract(odd_numbers, '$.called') from call where called_name = @name)
       group by 1, 2 order by 3 desc, 1`,
    )
    .all({ name });
}
