import {
  type HourGrouping,
  isOfHours,
  TOTAL_GROUPINGS,
  type TotalGrouping,
  type TotalsFilter,
} from './day-total.ts';
import type { PhoneNumber } from './number.ts';

/** What only the calls themselves can be added up by; of calls that are gone nobody knows it any more. */
const OF_CALLS = [
  'calling',
  'called',
  'account_code',
  'carrier',
  'band',
  'cause',
  'private',
  'answered',
] as const;

export type SumGrouping = TotalGrouping | HourGrouping | (typeof OF_CALLS)[number];

/** Which calls are added up; left out is any. What stands here besides is known of calls only. */
export interface SumsFilter extends TotalsFilter {
  readonly number?: string;
  /** Every form in which the store may have it. */
  readonly number_forms?: readonly PhoneNumber[];
  readonly account_code?: string;
  readonly answered?: boolean;
  /** Calls by their first leg, of which some leg was answered, or none was. */
  readonly call_answered?: boolean;
  readonly private?: boolean;
  readonly min_duration_ms?: number;
  readonly min_cost_micros?: number;
  readonly max_ring_ms?: number;
}

/** Days are local days of the sites, inclusive. Held calls are never in. */
export interface SumsWish {
  readonly from_day: number;
  readonly to_day: number;
  readonly by: readonly SumGrouping[];
  readonly filter: SumsFilter;
  /** Only groups of more calls than these, over all currencies. Left out, or 0, is any. */
  readonly more_calls_than?: number;
  /** The site of each source, by which the directory knows extensions. */
  readonly sites_of: Readonly<Record<string, string>>;
}

/** One group of calls. */
export interface Sums {
  /** By the groupings that were asked for, in words; null where there is none, or where it is not known any more. */
  readonly group: Readonly<Partial<Record<SumGrouping, string | null>>>;
  readonly calls: number;
  readonly legs: number;
  readonly answered: number;
  readonly duration_ms: number;
  /** What they cost in whole millionths, by currency; empty where nothing was charged. */
  readonly costs: Readonly<Record<string, number>>;
  /** Legs that have a cost, by its currency. */
  readonly charged_legs: Readonly<Record<string, number>>;
  /** Of the legs, those of which only totals are left. */
  readonly legs_gone: number;
  /** Calls of which some leg was answered, and those of which none was; null where hours are not told by totals. */
  readonly reached: number | null;
  readonly missed: number | null;
  /** Of calls only, null from totals: time until the answer and how many say it, and the longest. */
  readonly ring_ms: number | null;
  readonly rings: number | null;
  readonly longest_ring_ms: number | null;
  readonly longest_ms: number | null;
  readonly first_day: string;
  readonly last_day: string;
}

/** Nothing is asked that only calls know. */
export function isOfTotals({ by, filter }: Pick<SumsWish, 'by' | 'filter'>): boolean {
  const { number, account_code, answered, call_answered, private: isPrivate } = filter;
  const { min_duration_ms, min_cost_micros, max_ring_ms } = filter;
  const asked = [
    ...[number, account_code, answered, call_answered, isPrivate],
    ...[min_duration_ms, min_cost_micros, max_ring_ms],
  ];
  const of_hours = by.filter(isHourGrouping);
  const of_days = by.filter((name) => Object.hasOwn(TOTAL_GROUPINGS, name)) as TotalGrouping[];
  if (of_hours.length + of_days.length < by.length || asked.some((one) => one !== undefined)) return false;
  return of_hours.length === 0 || isOfHours({ by: of_days, filter });
}

export function isHourGrouping(name: SumGrouping): name is HourGrouping {
  return name === 'hour' || name === 'weekday';
}

/** Which groups stand first: those that cost most, then those that took longest, then those of most calls; or these alone. */
export type SumsOrder = 'weight' | 'calls';

export interface TopWish {
  readonly order: SumsOrder;
  readonly limit: number;
}

/** The first groups in an order. */
export interface TopSums {
  readonly groups: readonly Sums[];
  /** Of all groups, also of those that are not here. */
  readonly calls: number;
}

/** By cost, then by time, then by count, most first. */
export function byWeight(one: Weighed, other: Weighed): number {
  const cost = ({ costs }: Weighed): number => Object.values(costs).reduce((sum, micros) => sum + micros, 0);
  return cost(other) - cost(one) || other.duration_ms - one.duration_ms || other.calls - one.calls;
}
type Weighed = Pick<Sums, 'calls' | 'duration_ms' | 'costs'>;

/** The first of all groups; of equals those that come first. */
export function topSumsOf(all: readonly Sums[], { order, limit }: TopWish): TopSums {
  const compare = order === 'weight' ? byWeight : (one: Sums, other: Sums) => other.calls - one.calls;
  return {
    groups: [...all].sort(compare).slice(0, limit),
    calls: all.reduce((sum, { calls }) => sum + calls, 0),
  };
}
