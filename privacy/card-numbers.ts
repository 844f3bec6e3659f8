/** First digits of the issuers, and how many digits their numbers have. */
const ISSUERS: readonly { readonly begins: RegExp; readonly lengths: readonly number[] }[] = [
  { begins: /^4/, lengths: [16, 19] },
  { begins: /^5[1-5]/, lengths: [16] },
  { begins: /^2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)/, lengths: [16] },
  { begins: /^3[47]/, lengths: [15] },
  { begins: /^3(?:0[0-5]|[689])/, lengths: [14, 16] },
  { begins: /^35(?:2[89]|[3-8]\d)/, lengths: [16, 17, 18, 19] },
  { begins: /^(?:5018|5020|5038|5893|6304|6759|676[1-3])/, lengths: [16, 17, 18, 19] },
  { begins: /^(?:6011|64[4-9]|65|62|60|81|82)/, lengths: [16, 17, 18, 19] },
];

/**
 * The shortest card number there is today. Visa's old ones of 13 digits are left out: a German mobile number sent
 * without its + has 13 digits, begins with a 4, and every tenth of them would pass.
 */
export const CARD_DIGITS = 14;
const LONGEST = 19;
/** No telephone number has more digits, prefixes included: what is longer holds something else besides. */
const TELEPHONE_DIGITS = 20;
/** What stays readable: the issuer, which is what may be printed on a receipt. */
export const CARD_SHOWN = 6;

/** True for the digits of a card: a known issuer, a length it has, and the check digit of Luhn. */
export function isCardNumber(digits: string): boolean {
  const { length } = digits;
  if (length < CARD_DIGITS || length > LONGEST) return false;
  return (
    ISSUERS.some(({ begins, lengths }) => lengths.includes(length) && begins.test(digits)) &&
    passesLuhn(digits)
  );
}

export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * The card numbers among dialled or collected digits. A card stands alone, behind the outside-line prefix or between
 * other signs; within more digits than any telephone number has it is looked for at every place.
 */
export function cardNumbersIn(text: string): string[] {
  if (text.length < CARD_DIGITS) return [];
  return [...text.matchAll(/\d(?:[ -]?\d){13,}/g)].flatMap(([run]) => {
    const digits = run.replaceAll(/\D/g, '');
    const card = cardIn(digits);
    // With blanks or dashes between them it is told as it stands.
    return card === null ? [] : [card === digits ? run : card];
  });
}

function cardIn(digits: string): string | null {
  const places = digits.length > TELEPHONE_DIGITS ? digits.length - CARD_DIGITS : 1;
  for (let from = 0; from <= places; from++) {
    const longest =
      digits.length > TELEPHONE_DIGITS ? Math.min(LONGEST, digits.length - from) : digits.length - from;
    const shortest = digits.length > TELEPHONE_DIGITS ? CARD_DIGITS : longest;
    for (let length = longest; length >= shortest; length--) {
      const candidate = digits.slice(from, from + length);
      if (isCardNumber(candidate)) return candidate;
    }
  }
  return null;
}
