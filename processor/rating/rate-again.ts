import type { CallStep } from '../../record/age-edges.ts';
import type { Micros } from '../../record/money.ts';
import { isWithheld } from '../../record/number.ts';
import type { ChargedCall, Rating } from './rating.ts';

/** What is stored of what a call costs. */
export interface CallCost {
  readonly cost_micros: Micros | null;
  readonly currency: string | null;
  /** The row of the tariff; not named where its prefix would show digits that are not stored. */
  readonly rate: number | null;
}

/** A call as it is stored, with what it costs until now. */
export interface StoredCharge extends ChargedCall, CallCost {
  readonly step: CallStep;
}

/** Too little is left of these calls to tell what they would cost: of their numbers, or of their times. */
export type CostKept = 'masked' | 'anonymous';

export type RatedAgain =
  | { readonly kind: 'kept'; readonly why: CostKept; readonly carrier: null }
  | { readonly kind: 'rated'; readonly cost: CallCost; readonly carrier: string | null };

const NO_COST: CallCost = { cost_micros: null, currency: null, rate: null };

/** What a stored call costs by a policy. Of one that is whole it is what its line would be rated at when it is read again. */
export function rateAgain(call: StoredCharge, rating: Rating): RatedAgain {
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
  const { cost_micros, tariff, carrier } = rated;
  const named = step === 'full' && called !== null && !isWithheld(called);
  const cost = { cost_micros, currency: tariff.currency, rate: named ? rated.rate.id : null };
  return { kind: 'rated', cost, carrier: carrier.name };
}

function kept(why: CostKept): RatedAgain {
  return { kind: 'kept', why, carrier: null };
}
