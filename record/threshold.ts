import type { DestinationClass, Direction } from './call.ts';
import { type CallConditions, meetsConditions } from './call-conditions.ts';

/** Under what a call is held; null and empty lists ask nothing. */
export interface Threshold extends CallConditions {
  /** Shown as held_by. */
  readonly name: string;
  readonly shorter_than_seconds: number | null;
  readonly answered: boolean | null;
  /** As the records name them. */
  readonly trunks: readonly string[];
}

/** What a threshold looks at. Talk time in milliseconds, null where the record has none. */
export interface ThresholdCall {
  readonly duration_ms: number | null;
  readonly answered: boolean | null;
  readonly direction: Direction;
  readonly destination_class: DestinationClass;
  readonly extension: string | null;
  readonly trunk: string | null;
}

/** The place of the first threshold that holds the call, or -1. */
export function heldBy(call: ThresholdCall, thresholds: readonly Threshold[]): number {
  return thresholds.findIndex((threshold) => meets(call, threshold));
}

function meets(call: ThresholdCall, threshold: Threshold): boolean {
  const { shorter_than_seconds: seconds, answered, trunks } = threshold;
  if (seconds !== null && (call.duration_ms ?? 0) >= seconds * 1000) return false;
  if (answered !== null && call.answered !== answered) return false;
  if (trunks.length > 0 && (call.trunk === null || !trunks.includes(call.trunk))) return false;
  return meetsConditions(call, [call.extension], threshold);
}
