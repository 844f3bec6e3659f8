import type { Subject } from '../../record/subject.ts';
import { holdSql } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { daysByPartySql } from './days-by-party.ts';

/** In which the numbers of a day are indexed (docs/decisions/0007-parts-of-the-day.md). */
const DAY_PARTS = 6;

const BY_NUMBER = ['calling', 'called', 'dialled'] as const;

/** True of a call of a person, as SQL over the table of calls. */
function subjectSql(subject: Subject): string {
  const { numbers, extensions, names } = subject;
  // No party at all would be everybody.
  return numbers.length + extensions.length + names.length === 0 ? '0' : holdSql(subject);
}

/** Days on which there can be calls of a person, within their period, in order. */
export function daysOfSubject(connection: Connection, subject: Subject): number[] {
  const { numbers, extensions, names, from_day, to_day } = subject;
  const parties = [...numbers, ...extensions, ...names];
  if (parties.length === 0) return [];
  return connection
    .prepare<{ from: number; to: number }, number>(daysByPartySql(parties, '@from', '@to'))
    .pluck()
    .all({ from: from_day ?? Number.MIN_SAFE_INTEGER, to: to_day ?? Number.MAX_SAFE_INTEGER });
}

/**
 * The calls of a person on some days, by id. Numbers are led to by the indexes of numbers; extensions and names stand in none,
 * so that for these every call of the day is looked at.
 */
export function callsOfSubject(connection: Connection, subject: Subject, days: readonly number[]): number[] {
  if (days.length === 0) return [];
  return connection.prepare<[string], number>(subjectCallsSql(subject)).pluck().all(JSON.stringify(days));
}

/** The statement, for a list of days as JSON. */
export function subjectCallsSql(subject: Subject): string {
  const { numbers, extensions, names } = subject;
  if (extensions.length + names.length > 0 || numbers.length === 0)
    return `select call.id from json_each(?) days cross join call on call.day = days.value where ${subjectSql(subject)} order by 1`;
  const list = numbers.map(Number).join(', ');
  const parts = Array.from({ length: DAY_PARTS }, (_, part) => `(${part})`).join(', ');
  const byIndex = BY_NUMBER.map(
    (party) => `select call.id from parts cross join call indexed by call_${party}
      on call.day_part = parts.part and call.${party} in (${list})`,
  );
  return `with parts (part) as materialized (
      select days.value * ${DAY_PARTS} + within.column1 from json_each(?) days cross join (values ${parts}) within)
    ${byIndex.join(' union ')} order by 1`;
}
