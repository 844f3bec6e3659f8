import { HOURS_CARRIED } from '../hour-totals.ts';
import type { Connection } from '../open-database.ts';

/**
 * Days before `before` on which calls began that can have lasted until `until`, by the totals of hours, which have the time of a call
 * where it was, and days that are not totalled yet. Calls are not looked at: there may be many, and hardly one of them lasts so long.
 */
export function daysOfLongCalls(
  connection: Connection,
  { before, until }: { readonly before: number; readonly until: number },
): number[] {
  return connection
    .prepare<object, number>(
      `select day from hour_total where day between @from and @to and day * 24 + hour >= @until * 24
       union select day from stale_day where day between @from and @to order by 1`,
    )
    .pluck()
    .all({ from: until - HOURS_CARRIED / 24, to: before - 1, until });
}
