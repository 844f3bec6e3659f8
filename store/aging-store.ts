import type { MaskPiece } from '../record/number-mask.ts';

/** A place in the order in which calls of a day are gone through; `FIRST_CALL` to begin with. */
export interface CallPlace {
  readonly identity: number;
  readonly occurrence: number;
}

/** Calls of one local day that have reached an age. */
export interface CallsToAge {
  readonly step: 'masked' | 'anonymous' | 'gone';
  readonly day: number;
  /** Days before this one have reached the age; so has a call of a later day whose line came before it. */
  readonly edge: number;
  /** Those that a threshold holds, or the others. */
  readonly held: boolean;
  readonly after: CallPlace;
  readonly limit: number;
  /** From this day on it is kept in mind which calls are gone: a leg of the day behind can still arrive. */
  readonly remembered_from: number;
  /** Legal holds in force on this day keep what they name. */
  readonly today: number;
  readonly mask: readonly MaskPiece[];
  /** The installation's key, for what they are known by from then on. */
  readonly key: Uint8Array;
}

export interface AgedCalls {
  readonly calls: number;
  /** The day has no more of them. */
  readonly done: boolean;
  readonly after: CallPlace;
}
