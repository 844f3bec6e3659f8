import type { Connection } from '../open-database.ts';
import type { WantedTotals } from './wanted-totals.ts';

/** More days on which somebody's extension changed hands than these are not worth telling apart row by row. */
const MOST_BORDERS = 20;

/** Totals that are put together before the directory is asked for them. */
export interface GatheredTotals {
  /** Behind the rows called `total`: a further table of that statement, and its name. */
  readonly rows: string;
  readonly name: string;
  readonly conditions: readonly string[];
  /** Of the days of a row. */
  readonly ofDays: string;
}

/**
 * Whose an extension is stays the same for weeks: what it has of all days up to the next on which any extension changes hands is
 * added up first, so that the directory is asked once for all of these, and no row of a day is sorted by cost centre. Null where that saves
 * nothing.
 */
export function gatheredTotals(
  connection: Connection,
  {
    keys,
    sums,
    period,
    wanted,
  }: {
    readonly keys: readonly string[];
    readonly sums: readonly string[];
    readonly period: { readonly from: number; readonly to: number };
    readonly wanted: WantedTotals;
  },
): GatheredTotals | null {
  if (keys.includes('day')) return null;
  const borders = connection
    .prepare<object, number>(
      `select from_day from extension_span where from_day > @from and from_day <= @to
       union select to_day + 1 from extension_span where to_day >= @from and to_day < @to order by 1`,
    )
    .pluck()
    .all(period);
  if (borders.length > MOST_BORDERS) return null;
  const cases = borders.map((day, place) => `when day < ${day} then ${place}`);
  const stretch = cases.length === 0 ? '0' : `case ${cases.join(' ')} else ${cases.length} end`;
  const own = ['extension', 'source', ...keys.filter((key) => !OF_BELONGING.has(key))];
  const columns = [...new Set(own)];
  const places = [...columns, stretch].map((_column, place) => place + 1).join(', ');
  return {
    name: 'gathered',
    rows: `, gathered as (
      select ${[...columns, stretch].join(', ')}, ${sums.map((sum) => `sum(${sum}) as ${sum}`).join(', ')},
      sum((gone > 0) * legs) as legs_gone, min(day) as day, min(day) as first_day, max(day) as last_day
      from total where ${wanted.ofTotals.join(' and ')} group by ${places}
    )`,
    conditions: wanted.ofBelonging,
    ofDays: 'sum(legs_gone) as legs_gone, min(first_day) as first_day, max(last_day) as last_day',
  };
}

/** What the directory says. */
const OF_BELONGING: ReadonlySet<string> = new Set(['unit', 'person']);
