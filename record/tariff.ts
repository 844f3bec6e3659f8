import type { Day } from './calendar.ts';
import type { Micros } from './money.ts';

/** From so many charged seconds on, a minute costs this. */
export interface PriceStep {
  readonly after_seconds: number;
  readonly per_minute: Micros;
}

/** One row of a rate sheet: what calls to numbers with this beginning cost, always or in one band of the week. */
export interface SheetRate {
  /** Digits of E.164 without +; `=` in front means digits as sent, such as `=112`; empty: every number of E.164. */
  readonly prefix: string;
  readonly name: string;
  /** A band of the document; null: at all times for which the prefix has no row of its own. */
  readonly band: string | null;
  readonly connection_fee: Micros;
  readonly per_minute: Micros;
  readonly minimum_seconds: number;
  readonly first_increment_seconds: number;
  readonly next_increment_seconds: number;
  /** In the order of their seconds. */
  readonly steps: readonly PriceStep[];
}

/** A row as it is stored, under a number of its own. */
export interface Rate extends SheetRate {
  readonly id: number;
}

/** What a carrier asks from a day on, until a later sheet of the same carrier takes its place. Never edited. */
export interface Tariff {
  readonly id: number;
  readonly carrier: string;
  readonly currency: string;
  readonly from_day: Day;
}

/** Which tariffs of a carrier there are, by the day from which they hold. */
export type TariffDates = Pick<Tariff, 'id' | 'currency' | 'from_day'>;

/** A time of the week that has prices of its own. */
export interface Band {
  readonly name: string;
  /** Empty: every day. On a holiday only `holiday` counts. */
  readonly days: readonly BandDay[];
  /** `08:00-18:00`; empty: all day. */
  readonly hours: readonly string[];
}

export const BAND_DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday'] as const;
export type BandDay = (typeof BAND_DAYS)[number];

/** Which calls a carrier charges, and how. */
export interface Carrier {
  readonly name: string;
  /** Empty means any. */
  readonly sources: readonly string[];
  /** As the records name them; empty means any. */
  readonly trunks: readonly string[];
  readonly directions: readonly ('outgoing' | 'transit')[];
  /** Local days, inclusive; null: without an end. */
  readonly from_day: Day | null;
  readonly to_day: Day | null;
  /** Bands are looked at when the call begins only, or wherever the call crosses from one to another. */
  readonly bands_at: 'start' | 'border';
  /** The cost of a call is rounded up to a multiple of this; null: to the nearest millionth. */
  readonly round_up_to: Micros | null;
  readonly free_minutes: readonly FreeTime[];
  /** In the order of their days. */
  readonly tariffs: readonly TariffDates[];
}

/** Minutes of each local month that cost nothing. */
export interface FreeTime {
  readonly name: string;
  readonly minutes: number;
  /** Of called numbers, as in a rate sheet. */
  readonly prefixes: readonly string[];
  /** Local days, inclusive; null: without an end. */
  readonly from_day: Day | null;
  readonly to_day: Day | null;
}

/** By what calls are rated; plain JSON, so that it can stand in the settings of a chunk. The rows of the tariffs stand elsewhere. */
export interface RatingPolicy {
  /** The first that charges a call is the one. */
  readonly carriers: readonly Carrier[];
  /** The first that fits, and that the prefix has a row for, is the one. */
  readonly bands: readonly Band[];
  readonly holidays: readonly Day[];
}
