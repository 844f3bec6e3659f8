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
    legal_holds: holdsNaming(connection, subject, today),
  };
}

/** Joined by the day and key of their call, as they are shown. */
function qualityOf(connection: Connection, ids: string): number {
  const count = connection.prepare<[string], number>(
    `select count(*) from (select distinct quality.intake, quality.offset from json_each(?) ids
     cross join call on call.id = ids.value cross join quality on quality.day = call.day
     and quality.call_group = call.call_group where call.call_group is not null)`,
  );
  return count.pluck().get(ids) ?? 0;
}

function entriesOf(connection: Connection, { numbers, extensions, names }: Subject, ids: string): number {
  const count = connection.prepare<Record<string, string>, number>(
    `select count(*) from memory_entry where number in (select value from json_each(@numbers))
     or extension in (select value from json_each(@extensions)) or call in (select value from json_each(@ids))
     or calling_name in (select value from json_each(@names)) or called_name in (select value from json_each(@names))`,
  );
  const lists = { numbers, extensions, names };
  const texts = Object.entries(lists).map(([name, list]) => [name, JSON.stringify(list)] as const);
  return count.pluck().get({ ...Object.fromEntries(texts), ids }) ?? 0;
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
