import type { Anonymity } from './age-edges.ts';
import type { Blank } from './blank.ts';
import type { Direction } from './call.ts';
import type { NumberedLines } from './numbers.ts';
import type { ExcludedReason } from './outcome.ts';
import type { QualityRecord } from './quality.ts';
import type { DriverState } from './reading.ts';

/**
 * The columns of a call on its way from the processor to the store: one Float64Array of rows, NaN for null, so that
 * thirty thousand calls cross a thread border in one transfer. Labels are places in `labels`, texts in `texts`.
 */
export const CALL_COLUMNS = [
  // The first six are for the way only: which line it is, whether the record has a key of its own, and the identities
  // it has with everything that was withheld, as a call that is whole, as a masked and as an anonymous one: by these it is
  // known again where it was stored before that was policy, at another age, or before a hold kept it.
  'line',
  'keyed',
  'whole_identity',
  'full_identity',
  'masked_identity',
  'anonymous_identity',
  'offset',
  'length',
  'day',
  'identity',
  'call_group',
  'started_at',
  'utc_offset_min',
  'answered_at',
  'answered_offset_min',
  'ended_at',
  'ended_offset_min',
  'ring_ms',
  'duration_ms',
  'direction',
  'answered',
  'calling',
  'called',
  'dialled',
  'extension',
  'destination_class',
  'private',
  'marks',
  'step',
  'cost_micros',
  'rate',
  // From here on places: first in `labels`, which many rows share, then in `texts`, which belong to one row.
  'held_by',
  'cause',
  'trunk',
  'destination_country',
  'currency',
  'call_key',
  'calling_name',
  'called_name',
  'account_code',
  'odd_numbers',
  'extra',
] as const;
export type CallColumn = (typeof CALL_COLUMNS)[number];
export const CALL_WIDTH: number = CALL_COLUMNS.length;

export const TEXTS_A_PAGE = 64;

export const FIRST_STORED: number = CALL_COLUMNS.indexOf('offset');
export const FIRST_LABEL: number = CALL_COLUMNS.indexOf('held_by');
export const FIRST_TEXT: number = CALL_COLUMNS.indexOf('call_key');

/** Where each column stands in a row. */
export const CALL_PLACE = Object.fromEntries(CALL_COLUMNS.map((name, place) => [name, place])) as Readonly<
  Record<CallColumn, number>
>;

/** What the cutter carries from block to block. */
export interface CutState {
  /** The last byte taken was a CR: an LF that follows belongs to it. */
  readonly after_cr: boolean;
  /** In the rest of a unit that was too long, up to its end. */
  readonly skipping: boolean;
  /** Of what that rest is, where the driver's records are no lines. */
  readonly rest?: UnitRest;
}

/** A line between records, an XML element, or a JSON element and where in it. */
export type UnitRest =
  | 'line'
  | 'xml'
  | {
      readonly depth: number;
      readonly quoted: boolean;
      readonly escaped: boolean;
      /** A brace may open here. */
      readonly opens: boolean;
    };

/** What the processor carries between batches of one intake; plain JSON, stored in the chunk row. */
export interface ProcessState {
  readonly cut: CutState;
  readonly driver: DriverState;
  /** UTC end of the last call, milliseconds: decides which of two doubled hours is meant. */
  readonly last_end: number | null;
  /** Left out unless the line before was a call of which something must not be kept. */
  readonly follows?: FollowsProtected;
  /** Left out unless further lines may complete the call of the line before. */
  readonly open?: OpenCall;
}

/** A call whose record may have further lines; its own line stands in the same intake. */
export interface OpenCall {
  readonly offset: number;
  readonly direction: Direction;
}

/** What a further line adds to a call, which is found by the place of its first line. */
export interface CompletedCall {
  readonly offset: number;
  readonly calling: number | null;
  /** Stands beside the number where it alone does not give the text back. */
  readonly calling_text: string | null;
  /** The number is that of a private call. */
  readonly private: boolean;
}

/** How a connection begins in the stream of a day: as a new one, or going on from the day before, if that is accounted for. */
export type DeliveryBeginning = 'anew' | 'continued' | 'too early';

/**
 * What the first line of a connection begins with. It has a record of its own: what an earlier one, or another day, left
 * open has no further lines. And it begins at the start of a line, whatever the one before it broke off in; so does one
 * behind a gap.
 */
export function atNewDelivery(state: ProcessState, begins: DeliveryBeginning): ProcessState {
  const { open: _, ...rest } = state;
  return begins === 'continued' ? rest : { ...rest, cut: { after_cr: false, skipping: false } };
}

/** What further lines of the record of such a call become. */
export type FollowsProtected =
  | {
      readonly kind: 'excluded';
      readonly reason: ExcludedReason;
      /** What the driver would carry on behind that call, if it were one. */
      readonly driver: DriverState;
    }
  | { readonly kind: 'private' }
  /** Of a call that is older than raw copies may be. */
  | { readonly kind: 'old' };

/**
 * The memory of a batch's rows, seen by all threads: handed over, six megabytes would count as a new burden of each thread
 * and start its collector of garbage, and made anew for every batch the kernel would have to clear them each time.
 * Whoever has the batch may write; when it is committed, nobody has it any more.
 */
export type BatchColumns = Float64Array<SharedArrayBuffer>;

export function batchColumns(cells: number): BatchColumns {
  return new Float64Array(new SharedArrayBuffer(cells * Float64Array.BYTES_PER_ELEMENT));
}

export interface UndefinedUnit {
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
  readonly detail: string;
}

/** A line of which age, or an erasure, left less than was received. */
export interface AgedLine {
  /** Which line of the batch it is. */
  readonly place: number;
  readonly offset: number;
  /** Nothing of it can be read any more; else it reads as a call that is not whole, or is not there. */
  readonly blanked: boolean;
}

/** What a run of consecutive lines became, before the store has seen which calls it has already. */
export interface Batch {
  /** The range of the intake that is accounted for by these lines, separators included. */
  readonly first_offset: number;
  readonly end_offset: number;
  readonly state_before: ProcessState;
  readonly state_after: ProcessState;
  /** A line code (record/outcome.ts) per line, in order. */
  readonly codes: Uint8Array;
  readonly rows: number;
  readonly calls: BatchColumns;
  readonly labels: readonly string[];
  /**
   * Pages of TEXTS_A_PAGE texts, each joined by NUL; places count from 0 over all pages. No text holds a NUL. Joined while
   * they are young: a hundred thousand small strings that live as long as their batch keep the collector of garbage busy.
   */
  readonly texts: readonly string[];
  readonly undefined_units: readonly UndefinedUnit[];
  readonly aged: readonly AgedLine[];
  /** Null where no row is that of an anonymous call. Those that are have an extension until they are stored, which is not. */
  readonly anonymity: Anonymity | null;
  readonly quality: readonly QualityRecord[];
  readonly completed: readonly CompletedCall[];
  /** Null where the system does not number its records. */
  readonly numbers: NumberedLines | null;
  /** In the order of the bytes. */
  readonly blanks: readonly Blank[];
}

/** All of the columns of a batch that nobody needs any more, for another one. */
export function columnsOf({ calls }: Batch): BatchColumns {
  return new Float64Array(calls.buffer);
}
