import type { Direction } from './call.ts';

/** What of a call decides what it costs. */
export interface ChargedCall {
  readonly source: string;
  readonly trunk: string | null;
  readonly direction: Direction;
  readonly answered: boolean | null;
  /** Whole number of record/number.ts. */
  readonly called: number | null;
  /** UTC milliseconds. */
  readonly started_at: number;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly duration_ms: number | null;
}
