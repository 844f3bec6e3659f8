import { KIND, type PhoneNumber, showNumber } from './number.ts';
import { folded, foldedName, placesOfFolded } from './same-name.ts';
import { type Subject, TELLING_DIGITS } from './subject.ts';

/** Whom a text is searched for. */
export interface Naming {
  /** In any of the forms in which the store holds it. */
  readonly isNumber: (number: PhoneNumber) => boolean;
  /** The last digits of the numbers, by which a text is looked through quickly; null where they are not known. */
  readonly tails: readonly string[] | null;
  /** As they are compared (record/same-name.ts). */
  readonly names: readonly string[];
}

/** As many last digits are the same in every spelling. */
const TAIL_DIGITS = 6;
/** A shorter one stands in a line for anything. */
const TELLING_NAME = 4;

export function namingOf({ numbers, names }: Pick<Subject, 'numbers' | 'names'>): Naming {
  // An extension stands in a line for anything.
  const outside = numbers.filter((number) => Math.floor(number / KIND) !== 1);
  const known = new Set<number>(outside);
  const digits = outside
    .filter((number) => number < 4 * KIND)
    .map((number) => showNumber(number, null).replace(/\D/g, ''))
    .filter((text) => text.length >= TELLING_DIGITS);
  return {
    isNumber: (number) => known.has(number),
    tails: [...new Set(digits.map((text) => text.slice(-TAIL_DIGITS)))],
    names: [...new Set(names.map(foldedName))].filter((name) => name.length >= TELLING_NAME),
  };
}

/** True where such a search could find anything at all. */
export function canName({ tails, names }: Naming): boolean {
  return tails === null || tails.length + names.length > 0;
}

/** Without the names, which are those of others as well. */
export const byNumberAlone = (naming: Naming): Naming => ({ ...naming, names: [] });

/** Where in a text somebody is named. */
export interface NamedPlace {
  readonly index: number;
  readonly length: number;
}

/**
 * What stands between the digits of a number: all that the search of all bytes takes for it (privacy/byte-search.ts), which would keep a
 * request open; also of a line, in which signs of UTF-8 stand byte by byte. What stands in two lines is no number.
 */
const PERCENT_MARK = '%2[089BDEFbdef]';
const MARK = `(?:${PERCENT_MARK}|[^\\S\\n]|[()./_\\-\\xc2\\xe2\\x80\\xaf\\x89-\\x93\\u2010-\\u2013])`;
const MOST_MARKS = 8;
export const BETWEEN_DIGITS = `${MARK}{0,${MOST_MARKS}}`;
/** Of a number of a telephone system, with everything in front. */
const MOST_DIGITS = 22;

/** Makes the search, by what makes forms of a number of digits as they are spelt. */
export function createNamedPlaces(
  { isNumber, tails, names }: Naming,
  formsOf: (digits: string) => readonly PhoneNumber[],
): (text: string) => NamedPlace[] {
  const ends = tails === null ? ['\\d'] : tails.map((tail) => [...tail].join(BETWEEN_DIGITS));
  const end = ends.length === 0 ? null : new RegExp(`(?:${ends.join('|')})(?!\\d)`, 'g');
  return (text) => {
    const places =
      end === null
        ? []
        : [...text.matchAll(end)].flatMap((match) => {
            const place = numberBefore(text, match.index + match[0].length, (digits) =>
              formsOf(digits).some(isNumber),
            );
            return place === null ? [] : [place];
          });
    return names.length === 0 ? places : [...places, ...namedBy(names, text)];
  };
}

/** The longest number that ends at a place and is the one: from there to the front, over what stands between digits. */
function numberBefore(text: string, end: number, isIt: (digits: string) => boolean): NamedPlace | null {
  let digits = '';
  let found: NamedPlace | null = null;
  for (let at = end, marks = 0; at > 0 && digits.length < MOST_DIGITS; ) {
    const mark = markBefore(text, at);
    if (mark > 0) {
      if (marks === MOST_MARKS) break;
      marks += 1;
      at -= mark;
      continue;
    }
    const sign = text[at - 1] ?? '';
    at -= 1;
    if (sign === '+' && marks === 0 && isIt(`+${digits}`)) found = { index: at, length: end - at };
    if (!DIGIT.test(sign)) break;
    [digits, marks] = [sign + digits, 0];
    const begins = !DIGIT.test(text[at - 1] ?? '') || markBefore(text, at) > 0;
    if (begins && digits.length >= TELLING_DIGITS && isIt(digits)) found = { index: at, length: end - at };
  }
  return found;
}

const DIGIT = /\d/;
const IS_MARK = new RegExp(`^${MARK}$`);
const IS_PERCENT_MARK = new RegExp(`^${PERCENT_MARK}$`);

/** How long what stands between digits is that ends here; one that is written as `%20` ends in a digit itself. */
function markBefore(text: string, end: number): number {
  if (text[end - 3] === '%' && IS_PERCENT_MARK.test(text.slice(end - 3, end))) return 3;
  return IS_MARK.test(text[end - 1] ?? '') ? 1 : 0;
}

function namedBy(names: readonly string[], given: string): NamedPlace[] {
  const text = folded(given);
  if (!names.some((name) => text.includes(name))) return [];
  const places = placesOfFolded(given);
  const found: NamedPlace[] = [];
  for (const name of names)
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
      const [index = 0, end = 0] = [places[at], places[at + name.length]];
      if (isWord(text, at, name.length)) found.push({ index, length: end - index });
    }
  return found;
}

function isWord(text: string, at: number, length: number): boolean {
  const letter = /[\p{L}\d]/u;
  return !letter.test(text[at - 1] ?? '') && !letter.test(text[at + length] ?? '');
}
