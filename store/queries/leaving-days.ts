import type { Connection } from '../open-database.ts';

/** Days whose calls are to be counted one by one, as SQL: what their totals have besides is not there, or not any more. */
export const UNCOUNTED_DAYS = 'select day from stale_day union all select day from leaving_day';

/**
 * True of totals whose calls are gone or archived, as SQL over a table of totals: on a day that goes whole
 * (docs/decisions/0017-days-that-go-whole.md) those of the class that is going, of which a part is there yet.
 */
export const IS_GONE = '(gone > 0 or (day, held) in (select day, held from leaving_day))';

/** The days of which calls that no threshold holds are just going. */
export function leavingDays(connection: Connection): ReadonlySet<number> {
  const days = connection.prepare<[], number>('select day from leaving_day where held = 0').pluck();
  return new Set(days.all());
}
