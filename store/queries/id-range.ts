import type { Connection } from '../open-database.ts';

/** Where calls stand in the table: from this id to that one, others perhaps among them. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

/** From so many ids for each call on it is cheaper to look up each call than to walk past the others. */
const SPARSE = 4;
/** Past no more others it is cheaper to walk than to count those that are meant, where these are more. */
const FEW = 500_000;
const EVERY_ID: IdRange = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

/**
 * Calls arrive day after day, so those of some days stand together: to walk from the first of them to the last takes a third of
 * looking up each by the index of days, which has them in no order. Null where others stand between them, as in a folder that
 * was filled from old files in any order.
 */
export function idsOfDays(
  connection: Connection,
  from_day = Number.MIN_SAFE_INTEGER,
  to_day = Number.MAX_SAFE_INTEGER,
  few = FEW,
): IdRange | null {
  const all = connection
    .prepare<[], { first: number | null; last: number | null }>(
      'select (select min(day) from call) as first, (select max(day) from call) as last',
    )
    .get();
  const { first = null, last = null } = all ?? {};
  if (first === null || last === null || (first >= from_day && last <= to_day)) return EVERY_ID;
  if (isMostOf(connection, { from_day, to_day, first, last, few })) return EVERY_ID;
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

/** Most days are meant, with many calls, and only few others are there. */
function isMostOf(
  connection: Connection,
  { few, ...period }: { from_day: number; to_day: number; first: number; last: number; few: number },
): boolean {
  const { from_day, to_day, first, last } = period;
  const days = Math.min(to_day, last) - Math.max(from_day, first) + 1;
  const isMore = (calls: string): boolean =>
    connection
      .prepare<{ from_day: number; to_day: number; most: number }, number>(
        `select count(*) from (select 1 from (${calls}) limit @most + 1)`,
      )
      .pluck()
      .get({ from_day, to_day, most: few }) ===
    few + 1;
  return (
    days * 2 > last - first &&
    !isMore(
      'select day from call where day < @from_day union all select day from call where day > @to_day',
    ) &&
    isMore('select day from call where day between @from_day and @to_day')
  );
}

/** Of so many pages a table is walked in parts. */
export const MANY_PAGES = 50_000;
const PARTS = 32;

/**
 * The same range in parts, one behind the other: what is sorted by groups then stays in the cache of the processor. Of a smaller
 * database, and where calls are looked up one by one, the range itself.
 */
export function partsOf(connection: Connection, ids: IdRange | null, many: number): (IdRange | null)[] {
  if (ids === null || Number(connection.pragma('page_count', { simple: true })) < many) return [ids];
  const all = connection
    .prepare<[], { low: number | null; high: number | null }>(
      'select (select min(id) from call) as low, (select max(id) from call) as high',
    )
    .get();
  const { low = null, high = null } = all ?? {};
  if (low === null || high === null) return [ids];
  const [from, to] = [Math.max(ids.from, low), Math.min(ids.to, high)];
  const width = Math.ceil((to - from + 1) / PARTS);
  return Array.from({ length: PARTS }, (_, part) => ({
    from: from + part * width,
    to: Math.min(from + (part + 1) * width - 1, to),
  }));
}
