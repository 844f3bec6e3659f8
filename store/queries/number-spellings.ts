import { asSentNumber, e164Number, extensionNumber, type PhoneNumber } from '../../record/number.ts';

/** A number with the blanks and marks that people put between its digits. */
const PUNCTUATED = /^(?:tel:)?(\+?[\d\s()./-]*\d[\d\s()./-]*)$/i;

/** Every form in which the store may hold what a person typed. */
export function spellings(text: string): PhoneNumber[] {
  const bare = PUNCTUATED.exec(text)?.[1]?.replace(/[^\d+]/g, '') ?? text;
  const found = new Set([asSentNumber(text), asSentNumber(bare)]);
  const digits = bare.replace(/^\+/, '');
  if (/^[1-9]\d{0,14}$/.test(digits)) found.add(e164Number(digits));
  if (/^\d{1,12}$/.test(bare)) found.add(extensionNumber(bare));
  return [...found];
}
