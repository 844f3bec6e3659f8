import { isWhollyWithheld, type PhoneNumber } from '../record/number.ts';
import { applyMask } from '../record/number-mask.ts';
import { maskPieces } from './masking.ts';

/** Of as many digits as a number has; any other mask leaves one of the same forms. */
const EVERY_MASK = Array.from({ length: 14 }, (_, place) => maskPieces({ hide: 'last', digits: place + 2 }));

/**
 * What any mask leaves of a number, also one that is not in force any more: calls that were masked by it stay as they are. A number
 * of which nothing is shown is nobody's.
 */
export function maskedForms(number: PhoneNumber): PhoneNumber[] {
  const forms = new Set(EVERY_MASK.map((mask) => applyMask(mask, number)));
  return [...forms].filter((form) => form !== number && !isWhollyWithheld(form));
}
