import { foldedName } from '../../record/same-name.ts';
import type { Subject } from '../../record/subject.ts';
import { heldCall, legalHolds } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import type { UnknownAttachments } from '../subject-store.ts';
import { archivedOfSubject } from './subject-archived.ts';
import { attachmentsOfSubject, unknownAttachments } from './subject-attachments.ts';
import { directoryEntries } from './subject-directory.ts';
import { entriesOf } from './subject-entries.ts';
import {
  type CallsOfPerson,
  callsOfPerson,
  linesOfPerson,
  type NamedByReading,
  NOTHING_READ,
} from './subject-named.ts';

/** A line as it was received: its intake, and where in it. */
export interface LinePlace {
  readonly intake: number;
  readonly offset: number;
}

/** With the day that it ages by. */
export interface DatedLine extends LinePlace {
  readonly day: number;
}

/** True of a line that was not overwritten because of its age, in a raw copy that is younger (deletion/raw-copies.ts). */
export const STANDS = `line.day >= (select chunk.oldest_day from chunk where chunk.intake = line.intake
  and chunk.first_offset <= line.offset order by chunk.first_offset desc limit 1)`;

/** Where something of a person is stored. */
export interface SubjectFound extends CallsOfPerson {
  readonly held_calls: number;
  readonly first_day: number | null;
  readonly last_day: number | null;
  /** Of the calls, and of further lines that repeat them, where they stand in a raw copy that is still there; and others in which they stand. */
  readonly lines: readonly DatedLine[];
  readonly undefined_lines: readonly LinePlace[];
  readonly quality_records: number;
  readonly memory_entries: number;
  /** In which the number stands. */
  readonly entry_texts: readonly string[];
  /** Recordings and transcripts of these calls, by id, and those that wait for one of them. */
  readonly attachments: readonly number[];
  readonly unknown_attachments: UnknownAttachments;
  /** Calls that stand in archives alone and are known as theirs by an entry of a call memory. */
  readonly archived_calls: readonly number[];
  /** Entries of the directory. */
  readonly contacts: number;
  readonly people: number;
  readonly legal_holds: readonly number[];
}

/** Looks at calls by the indexes of numbers, at every call where there is none; what only reading finds is given. */
export function subjectFound(
  connection: Connection,
  subject: Subject,
  today: number,
  named: NamedByReading = NOTHING_READ,
): SubjectFound {
  const { calls, others } = callsOfPerson(connection, subject, named);
  const ids = JSON.stringify(calls);
  const stored = connection
    .prepare<[string], Pick<SubjectFound, 'held_calls' | 'first_day' | 'last_day'>>(
      `select coalesce(sum(held_by is not null), 0) as held_calls, min(day) as first_day, max(day) as last_day
       from json_each(?) ids cross join call on call.id = ids.value`,
    )
    .get(ids);
  const ofCalls = connection
    .prepare<{ ids: string }, DatedLine>(
      `with mine as materialized (select call.id, call.intake, call.offset, call.day, ${heldCall(connection, today)} as kept
         from json_each(@ids) ids cross join call on call.id = ids.value)
       select line.intake, line.offset, line.day from (
         select intake, offset, day, kept from mine
         union select duplicate.intake, duplicate.offset, mine.day, mine.kept from mine
         cross join duplicate on duplicate.call = mine.id) line
       join intake on intake.id = line.intake where intake.raw_gone_at is null and (kept or ${STANDS}) order by 1, 2`,
    )
    .all({ ids });
  const attachments = attachmentsOfSubject(connection, subject, calls);
  const { undefined_lines, others: further } = linesOfPerson(connection, subject, named.lines);
  return {
    ...{
      entry_texts: named.entry_texts,
      calls,
      others,
      undefined_lines,
      lines: withFurther(ofCalls, further),
    },
    held_calls: stored?.held_calls ?? 0,
    first_day: stored?.first_day ?? null,
    last_day: stored?.last_day ?? null,
    quality_records: qualityOf(connection, ids),
    memory_entries: entriesOf(connection, subject, ids, named.entry_texts),
    attachments,
    unknown_attachments: unknownAttachments(connection, subject, attachments),
    archived_calls: archivedOfSubject(connection, subject),
    ...directoryEntries(connection, subject),
    legal_holds: holdsNaming(connection, subject, today),
  };
}

function withFurther(lines: readonly DatedLine[], further: readonly DatedLine[]): DatedLine[] {
  const known = new Set(lines.map(({ intake, offset }) => `${intake} ${offset}`));
  const all = [...lines, ...further.filter(({ intake, offset }) => !known.has(`${intake} ${offset}`))];
  return all.sort((one, other) => one.intake - other.intake || one.offset - other.offset);
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

/** Holds in force that name the person; those of a period alone name nobody. */
function holdsNaming(connection: Connection, subject: Subject, today: number): number[] {
  const meets = <Item>(one: readonly Item[], other: readonly Item[]): boolean =>
    one.some((item) => other.includes(item));
  return legalHolds(connection, today)
    .filter(
      ({ conditions }) =>
        meets<number>(subject.numbers, conditions.numbers) ||
        meets<number>(subject.extensions, conditions.extensions) ||
        meets(subject.names.map(foldedName), conditions.names.map(foldedName)),
    )
    .map(({ id }) => id);
}

/** Who stands beside a name in calls: a name that goes with several numbers can be that of several people. */
export interface NamedParty {
  readonly number: number | null;
  readonly text: string | null;
  readonly calls: number;
}

export function partiesNamed(connection: Connection, names: readonly string[]): NamedParty[] {
  return connection
    .prepare<{ names: string }, NamedParty>(
      `select number, text, count(*) as calls from (
         select calling as number, json_extract(odd_numbers, '$.calling') as text from call where calling_name in (select value from json_each(@names))
         union all
         select called, json_extract(odd_numbers, '$.called') from call where called_name in (select value from json_each(@names)))
       group by 1, 2 order by 3 desc, 1`,
    )
    .all({ names: JSON.stringify(names) });
}
