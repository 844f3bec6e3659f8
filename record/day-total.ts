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

/** Of totals without extensions also the hour of the local clock in which calls began, and the day of the week. */
export type HourGrouping = 'hour' | 'weekday';

/** What only totals with extensions can tell. */
const OF_EXTENSIONS: readonly string[] = ['extension', 'cost_centre', 'person'];

/** Calls, legs and their time of one group, with those that have gone by their age. */
export interface Total {
  /** By the groupings that were asked for; null where there is none, or where it is not known any more. */
  readonly group: Readonly<Partial<Record<TotalGrouping | HourGrouping, string | null>>>;
  readonly calls: number;
  readonly legs: number;
  readonly answered: number;
  readonly duration_ms: number;
  /** What they cost in whole millionths, by currency; empty where nothing was charged. */
  readonly costs: Readonly<Record<string, number>>;
  /** Legs that have a cost, by its currency. */
  readonly charged_legs: Readonly<Record<string, number>>;
  /** Calls of which some leg was answered, and those of which none was; told where hours are. */
  readonly reached?: number;
  readonly missed?: number;
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
  readonly by: readonly (TotalGrouping | HourGrouping)[];
  /** Calls that thresholds hold, too. */
  readonly held: boolean;
  /** The site of each source, by which the directory knows extensions. */
  readonly sites_of: Readonly<Record<string, string>>;
  /** Left out is any. */
  readonly filter?: TotalsFilter;
}

/** Whether nothing is asked for which extensions must be known. */
export function isOfHours({ by, filter = {} }: Pick<TotalsWish, 'by' | 'filter'>): boolean {
  const { extension, unit, person } = filter;
  return !by.some((name) => OF_EXTENSIONS.includes(name)) && (extension ?? unit ?? person) === undefined;
}

/** In the place of the id of a unit: what belongs to none. */
export const NO_UNIT = 0;

export interface TotalsFilter {
  readonly sources?: readonly string[];
  readonly extension?: string;
  readonly direction?: Direction;
  readonly destination_class?: DestinationClass;
  readonly trunk?: string;
  readonly country?: string;
  /** A unit and all below it, or a person, by ids of the directory; `NO_UNIT` is what is nobody's. */
  readonly unit?: number;
  readonly person?: number;
}
