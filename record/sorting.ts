import type { Threshold } from './threshold.ts';

/**
 * Thresholds by which calls were sorted, and the days before which those that have gone may have gone so: every day while stored calls
 * are sorted by them.
 */
export interface Sorting {
  readonly thresholds: readonly Threshold[];
  readonly calls: number;
  /** Of calls that they held. */
  readonly held_calls: number;
}
