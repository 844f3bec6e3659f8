import { monthOf } from '../../record/archive.ts';
import type { Subject } from '../../record/subject.ts';
import type { Connection } from '../open-database.ts';
import { ENTRY_OF_SUBJECT, entryLists } from './subject-entries.ts';

/** Calls of a month that stand in archives alone. */
export interface ArchivedMonthCalls {
  readonly month: string;
  readonly calls: number;
  readonly last_day: number;
  /** Of these, calls that a threshold held. */
  readonly held: number;
}

type Period = Pick<Subject, 'from_day' | 'to_day'>;

/** Archived calls of which an entry of a call memory says that they are of a person, by id. */
export function archivedOfSubject(connection: Connection, subject: Subject): number[] {
  return connection
    .prepare<Record<string, string>, number>(
      `select id from archived_call where id in (
         select call from memory_entry where ${ENTRY_OF_SUBJECT} union select call from kept_entry where ${ENTRY_OF_SUBJECT})
       order by id`,
    )
    .pluck()
    .all(entryLists(subject, '[]'));
}

/** Every month of which calls are archived, within a period, in order. */
export function archivedMonths(connection: Connection, { from_day, to_day }: Period): ArchivedMonthCalls[] {
  const days = connection
    .prepare<object, { day: number; calls: number; held: number }>(
      `select day, count(*) as calls, sum(held) as held from archived_call where day between @from and @to group by day order by day`,
    )
    .all({ from: from_day ?? Number.MIN_SAFE_INTEGER, to: to_day ?? Number.MAX_SAFE_INTEGER });
  return [...Map.groupBy(days, ({ day }) => monthOf(day))].map(([month, of]) => ({
    month,
    calls: of.reduce((sum, { calls }) => sum + calls, 0),
    held: of.reduce((sum, { held }) => sum + held, 0),
    last_day: of.at(-1)?.day ?? 0,
  }));
}
