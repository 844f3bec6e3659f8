import type { Day } from './calendar.ts';
import type { HoldConditions } from './legal-hold.ts';
import type { MaskPiece } from './number-mask.ts';
import type { Sorting } from './sorting.ts';
import { heldBy, type ThresholdCall } from './threshold.ts';

/** What a call still is. Each step is a whole number in the store, its place in this list; `gone` is not there any more. */
export const CALL_STEPS = ['full', 'masked', 'anonymous'] as const;
export type CallStep = (typeof CALL_STEPS)[number];

/** Calls of earlier days than these have taken the step; `null` where nothing takes it. */
export interface CallEdges {
  readonly masked: Day | null;
  readonly anonymous: Day | null;
  readonly gone: Day | null;
}

/** To what calls are counted that are nobody's any more (record/anonymous-units.ts). */
export interface Anonymity {
  /** The site of each source, by which the directory knows extensions. */
  readonly sites_of: Readonly<Record<string, string>>;
  /** A unit of fewer people is not told by itself. */
  readonly smallest_group: number;
}

/** What the retention ladder says on one day, as far as lines that arrive are concerned. */
export interface AgeEdges {
  readonly calls: CallEdges;
  /** Of calls that a threshold holds. */
  readonly held_calls: CallEdges;
  /** Calls of earlier days may have been stored at these steps when they came, by a retention that is not in force any more. */
  readonly arrivals: CallEdges;
  /** Also by other thresholds than those of now calls were held, or not, when they went. */
  readonly sortings: readonly Sorting[];
  /** Lines of calls of earlier days must not stay in raw copies. */
  readonly raw_copies: Day | null;
  /** What numbers lose when a call is masked. */
  readonly mask: readonly MaskPiece[];
  readonly anonymity: Anonymity;
  /** What legal holds keep as it is, however old. */
  readonly holds: readonly HoldConditions[];
  /** No line may stay where it was received, whatever its day: its raw copy has reached its age. */
  readonly all_lines?: true;
}

/** Where no retention is in force. */
export const NO_EDGES: AgeEdges = {
  calls: { masked: null, anonymous: null, gone: null },
  held_calls: { masked: null, anonymous: null, gone: null },
  arrivals: { masked: null, anonymous: null, gone: null },
  sortings: [],
  raw_copies: null,
  mask: [],
  anonymity: { sites_of: {}, smallest_group: 1 },
  holds: [],
};

/** The step that the age of a call demands: `full` until the first edge, `gone` at last. */
export function stepOf(day: number, { masked, anonymous, gone }: CallEdges): CallStep | 'gone' {
  if (gone !== null && day < gone) return 'gone';
  if (anonymous !== null && day < anonymous) return 'anonymous';
  return masked !== null && day < masked ? 'masked' : 'full';
}

/**
 * The same of a call in its class, held or not, and the furthest one at which it may stand besides: in the other class, of which it was
 * where thresholds were others before, or because it came late when another retention was in force. A call that would have gone as it
 * was sorted then is gone: nobody can tell whether it was here.
 */
export function stepsOf(
  call: ThresholdCall,
  day: number,
  edges: AgeEdges,
  held: boolean,
): [CallStep | 'gone', CallStep | 'gone'] {
  if (edges.sortings.some((sorting) => wentBy(sorting, call, day, edges))) return ['gone', 'gone'];
  const [as_call, as_held] = [stepOf(day, edges.calls), stepOf(day, edges.held_calls)];
  const [own, other] = held ? [as_held, as_call] : [as_call, as_held];
  const arrived = stepOf(day, edges.arrivals);
  return [own, isBeyond(arrived, own) && isBeyond(arrived, other) ? arrived : other];
}

function isBeyond(one: CallStep | 'gone', other: CallStep | 'gone'): boolean {
  const placeOf = (step: CallStep | 'gone'): number =>
    step === 'gone' ? CALL_STEPS.length : CALL_STEPS.indexOf(step);
  return placeOf(one) > placeOf(other);
}

function wentBy(sorting: Sorting, call: ThresholdCall, day: number, edges: AgeEdges): boolean {
  const went = (of: 'calls' | 'held_calls'): boolean => {
    const { gone } = edges[of];
    return gone !== null && day < gone && day < sorting[of];
  };
  const [as_call, as_held] = [went('calls'), went('held_calls')];
  if (as_call === as_held) return as_call;
  return heldBy(call, sorting.thresholds) === -1 ? as_call : as_held;
}
