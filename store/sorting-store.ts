import type { Call } from '../record/call.ts';
import type { IntakeId, UtcMs } from '../record/intake.ts';

/** A chunk whose calls are sorted by other thresholds than today's. */
export interface UnsortedChunk {
  readonly intake: IntakeId;
  readonly first_offset: number;
  readonly end_offset: number;
  readonly settings: number;
}

/** What thresholds look at, of a stored call, and whether it counts as one. */
export interface CallToSort
  extends Pick<Call, 'id' | 'offset' | 'head' | 'duration_ms' | 'answered' | 'direction'> {
  readonly destination_class: Call['destination_class'];
  readonly extension: string | null;
  readonly trunk: string | null;
  readonly held_by: string | null;
}

/** A call and the threshold that holds it from now on, or none. */
export type HeldMove = Pick<CallToSort, 'id' | 'offset' | 'held_by'>;

/** What sorting calls again by other thresholds (as JSON) asks of the store. */
export interface HeldCallsStore {
  /** The next chunks behind a place that are not sorted by them; null when there are no more. */
  unsorted(
    thresholds: string,
    after: Pick<UnsortedChunk, 'intake' | 'first_offset'>,
  ): Promise<readonly UnsortedChunk[] | null>;
  callsToSort(chunk: UnsortedChunk): Promise<readonly CallToSort[]>;
  /** One transaction: the calls that move, the counts of the ledger, and by what the chunk is sorted. */
  sortHeld(chunk: UnsortedChunk, thresholds: string, moves: readonly HeldMove[], now: UtcMs): Promise<void>;
  /**
   * No chunk is sorted by other thresholds any more. Calls of days before the edges may have gone, or be anonymous, as those sorted
   * them; what stands in archives the store knows by itself.
   */
  settleSortings(
    thresholds: string,
    edges: { readonly calls: number | null; readonly held_calls: number | null },
  ): Promise<void>;
}
