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

/** True where nothing is left to be hidden. */
export function isHidden(text: string, shown: number): boolean {
  return !SIGN.test(text.slice(shown));
}

/** The line with a star for every byte of these places. */
export function hide(raw: string, spans: readonly Span[]): string {
  let hidden = raw;
  for (const { at, length } of spans)
    hidden = hidden.slice(0, at) + '*'.repeat(length) + hidden.slice(at + length);
  return hidden;
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
  return everywhere(raw, text).map((at) => shifted(runs, at));
}

/** As it stands; where the format writes it in another way (doubled quotes), word by word. */
function wordPlaces({ raw, text: line }: WrittenLine, text: string): Span[][] {
  const whole = textPlaces(raw, line, text);
  if (whole.length > 0) return whole.map((spans) => spans.flatMap((span) => withoutBlanks(raw, span)));
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);
  return words.flatMap((word) => textPlaces(raw, line, word));
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

/** Runs of digits that hold the number, or end as it does: `0049301234567` and `+49301234567` are `0301234567`. */
function digitPlaces(raw: string, digits: string, shown: number): Span[][] {
  if (digits === '') return [];
  return [...raw.matchAll(/\d+/g)].flatMap(({ 0: run, index }): Span[][] => {
    const inside = run === digits || digits.length >= SAME_END ? run.lastIndexOf(digits) : -1;
    if (inside !== -1) {
      const length = digits.length - shown;
      return length <= 0 ? [] : [[{ at: index + inside + shown, length }]];
    }
    const common = commonEnd(run, digits.slice(shown));
    if (common < SAME_END) return [];
    const length = run.length <= NUMBER_DIGITS ? run.length : common;
    return [[{ at: index + run.length - length, length }]];
  });
}

function commonEnd(one: string, other: string): number {
  let common = 0;
  while (common < one.length && common < other.length && one.at(-1 - common) === other.at(-1 - common))
    common += 1;
  return common;
}
