import type { Connection } from '../open-database.ts';

/** Where calls stand in the table: from this id to that one, others perhaps among them. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

/** From so many ids for each call on it is cheaper to look up each call than to walk past the others. */
const SPARSE = 4;

/**
 * Calls arrive day after day, so those of some days stand together: to walk from the first of them to the last takes a third of
 * looking up each by the index of days, which has them in no order. Null where others stand between them, as in a folder that
 * was filled from old files in any order.
 */
export function idsOfDays(
  connection: Connection,
  from_day = Number.MIN_SAFE_INTEGER,
  to_day = Number.MAX_SAFE_INTEGER,
): IdRange | null {
  const all = connection
    .prepare<[], { first: number | null; last: number | null }>(
      'select (select min(day) from call) as first, (select max(day) from call) as last',
    )
    .get();
  const { first = null, last = null } = all ?? {};
  if (first === null || last === null || (first >= from_day && last <= to_day))
    return { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };
  // The index of days has the ids, so no call is looked up.
  const found = connection
    .prepare<[number, number], { low: number | null; high: number | null; calls: number }>(
      'select min(id) as low, max(id) as high, count(*) as calls from call where day between ? and ?',
    )
    .get(from_day, to_day);
  const { low = null, high = null, calls = 0 } = found ?? {};
  if (low === null || high === null || high - low >= SPARSE * calls) return null;
  return { from: low, to: high };
}
