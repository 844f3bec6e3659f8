import type { DestinationClass, Direction } from './call.ts';

/** What totals can be told by, and what stands for it in the rows. */
export const TOTAL_GROUPINGS = {
  day: 'day',
  source: 'source',
  extension: 'extension',
  direction: 'direction',
  class: 'destination_class',
  country: 'destination_country',
  trunk: 'trunk',
  /** By the directory, as it was on the day. */
  cost_centre: 'unit',
  person: 'person',
} as const;
export type TotalGrouping = keyof typeof TOTAL_GROUPINGS;

/** Calls, legs and their time of one group, with those that have gone by their age. */
export interface Total {
  /** By the groupings that were asked for; null where there is none, or where it is not known any more. */
  readonly group: Readonly<Partial<Record<TotalGrouping, string | null>>>;
  readonly calls: number;
  readonly legs: number;
  readonly answered: number;
  readonly duration_ms: number;
  /** What they cost in whole millionths, by currency; empty where nothing was charged. */
  readonly costs: Readonly<Record<string, number>>;
  /** Legs that have a cost, by its currency. */
  readonly charged_legs: Readonly<Record<string, number>>;
  /** Of the legs, those of which only these totals are left. */
  readonly legs_gone: number;
  /** The first and the last local day with such calls. */
  readonly first_day: string;
  readonly last_day: string;
}

/** Days are local days of the sites, inclusive. */
export interface TotalsWish {
  readonly from_day: number | null;
  readonly to_day: number | null;
  readonly by: readonly TotalGrouping[];
  /** Calls that thresholds hold, too. */
  readonly held: boolean;
  /** The site of each source, by which the directory knows extensions. */
  readonly sites_of: Readonly<Record<string, string>>;
  /** Left out is any. */
  readonly filter?: TotalsFilter;
}

export interface TotalsFilter {
  readonly sources?: readonly string[];
  readonly extension?: string;
  readonly direction?: Direction;
  readonly destination_class?: DestinationClass;
  readonly trunk?: string;
  readonly country?: string;
  /** A unit and all below it, or a person, by ids of the directory. */
  readonly unit?: number;
  readonly person?: number;
}
