/** What of a number is searched for among bytes. */
export interface NumberTraces {
  /** Digits that end every spelling of it in text, with whatever marks stand between them. */
  readonly core: string;
  /** Digits that may stand before them, without the mark in between; the empty one where the core is a spelling itself. */
  readonly before: readonly string[];
  /** Everything that is written in one way only. */
  readonly patterns: readonly Uint8Array[];
}

/** A number as its plan reads it; without a country it is nothing but digits. */
export interface NumberToFind {
  readonly national: string;
  readonly country_code: string | null;
  /** Digits to reach an outside line, of each site. */
  readonly outside_prefixes: readonly string[];
  /** Every form in which the store may hold it (record/number.ts). */
  readonly stored: readonly number[];
}

/** Fewer digits stand everywhere by chance. */
export const FEWEST_DIGITS = 6;
/** Patterns of bytes that are not text are as long, so that chance does not write them. */
const SHORTEST_BINARY = 5;

const MARKS = [' ', '-', '.', '/'];
const AREA_DIGITS = [2, 3, 4, 5];
const GROUP_DIGITS = [2, 3, 4];

/** Every spelling of a number: text in any encoding and grouping, base64, packed digits, and the whole numbers of the store. */
export function numberTraces(number: NumberToFind): NumberTraces {
  const { national: core, stored } = number;
  const found = new Map<string, Uint8Array>();
  const add = (bytes: Uint8Array, shortest = 1): void => {
    if (bytes.length >= shortest) found.set(bytes.join(), bytes);
  };
  for (const text of groupings(core)) {
    for (const bytes of encodings(text)) for (const part of inBase64(bytes)) add(latin(part), 8);
  }
  add(latin([...core].map((digit) => `%3${digit}`).join('')));
  for (const bytes of packedDigits(core)) add(bytes, SHORTEST_BINARY);
  for (const whole of stored) {
    for (const bytes of wholeNumber(whole)) add(bytes, SHORTEST_BINARY);
    // As JSON has them.
    if (whole >= 1e15) for (const bytes of encodings(String(whole))) add(bytes);
  }
  return { core, before: prefixesOf(number), patterns: [...found.values()] };
}

/** What may stand before its digits. */
export function prefixesOf({ country_code: country, outside_prefixes }: NumberToFind): string[] {
  const plain =
    country === null
      ? ['', '0']
      : ['', '0', country, `${country}0`, `00${country}`, `00${country}0`, `011${country}`];
  return [
    ...new Set(['', ...outside_prefixes].flatMap((outside) => plain.map((digits) => outside + digits))),
  ];
}

/** Usual ways to write the digits: all together, and in groups behind an area code. */
function groupings(digits: string): Set<string> {
  const texts = new Set([digits]);
  for (const mark of MARKS) {
    for (const size of GROUP_DIGITS) texts.add(inGroups(digits, size).join(mark));
    for (const area of AREA_DIGITS) {
      const [first, rest] = [digits.slice(0, area), digits.slice(area)];
      texts.add(`${first}${mark}${rest}`);
      for (const size of GROUP_DIGITS) texts.add([first, ...inGroups(rest, size)].join(mark));
    }
  }
  return texts;
}

const inGroups = (digits: string, size: number): string[] =>
  digits.match(new RegExp(`.{1,${size}}`, 'g')) ?? [];

const latin = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

/** One byte a sign, and two in either order. */
function encodings(text: string): Uint8Array[] {
  const bytes = [...latin(text)];
  return [bytes, bytes.flatMap((byte) => [byte, 0]), bytes.flatMap((byte) => [0, byte])].map((all) =>
    Uint8Array.from(all),
  );
}

/** Those signs that depend on nothing but these bytes, wherever they begin among what was encoded with them. */
function inBase64(bytes: Uint8Array): string[] {
  return [0, 1, 2].map((before) => {
    const text = btoa(String.fromCharCode(...new Uint8Array(before), ...bytes));
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return text.slice(Math.ceil((before * 8) / 6), whole);
  });
}

/** Two digits a byte, in either order, beginning at either half; bytes that hold half of something else are left out. */
function packedDigits(digits: string): Uint8Array[] {
  return [digits, digits.slice(1)].flatMap((from) => {
    const pairs = inGroups(from, 2).filter(({ length }) => length === 2);
    const swapped = pairs.map((pair) => `${pair[1]}${pair[0]}`);
    return [pairs, swapped].map((all) => Uint8Array.from(all, (pair) => Number.parseInt(pair, 16)));
  });
}

/** As few bytes as hold it whole: those that are longer end with them. In both orders. */
function wholeNumber(whole: number): Uint8Array[] {
  const length = whole < 2 ** 47 ? 6 : 7;
  const bytes = Array.from({ length }, (_, place) => Math.floor(whole / 256 ** (length - 1 - place)) % 256);
  return [Uint8Array.from(bytes), Uint8Array.from(bytes.toReversed())];
}
