import type { Direction } from './call.ts';
import type { SystemNumber } from './numbers.ts';
import type { IgnoredReason, UndefinedReason } from './outcome.ts';
import type { QualityReading } from './quality.ts';

/** One unit as the driver's framer cut it, decoded to text, without its separator. */
export interface Line {
  readonly text: string;
  /** When the delivery that brought the line arrived, UTC milliseconds. Gives missing years; never the clock. */
  readonly received_at: number;
}

/** What a driver carries from line to line (headers, dates printed once). Plain JSON, stored in every chunk row. */
export type DriverState =
  | null
  | boolean
  | number
  | string
  | readonly DriverState[]
  | { readonly [key: string]: DriverState };

/**
 * How the times of a reading are meant: `utc`, `wall` (local time of the site without a zone), or minutes east
 * of UTC where the record itself prints an offset. Times on a wall or offset clock are the milliseconds that
 * `Date.UTC` gives for the printed date and time.
 */
export type Clock = 'utc' | 'wall' | number;

/**
 * The fields of a call as the telephone system meant them, before zone and numbering.
 * Null is "the record does not say"; a driver never fills a gap with 0 or ''.
 */
export interface CallReading {
  readonly kind: 'call';
  /** The record's own key, unique per record; null when it has none or a part of it is empty. */
  readonly record_key: string | null;
  /**
   * The printed date and time completed from the driver's state and the arrival, only where the line alone does not
   * hold them whole (year-less dates, date lines); part of the identity when there is no record_key.
   */
  readonly completed_time: string | null;
  /** Groups the legs of one call. */
  readonly call_key: string | null;
  readonly clock: Clock;
  /** At least one of started and ended is a number. Milliseconds on `clock`. */
  readonly started: number | null;
  readonly answered_at: number | null;
  readonly ended: number | null;
  readonly ring_ms: number | null;
  /** Talk time. */
  readonly duration_ms: number | null;
  /**
   * Set when the record prints no talk time and it is the time from this moment to the end: only the processor can tell,
   * because clocks change. Then duration_ms is null.
   */
  readonly duration_since: 'started' | 'answered_at' | null;
  readonly answered: boolean | null;
  /** Release cause or disposition in the record's own words, for example `16` or `NO ANSWER`. */
  readonly cause: string | null;
  /** The direction, where the record itself states it; null lets the numbering plan decide. */
  readonly direction: Direction | null;
  /** Numbers exactly as the record has them. */
  readonly calling: string | null;
  readonly called: string | null;
  /** What the caller dialled, where the record has it apart from `called`; null when it has not. */
  readonly dialled: string | null;
  /** Inside parties the record shows besides the numbers (a set's channel, a station column). */
  readonly calling_extension: string | null;
  readonly called_extension: string | null;
  readonly calling_name: string | null;
  readonly called_name: string | null;
  readonly trunk: string | null;
  readonly account_code: string | null;
  /** The telephone system's own mark of a private call; null when it has none. */
  readonly private: boolean | null;
  /** True when the record is the use of a feature code, whatever its digits look like. */
  readonly feature: boolean;
  /** Only keys the driver declares; others are dropped. */
  readonly extra: Readonly<Record<string, string | number>> | null;
  /** A further line of the record may bring the caller's number, which this one lacks. */
  readonly open?: true;
  /** Where the system numbers its records; left out where it does not, or the record shows none. */
  readonly sequence?: SystemNumber;
  /** The driver's state after this line; left out when it is unchanged. */
  readonly state?: DriverState;
}

export interface IgnoredReading {
  readonly kind: 'ignored';
  readonly reason: IgnoredReason;
  /** Of a quality record: also where it names no call, because whose leg it was may have to go. */
  readonly quality?: QualityReading;
  /** Of a continuation: the caller's number of the call before, where that was read as `open`. */
  readonly calling?: string;
  readonly sequence?: SystemNumber;
  readonly state?: DriverState;
}

/** Characters of a line's text, counted from 0; `to` is behind the last one. */
export interface TextPlace {
  readonly from: number;
  readonly to: number;
}

/** A field as the driver calls it: its name, or its number. */
export type Field = string | number;

export interface UndefinedReading {
  readonly kind: 'undefined';
  readonly reason: UndefinedReason;
  /** Which place failed and how, without the value: it goes to lists and logs. */
  readonly detail: string;
  /**
   * Where it failed, if that is one place: the characters, or the field whose characters could not be found (it is not in
   * the line, or stands there encoded). Of several fields, from the first to the last.
   */
  readonly place?: TextPlace | Field | readonly Field[];
  /** Where it could be read although other fields could not. */
  readonly sequence?: SystemNumber;
  readonly state?: DriverState;
}

/** What a driver makes of one line. */
export type Reading = CallReading | IgnoredReading | UndefinedReading;

/** A call reading with every optional field unset; drivers spread it and set what their record says. */
export const EMPTY_CALL: Omit<CallReading, 'started' | 'ended' | 'clock'> = {
  kind: 'call',
  record_key: null,
  completed_time: null,
  call_key: null,
  answered_at: null,
  ring_ms: null,
  duration_ms: null,
  duration_since: null,
  answered: null,
  cause: null,
  direction: null,
  calling: null,
  called: null,
  dialled: null,
  calling_extension: null,
  called_extension: null,
  calling_name: null,
  called_name: null,
  trunk: null,
  account_code: null,
  private: null,
  feature: false,
  extra: null,
};

export function ignored(reason: IgnoredReason): IgnoredReading {
  return { kind: 'ignored', reason };
}

export function undefinedLine(
  reason: UndefinedReason,
  detail: string,
  place?: UndefinedReading['place'],
): UndefinedReading {
  return place === undefined
    ? { kind: 'undefined', reason, detail }
    : { kind: 'undefined', reason, detail, place };
}
