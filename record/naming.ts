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

/** Where in a text somebody is named. */
export interface NamedPlace {
  readonly index: number;
  readonly length: number;
}

/** Between the digits of a number people put up to two of these. */
const BETWEEN = '[ ()./-]{0,2}';
/** Of a number of a telephone system, with everything in front. */
const MOST_DIGITS = 22;

/** Makes the search, by what makes forms of a number of digits as they are spelt. */
export function createNamedPlaces(
  { isNumber, tails, names }: Naming,
  formsOf: (digits: string) => readonly PhoneNumber[],
): (text: string) => NamedPlace[] {
  const ends = tails === null ? ['\\d'] : tails.map((tail) => [...tail].join(BETWEEN));
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

/** The longest number that ends at a place and is the one: from there to the front, over signs that people put between digits. */
function numberBefore(text: string, end: number, isIt: (digits: string) => boolean): NamedPlace | null {
  let digits = '';
  let found: NamedPlace | null = null;
  for (let at = end - 1, gap = 0; at >= 0 && digits.length < MOST_DIGITS; at--) {
    const sign = text[at] ?? '';
    if (/\d/.test(sign)) {
      digits = sign + digits;
      gap = 0;
    } else if (sign === '+') {
      if (gap === 0 && isIt(`+${digits}`)) found = { index: at, length: end - at };
      break;
    } else if (/[ ()./-]/.test(sign) && gap < 2) gap += 1;
    else break;
    const begins = at === 0 || !/\d/.test(text[at - 1] ?? '');
    if (gap === 0 && begins && digits.length >= TELLING_DIGITS && isIt(digits))
      found = { index: at, length: end - at };
  }
  return found;
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
