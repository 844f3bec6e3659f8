import type { CallStep } from '../../record/age-edges.ts';
import type { ChargedCall } from '../../record/charged-call.ts';
import type { Micros } from '../../record/money.ts';
import { isWithheld } from '../../record/number.ts';
import { costWithout, paidSeconds } from './charge.ts';
import type { FreeMinutes } from './free-minutes.ts';
import type { Rated, Rating } from './rating.ts';

/** What is stored of what a call costs. */
export interface CallCost {
  readonly cost_micros: Micros | null;
  readonly currency: string | null;
  /** The row of the tariff; not named where its prefix would show digits that are not stored. */
  readonly rate: number | null;
  /** What it would cost without free minutes; null where it took none. */
  readonly full_cost_micros: Micros | null;
}

/** A call as it is stored, with what it costs until now. */
export interface StoredCharge extends ChargedCall, CallCost {
  readonly step: CallStep;
  /** The local day that it is counted to. */
  readonly day: number;
}

/**
 * Too little is left to tell what these calls would cost: of their numbers, of their times, or of the calls beside them, with
 * which they share free minutes.
 */
export type CostKept = 'masked' | 'anonymous' | 'free_minutes';

export type RatedAgain =
  | { readonly kind: 'kept'; readonly why: CostKept; readonly carrier: null }
  | { readonly kind: 'rated'; readonly cost: CallCost; readonly carrier: string | null };

const NO_COST: CallCost = { cost_micros: null, currency: null, rate: null, full_cost_micros: null };

/**
 * What a stored call costs by a policy. Of one that is whole it is what its line would be rated at when it is read again, without the
 * seconds that it takes of the free minutes of its month. `free` is null on days of which not every call is there and whole.
 */
export function rateAgain(call: StoredCharge, rating: Rating, free: FreeMinutes | null): RatedAgain {
  const rated = rating.rate(call);
  const { step, called, cost_micros: before } = call;
  const unknown =
    rated.kind === 'unrated' && (rated.reason === 'no_number' || rated.reason === 'hidden_digits');
  if (step === 'anonymous' && (before !== null || unknown)) return kept('anonymous');
  // A number that is stored nowhere had a price when its line was read first.
  if (rated.kind === 'unrated') {
    const hidden = rated.reason === 'hidden_digits' || (rated.reason === 'no_number' && before !== null);
    return hidden ? kept('masked') : { kind: 'rated', cost: NO_COST, carrier: rated.carrier?.name ?? null };
  }
  const { carrier } = rated;
  if (carrier.free_minutes.length > 0 && free === null) return kept('free_minutes');
  const named = step === 'full' && called !== null && !isWithheld(called);
  const prices = { currency: rated.tariff.currency, rate: named ? rated.rate.id : null };
  return { kind: 'rated', cost: { ...costOf(call, rated, free), ...prices }, carrier: carrier.name };
}

function costOf(
  { called, day }: StoredCharge,
  rated: Extract<Rated, { kind: 'rated' }>,
  free: FreeMinutes | null,
): Pick<CallCost, 'cost_micros' | 'full_cost_micros'> {
  const { cost_micros, carrier } = rated;
  const seconds = free?.take(carrier, { called, day, seconds: paidSeconds(rated) }) ?? 0;
  if (seconds === 0) return { cost_micros, full_cost_micros: null };
  return { cost_micros: costWithout(rated, seconds, carrier.round_up_to), full_cost_micros: cost_micros };
}

function kept(why: CostKept): RatedAgain {
  return { kind: 'kept', why, carrier: null };
}
