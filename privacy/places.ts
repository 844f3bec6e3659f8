/** Bytes of a line. */
export interface Span {
  readonly at: number;
  readonly length: number;
}

/** A line as it stands in the raw copy, a character per byte, and as text. */
interface WrittenLine {
  readonly raw: string;
  readonly text: string;
}

const LETTER = /\p{L}/u;
const SIGN = /[\p{L}\p{N}]/u;
/** Digits at the end of two numbers that make them the same number in two spellings. */
const SAME_END = 6;
/** A number with its prefixes; what is longer has something else in front. */
const NUMBER_DIGITS = 18;
/** Of more places those that overlap are one. */
const PLACES_APART = 64;
/** No name is longer or has more words, and no format puts more marks between two. */
const NAME_LENGTH = 256;
const WORDS = 24;
const MARKS = 12;

/** True where nothing is left to be hidden. */
export function isHidden(text: string, shown: number): boolean {
  return !SIGN.test(text.slice(shown));
}

/** The line with a star for every byte of these places. */
export function hide(raw: string, spans: readonly Span[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { at, length } of merged(spans)) {
    pieces.push(raw.slice(from, at), '*'.repeat(length));
    from = at + length;
  }
  return pieces.join('') + raw.slice(from);
}

/** The same bytes in order, each once. */
export function merged(spans: readonly Span[]): Span[] {
  const ordered: Span[] = [];
  for (const { at, length } of [...spans].sort((a, b) => a.at - b.at)) {
    const last = ordered.at(-1);
    if (last === undefined || at > last.at + last.length) ordered.push({ at, length });
    else
      ordered[ordered.length - 1] = {
        at: last.at,
        length: Math.max(last.at + last.length, at + length) - last.at,
      };
  }
  return ordered;
}

/** Every place of a line in which a secret may stand, in this or another spelling; each is one or more runs of bytes. */
export function placesOf(
  line: WrittenLine,
  { text, shown }: { text: string; shown: number },
): (readonly Span[])[] {
  if (LETTER.test(text)) return wordPlaces(line, text.slice(shown));
  const literal = /^\d+$/.test(text) ? [] : literalPlaces(line.raw, text, shown);
  return [...literal, ...digitPlaces(line.raw, text.replaceAll(/\D/g, ''), shown)];
}

/** The same where columns have nothing between them: in the middle of other digits, where it can be chance. */
export function hiddenPlacesOf(
  { raw }: WrittenLine,
  { text, shown }: { text: string; shown: number },
): (readonly Span[])[] {
  const runs = LETTER.test(text) ? [{ at: shown, length: text.length - shown }] : digitRuns(text, shown);
  const places = everywhere(raw, text);
  if (places.length <= PLACES_APART) return places.map((at) => shifted(runs, at));
  return overlapping(places, text.length).map((run) => merged(run.flatMap((at) => shifted(runs, at))));
}

/** Those that follow each other before the one in front has ended; in a line of zeros that is all of them. */
function overlapping(places: readonly number[], length: number): number[][] {
  const runs: number[][] = [];
  for (const at of places) {
    const run = runs.at(-1);
    if (run !== undefined && at < (run.at(-1) ?? 0) + length) run.push(at);
    else runs.push([at]);
  }
  return runs;
}

/** As it stands; where the format writes it in another way, its words in their order, or each alone. */
function wordPlaces({ raw, text: line }: WrittenLine, text: string): Span[][] {
  const whole = textPlaces(raw, line, text).map((spans) => spans.flatMap((span) => withoutBlanks(raw, span)));
  const words = text.length > NAME_LENGTH ? [] : (text.match(/[\p{L}\p{N}]+/gu) ?? []);
  if (words.length === 0 || words.length > WORDS) return whole;
  // Nearly always: a word that every writing leaves alone stands where the whole does, and nowhere else.
  const plain = words.find((word) => /^[A-Za-z0-9]+$/.test(word)) ?? '';
  const found = everywhere(raw, plain).length;
  if (found > 0 && found === whole.length * everywhere(text, plain).length) return whole;
  const places = [...whole, ...inOrder(raw, line, words)];
  return places.length > 0 ? places : [...new Set(words)].flatMap((word) => inOrder(raw, line, [word]));
}

/** Words with nothing but marks between them: doubled quotes, backslashes, marks that are written in digits. */
function inOrder(raw: string, line: string, words: readonly string[]): Span[][] {
  const found = sequences(raw, words.map(asBytes), '[^A-Za-z0-9\\x80-\\xff]');
  const [own, inBytes] = [words.join(' '), Buffer.from(words.join(' '), 'utf8').toString('latin1')];
  // With one byte a character the text has the same places as the bytes.
  return line.length === raw.length && own !== inBytes
    ? [...found, ...sequences(line, words, '[^\\p{L}\\p{N}]')]
    : found;
}

/** A word in UTF-8, or with its letters beyond ASCII as JSON, XML and web forms write them. */
function asBytes(word: string): string {
  return word.replaceAll(/[^A-Za-z0-9]/gu, (letter) => {
    const bytes = Buffer.from(letter, 'utf8');
    const inForms = [...bytes].map((byte) => `%${anyCase(byte.toString(16))}`).join('');
    const code = letter.codePointAt(0) ?? 0;
    const inJson = [...letter.split('')].map(
      (unit) => `\\\\u${anyCase(unit.charCodeAt(0).toString(16).padStart(4, '0'))}`,
    );
    return `(?:${bytes.toString('latin1')}|${inForms}|${inJson.join('')}|&#${code};|&#x${anyCase(code.toString(16))};)`;
  });
}

function anyCase(hexadecimal: string): string {
  return hexadecimal.replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** A blank or quote in a web form (also one within another), in JSON or XML. */
const MARK_IN_DIGITS = '%(?:25)*[0-9A-Fa-f]{2}|\\\\u00[0-9A-Fa-f]{2}|&#?[a-z0-9]{2,6};';

function sequences(line: string, words: readonly string[], mark: string): Span[][] {
  const between = `(?:${MARK_IN_DIGITS}|${mark}){1,${MARKS}}`;
  const before = `(?:(?<![A-Za-z0-9])|(?<=${MARK_IN_DIGITS}))`;
  const pattern = `${before}(${words.join(`)${between}(`)})(?![A-Za-z0-9])`;
  return [...line.matchAll(new RegExp(pattern, 'dgu'))].map(({ indices = [] }) =>
    indices
      .slice(1)
      .flatMap((place) => (place === undefined ? [] : [{ at: place[0], length: place[1] - place[0] }])),
  );
}

/** Blanks stay: some formats tell a name from a number by them. */
function withoutBlanks(raw: string, { at, length }: Span): Span[] {
  const words = raw.slice(at, at + length).matchAll(/[^ ]+/g);
  return [...words].map(({ 0: word, index }) => ({ at: at + index, length: word.length }));
}

function textPlaces(raw: string, line: string, text: string): Span[][] {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const found = occurrences(raw, bytes);
  // With one byte a character the text has the same places as the bytes.
  const also = line.length === raw.length && bytes !== text ? occurrences(line, text) : [];
  return [...found, ...also].map((span) => [span]);
}

/** Not in the middle of a longer word. */
function occurrences(raw: string, text: string): Span[] {
  const word = /[A-Za-z0-9]/;
  const [first, last] = [word.test(text[0] ?? ''), word.test(text.at(-1) ?? '')];
  return everywhere(raw, text)
    .filter(
      (at) => !(first && word.test(raw[at - 1] ?? '')) && !(last && word.test(raw[at + text.length] ?? '')),
    )
    .map((at) => ({ at, length: text.length }));
}

function everywhere(raw: string, text: string): number[] {
  const found: number[] = [];
  for (let at = raw.indexOf(text); at !== -1 && text !== ''; at = raw.indexOf(text, at + 1)) found.push(at);
  return found;
}

/** The digits of a text with marks between them, such as `030/555-1234`, wherever it stands just so. */
function literalPlaces(raw: string, text: string, shown: number): Span[][] {
  const runs = digitRuns(text, shown);
  return occurrences(raw, text).map(({ at }) => shifted(runs, at));
}

function digitRuns(text: string, shown: number): Span[] {
  return [...text.matchAll(/\d+/g)].flatMap(({ 0: run, index }) => {
    const from = Math.max(index, shown);
    return from < index + run.length ? [{ at: from, length: index + run.length - from }] : [];
  });
}

function shifted(runs: readonly Span[], by: number): Span[] {
  return runs.map(({ at, length }) => ({ at: by + at, length }));
}

/** A digit as web forms (also one within another), JSON and XML may write it. */
const ENCODED_DIGIT = '%(?:25)*3[0-9]|\\\\u003[0-9]|&#(?:4[89]|5[0-7]|[xX]3[0-9]);';
const ENCODED = new RegExp(ENCODED_DIGIT);
const DIGIT = new RegExp(`${ENCODED_DIGIT}|\\d`, 'g');

/** Digits beside each other, each with the bytes it is written in. */
interface DigitRun {
  readonly digits: string;
  /** Where each digit begins, and behind the last one. */
  readonly ends: readonly number[];
}

/** Runs of digits, those that are written in another way among them. */
function runsOf(raw: string): DigitRun[] {
  const plain = [...raw.matchAll(/\d+/g)].map(({ 0: run, index }) => ({
    digits: run,
    ends: Array.from({ length: run.length + 1 }, (_, place) => index + place),
  }));
  return ENCODED.test(raw) ? [...plain, ...encodedRuns(raw)] : plain;
}

function encodedRuns(raw: string): DigitRun[] {
  return [...raw.matchAll(new RegExp(`(?:${ENCODED_DIGIT}|\\d)+`, 'g'))].flatMap(({ 0: run, index }) => {
    if (/^\d+$/.test(run)) return [];
    const signs = [...run.matchAll(DIGIT)];
    const digits = signs.map(({ 0: sign }) => digitOf(sign)).join('');
    return [{ digits, ends: [...signs.map((sign) => index + sign.index), index + run.length] }];
  });
}

function digitOf(sign: string): string {
  const decimal = /^&#(\d\d);$/.exec(sign)?.[1];
  return decimal === undefined ? (/\d(?=;?$)/.exec(sign)?.[0] ?? '') : String(Number(decimal) - 48);
}

/** The line with every digit as itself. */
export function withPlainDigits(raw: string): string {
  return ENCODED.test(raw) ? raw.replaceAll(DIGIT, digitOf) : raw;
}

/** Runs of at least so many digits, in whichever way they are written. */
export function digitSpans(raw: string, least: number): Span[] {
  return merged(
    runsOf(raw)
      .filter(({ digits }) => digits.length >= least)
      .map((run) => spanOf(run, 0, run.digits.length)),
  );
}

function spanOf({ ends }: DigitRun, from: number, to: number): Span {
  const at = ends[from] ?? 0;
  return { at, length: (ends[to] ?? at) - at };
}

/** Runs of digits that hold the number, or end as it does: `0049301234567` and `+49301234567` are `0301234567`. */
function digitPlaces(raw: string, digits: string, shown: number): Span[][] {
  if (digits === '') return [];
  return runsOf(raw).flatMap((run): Span[][] => {
    const { length } = run.digits;
    const inside = run.digits === digits || digits.length >= SAME_END ? run.digits.lastIndexOf(digits) : -1;
    if (inside !== -1) {
      return digits.length <= shown ? [] : [[spanOf(run, inside + shown, inside + digits.length)]];
    }
    const common = commonEnd(run.digits, digits.slice(shown));
    if (common < SAME_END) return [];
    return [[spanOf(run, length <= NUMBER_DIGITS ? 0 : length - common, length)]];
  });
}

function commonEnd(one: string, other: string): number {
  let common = 0;
  while (common < one.length && common < other.length && one.at(-1 - common) === other.at(-1 - common))
    common += 1;
  return common;
}
