import type { Anonymity } from '../record/age-edges.ts';
import type { IntakeId, UtcMs } from '../record/intake.ts';
import type { LegalHold } from '../record/legal-hold.ts';
import type { MaskPiece } from '../record/number-mask.ts';
import type { Sorting } from '../record/sorting.ts';
import type { ExpiringStore, KnownEdge, ReachedEdge, ScrubbingStore } from './job-store.ts';

/** Calls of one local day that have reached an age. */
export interface CallsToAge {
  readonly step: 'masked' | 'anonymous' | 'gone';
  readonly day: number;
  /** Days before this one have reached the age; so has a call of a later day whose line came before it. */
  readonly edge: number;
  /** Those that a threshold holds, or the others. */
  readonly held: boolean;
  /** Whether its totals go along, of `gone`: all but few of its calls are to go. */
  readonly withTotals: boolean;
  /** So many of the calls listed are looked at. */
  readonly limit: number;
  /** From this day on it is kept in mind which calls are gone: a leg of the day behind can still arrive. */
  readonly remembered_from: number;
  /** Legal holds in force on this day keep what they name. */
  readonly today: number;
  readonly mask: readonly MaskPiece[];
  readonly anonymity: Anonymity;
  /** The installation's key, for what they are known by from then on. */
  readonly key: Uint8Array;
}

export interface AgedCalls {
  readonly calls: number;
  /** The list has no more of them. */
  readonly done: boolean;
}

/** Lines that could not be read and came before a moment. */
export interface LinesToExpire {
  readonly before: UtcMs;
  readonly after: { readonly intake: IntakeId; readonly offset: number };
  readonly limit: number;
  readonly today: number;
}

export interface ExpiredLines {
  readonly lines: number;
  readonly done: boolean;
  readonly after: LinesToExpire['after'];
}

/** What takes something away for good, each a batch that leaves what legal holds keep. Only privacy/gateway.ts asks for it. */
export interface DeletingStore extends ExpiringStore, ScrubbingStore {
  /** Lists the calls of a day for `ageCalls`, a part at a time; true when the list is whole. */
  listCalls(day: number, begins: boolean): Promise<boolean>;
  /** The next ones of those that were listed. */
  ageCalls(wish: CallsToAge): Promise<AgedCalls>;
  /** Where calls of a day did not go to their end: what has gone is told by the totals of what is gone. */
  settleLeaving(): Promise<void>;
  expireLines(wish: LinesToExpire): Promise<ExpiredLines>;
  /** Noted before the first batch of a run, so that what arrives meanwhile meets it. An edge never goes back. */
  reachEdges(edges: readonly ReachedEdge[]): Promise<void>;
  /** Noted when a run has come to its end: nothing is left before these. */
  completeEdges(edges: readonly ReachedEdge[]): Promise<void>;
  reachedEdges(): Promise<readonly KnownEdge[]>;
  /** By which thresholds calls were sorted that may have gone, of this day or later ones. */
  sortings(from: number): Promise<readonly Sorting[]>;
  /** What the clock said when it was last believed; null where nobody looked yet. */
  clockSeen(): Promise<UtcMs | null>;
  noteClock(at: UtcMs): Promise<void>;
  /** Brings the log into the database; true when it is empty then, false while a reader keeps it. */
  emptyLog(): Promise<boolean>;
}

export interface HoldStore {
  placeHold(
    hold: Pick<LegalHold, 'placed_at' | 'placed_by' | 'reason' | 'until' | 'conditions'>,
  ): Promise<number>;
  /** False when there is none of that number, or it was released. */
  releaseHold(id: number, by: { at: UtcMs; by: string; reason: string }): Promise<boolean>;
}
