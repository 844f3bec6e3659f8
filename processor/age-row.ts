import type { CallStep } from '../record/age-edges.ts';
import { CALL_STEPS } from '../record/age-edges.ts';
import { type Aging, type AgingCall, anonymousCall, maskedCall } from '../record/aged-call.ts';
import { CALL_PLACE as AT } from '../record/batch.ts';

/** What only a call of full clearness has. */
const ONLY_FULL = [
  'dialled',
  'call_key',
  'calling_name',
  'called_name',
  'account_code',
  'odd_numbers',
  'extra',
  'rate',
] as const;
const CHANGING = ['started_at', 'answered_at', 'ended_at', 'calling', 'called', 'extension'] as const;

interface AgingRow extends Aging {
  readonly onHold: boolean;
  /** The furthest step at which the call may stand besides: thresholds, or the retention, may have been others when it came first. */
  readonly other: CallStep | 'gone';
}

/**
 * Brings the row of a call that arrives late to the step that its age demands, before it is written anywhere. True of an anonymous
 * call, whose extension is left for the store to count it to its unit.
 */
export function ageRow(row: Float64Array, step: CallStep, aging: AgingRow): boolean {
  if (step === 'full' || aging.onHold) {
    if (step !== 'full' || aging.other !== 'full') keepRow(row, aging);
    return false;
  }
  const full = callIn(row);
  row[AT.full_identity] = full.identity;
  let aged = maskedCall(full, aging);
  if (step === 'anonymous') {
    row[AT.masked_identity] = aged.identity;
    aged = anonymousCall(aged, aging);
  } else if (aging.other !== 'full') {
    row[AT.anonymous_identity] = anonymousCall(aged, aging).identity;
  }
  for (const name of ONLY_FULL) row[AT[name]] = Number.NaN;
  for (const name of CHANGING) row[AT[name]] = aged[name] ?? Number.NaN;
  row[AT.identity] = aged.identity;
  row[AT.step] = CALL_STEPS.indexOf(step);
  if (aged.answered_at === null) row[AT.answered_offset_min] = Number.NaN;
  if (aged.ended_at === null) row[AT.ended_offset_min] = Number.NaN;
  return step === 'anonymous';
}

/**
 * Of a call that is whole, by a hold or because its class has it so: by what it is known where it was stored in the form of its
 * age before.
 */
function keepRow(row: Float64Array, aging: Aging): void {
  const masked = maskedCall(callIn(row), aging);
  row[AT.masked_identity] = masked.identity;
  row[AT.anonymous_identity] = anonymousCall(masked, aging).identity;
}

function callIn(row: Float64Array): AgingCall {
  const whole = (place: number): number => row[place] as number;
  const maybe = (place: number): number | null => (Number.isNaN(row[place]) ? null : whole(place));
  return {
    identity: whole(AT.identity),
    started_at: whole(AT.started_at),
    utc_offset_min: whole(AT.utc_offset_min),
    answered_at: maybe(AT.answered_at),
    ended_at: maybe(AT.ended_at),
    ring_ms: maybe(AT.ring_ms),
    duration_ms: maybe(AT.duration_ms),
    direction: whole(AT.direction),
    destination_class: whole(AT.destination_class),
    calling: maybe(AT.calling),
    called: maybe(AT.called),
    extension: maybe(AT.extension),
  };
}
