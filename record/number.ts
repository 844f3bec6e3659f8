/**
 * A party to a call as one whole number: kind · 10^15 + up to 15 digits, so that it is compared, indexed and (later)
 * masked by arithmetic and dies with its row. Kinds 5–7 have hidden digits at their end, shown as `*`; 8 is no number of
 * anybody, and never shown.
 *
 * | kind | what | the 15 digits |
 * |---|---|---|
 * | 0 | E.164 | the digits without + |
 * | 1 | extension, up to 12 digits | length · 10^12 + digits |
 * | 2 | digits as sent, up to 13 | length · 10^13 + digits |
 * | 3 | + and digits as sent, not valid E.164 | the digits |
 * | 4 | any other text as sent | a hash; the text stands beside it in the row |
 * | 5 | +, up to 13 digits, hidden ones | hidden · 10^13 + the digits |
 * | 7 | up to 11 digits as sent, hidden ones | hidden · 10^13 + length of the digits · 10^11 + the digits |
 * | 8 | in the place of an extension: a unit of the organisation | its id in the directory |
 */
export type PhoneNumber = number & { readonly __brand: 'PhoneNumber' };

/** What one of each is worth within the whole number: a kind, a digit more of an extension, of digits, a hidden digit … */
export const KIND = 1e15;
export const EXTENSION = 1e12;
export const DIGITS = 1e13;
export const HIDDEN = 1e13;
/** … and a digit more of those that are shown before hidden ones of kind 7. */
export const VISIBLE = 1e11;
/** From here on a number is that of a unit. */
export const UNIT_NUMBERS: number = 8 * KIND;
/** `*`, `**` and `21*` are features; more stars at the end of what is digits before stand for hidden digits. */
const WITHHELD = /^(\+?)(\d*)(\*{2,99})$/;
const STARS_ALONE = 3;

export function e164Number(digits: string): PhoneNumber {
  return Number(digits) as PhoneNumber;
}

export function extensionNumber(digits: string): PhoneNumber {
  return (KIND + digits.length * EXTENSION + Number(digits)) as PhoneNumber;
}

/** In the place of the extension of a call that is nobody's any more: the unit that it is counted to. */
export function unitNumber(id: number): PhoneNumber {
  return (UNIT_NUMBERS + id) as PhoneNumber;
}

/** No extension, and no number of anybody. */
export function isUnitNumber(number: number): boolean {
  return number >= UNIT_NUMBERS;
}

/** A number, or text that is kept beside it, exactly as the record has it. */
export function asSentNumber(text: string): PhoneNumber {
  const length = text.length;
  const plus = text.charCodeAt(0) === 43 ? 1 : 0;
  let value = 0;
  for (let at = plus; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return withheldNumber(text) ?? ((4 * KIND + textHash(text)) as PhoneNumber);
    value = value * 10 + digit;
  }
  if (plus === 0 && length >= 1 && length <= 13) return (2 * KIND + length * DIGITS + value) as PhoneNumber;
  if (plus === 1 && length <= 16 && text.charCodeAt(1) > 48) return (3 * KIND + value) as PhoneNumber;
  return (4 * KIND + textHash(text)) as PhoneNumber;
}

/** `0049***`, `+49***` or `*****`: a number of which digits were withheld. Null for any other text. */
function withheldNumber(text: string): PhoneNumber | null {
  if (!text.endsWith('**')) return null;
  const [, plus = '', visible = '', stars = ''] = WITHHELD.exec(text) ?? [];
  if (stars.length < (visible === '' ? STARS_ALONE : 2)) return null;
  const hidden = stars.length * HIDDEN;
  if (plus === '') {
    if (visible.length > 11) return null;
    return (7 * KIND + hidden + visible.length * VISIBLE + Number(visible)) as PhoneNumber;
  }
  if (visible.length > 12 || visible.startsWith('0')) return null;
  return (5 * KIND + hidden + Number(visible)) as PhoneNumber;
}

/** True where digits of the number were withheld. */
export function isWithheld(number: number): boolean {
  return number >= 5 * KIND && number < 8 * KIND;
}

/** True where all digits of the number were withheld. */
export function isWhollyWithheld(number: number): boolean {
  return isWithheld(number) && (number % KIND) % HIDDEN === 0;
}

/** True for digits as sent, without a + or anything else. */
export function isDigitsNumber(number: PhoneNumber): boolean {
  return Math.floor(number / KIND) === 2;
}

/** True when the text must be kept beside the number, because the number alone does not give it back. */
export function needsText(number: PhoneNumber): boolean {
  return Math.floor(number / KIND) === 4;
}

/** The number as people read it; `text` is what stands beside numbers of kind 4. */
export function showNumber(number: number, text: string | null): string {
  const kind = Math.floor(number / KIND);
  const rest = number % KIND;
  if (isUnitNumber(number)) throw new Error('a unit is no number to be shown');
  if (kind === 0 || kind === 3) return `+${rest}`;
  if (kind === 1) return String(rest % EXTENSION).padStart(Math.floor(rest / EXTENSION), '0');
  if (kind === 2) return String(rest % DIGITS).padStart(Math.floor(rest / DIGITS), '0');
  if (kind === 5) return `+${rest % HIDDEN || ''}${'*'.repeat(Math.floor(rest / HIDDEN))}`;
  if (kind === 7) {
    const length = Math.floor((rest % HIDDEN) / VISIBLE);
    const visible = length === 0 ? '' : String(rest % VISIBLE).padStart(length, '0');
    return visible + '*'.repeat(Math.floor(rest / HIDDEN));
  }
  if (text === null) throw new Error('a number of kind 4 without its text');
  return text;
}

/** 49 bits of two FNV-like hashes: only an index into text that stands in the same row. */
function textHash(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x01000193;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x85ebca6b);
  }
  return ((high >>> 0) & 0x1ffff) * 2 ** 32 + (low >>> 0);
}
