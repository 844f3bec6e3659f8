import { createNumberingPlan } from '../processor/numbering/numbering.ts';
import type { PhoneNumber } from '../record/number.ts';
import type { Configuration } from '../settings/configuration.ts';
import { spellings } from '../store/queries/number-spellings.ts';

/** Every form in which the store may hold a number that somebody typed: as it was typed, and as the plan of each site reads it. */
export function numberForms(text: string, sites: Configuration['sites']): PhoneNumber[] {
  return createNumberForms(sites)(text);
}

/** The same for many numbers: plans are made once. */
export function createNumberForms(sites: Configuration['sites']): (text: string) => PhoneNumber[] {
  const plans = Object.values(sites).map(createNumberingPlan);
  return (text) => {
    // What has letters or signs in it is no number of a plan.
    if (/[^\d\s+()./-]/.test(text.replace(/^tel:/i, ''))) return spellings(text);
    const bare = text.replace(/[^\d+]/g, '');
    const found = new Set(spellings(text));
    for (const plan of plans)
      for (const role of ['calling', 'called'] as const) found.add(plan.party(bare, role).number);
    return [...found];
  };
}
