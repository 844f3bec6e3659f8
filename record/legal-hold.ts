import type { UtcMs } from './intake.ts';

/** What a hold keeps: the calls of a period (null: open) with any of these parties; without any of them, of everybody. */
export interface HoldConditions {
  /** Every form in which the store may hold the number, masked ones too. */
  readonly numbers: readonly number[];
  readonly extensions: readonly number[];
  /** Of calling or called party, as records have them. */
  readonly names: readonly string[];
  /** Local days of the calls; of lines that could not be read, days of arrival. */
  readonly from_day: number | null;
  readonly to_day: number | null;
}

/** A reason to keep what would be due to go: nothing it names is deleted or masked while it is in force. */
export interface LegalHold {
  readonly id: number;
  readonly placed_at: UtcMs;
  readonly placed_by: string;
  readonly reason: string;
  /** The last day it is in force; null until it is released. */
  readonly until: number | null;
  readonly conditions: HoldConditions;
  readonly released_at: UtcMs | null;
  readonly released_by: string | null;
  readonly released_reason: string | null;
}
