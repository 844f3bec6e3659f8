import type { PhoneNumber } from './number.ts';

/** Whom a request is about, in the forms in which the store holds a party; with a period it is about the calls of these days only. */
export interface Subject {
  /** Every form in which the store may hold the number, as a whole number. */
  readonly numbers: readonly PhoneNumber[];
  /** Of calls that are counted to these extensions. */
  readonly extensions: readonly PhoneNumber[];
  /** Of calling or called party, as records have them. */
  readonly names: readonly string[];
  readonly from_day: number | null;
  readonly to_day: number | null;
}

/** Fewer digits stand in a line for anything: a time, a count, an extension. */
export const TELLING_DIGITS = 7;
