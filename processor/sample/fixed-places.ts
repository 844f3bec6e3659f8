/** The first and the last character of a column, from 1. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

const CLOCK = String.raw`\d\d?:\d\d(?:[:']\d\d)?(?: ?[AP]M)?`;
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const DATES = [
  String.raw`\d{1,2}[- ]${MONTH}[- ]\d{2,4}`,
  String.raw`(?<!\d)\d{1,2}([-/.])\d{1,2}\1(?:\d{4}(?!:)|\d{2})`,
  String.raw`(?<!\d)\d{4}[-/.]\d\d[-/.]\d\d`,
  String.raw`(?<!\d)(?:19|20)\d{6}(?!\d)`,
];
const DATE = `(?:[A-Z][a-z]{2} +)?${MONTH} +\\d{1,2} ${CLOCK}(?: \\d{4})?|(?:${DATES.join('|')})(?:[ T]${CLOCK})?`;

/** Dates, with the time behind them where only a blank is between the two. */
export const DATED: RegExp = new RegExp(`${DATE}|(?<!\\d)(?:19|20)\\d{6}(?:\\d{4}|\\d{6})(?!\\d)`, 'g');
/** What stands as one thing although there may be a blank in it and none around it. */
const TOKENS = new RegExp(`${DATE}|${CLOCK}`, 'g');
/** A last column may grow by so many characters. */
const ROOM = 16;

/**
 * The columns of records that stand below each other: parted where all are blank, and where times meet something else.
 * `lengths` are the places, from 0, where titles of lengths of calls begin: a clock there is no part of the date before it.
 */
export function fixedPlaces(texts: readonly string[], lengths: ReadonlySet<number>): Place[] {
  const length = Math.max(...texts.map((text) => text.length));
  const filled = Array.from({ length }, () => 0);
  for (const text of texts) {
    // The blanks within a date part nothing.
    let solid = text;
    for (const { from, to } of tokensIn(text, lengths))
      solid = solid.slice(0, from) + '_'.repeat(to - from) + solid.slice(to);
    for (let at = 0; at < solid.length; at += 1) {
      if (solid.charCodeAt(at) > 32) filled[at] = (filled[at] ?? 0) + 1;
    }
  }
  const cuts = tokenCuts(texts, filled, lengths);
  const places: Place[] = [];
  let from = -1;
  for (let at = 0; at <= length; at += 1) {
    const blank = (filled[at] ?? 0) === 0;
    if (from !== -1 && (blank || cuts.has(at))) {
      places.push({ from: from + 1, to: at });
      from = -1;
    }
    if (from === -1 && !blank) from = at;
  }
  return widened(places, texts);
}

/** The dates and clocks of a text from character to character, from 0; one ends where the title of a length begins. */
function tokensIn(text: string, lengths: ReadonlySet<number>): { from: number; to: number }[] {
  return Array.from(text.matchAll(TOKENS), ({ index, 0: word }) => {
    const to = index + word.length;
    const length = [...lengths].find((at) => at > index && at < to && text[at - 1] === ' ');
    return length === undefined
      ? [{ from: index, to }]
      : [
          { from: index, to: length - 1 },
          { from: length, to },
        ];
  }).flat();
}

/** Places before and behind dates and clocks that stand at the same place of nearly every record that has something there. */
function tokenCuts(
  texts: readonly string[],
  filled: readonly number[],
  lengths: ReadonlySet<number>,
): Set<number> {
  const tokens = new Map<string, { from: number; to: number; count: number }>();
  for (const text of texts) {
    for (const { from, to } of tokensIn(text, lengths)) {
      const key = `${from} ${to}`;
      const known = tokens.get(key) ?? { from, to, count: 0 };
      known.count += 1;
      tokens.set(key, known);
    }
  }
  const cuts = new Set<number>();
  for (const { from, to, count } of tokens.values()) {
    if (count < 2 || count * 10 < (filled[from] ?? 0) * 9) continue;
    cuts.add(from).add(to);
  }
  for (const { from, to } of tokens.values()) for (let at = from + 1; at < to; at += 1) cuts.delete(at);
  return cuts;
}

/** Columns grow into the blanks beside them, on the side where their values end unevenly; one blank stays between two. */
function widened(places: readonly Place[], texts: readonly string[]): Place[] {
  const wide = places.map((place) => ({ ...place, ...ends(place, texts) }));
  for (const [index, place] of wide.entries()) {
    const next = wide[index + 1];
    if (!place.left || place.right) continue;
    if (next === undefined) place.to += ROOM;
    else if (next.from - 2 > place.to) place.to = next.from - 2;
  }
  for (const [index, place] of wide.entries()) {
    const before = wide[index - 1]?.to ?? -1;
    if (place.right && !place.left && before + 2 < place.from) place.from = before + 2;
  }
  return wide.map(({ from, to }) => ({ from, to }));
}

/** Whether the values of a column all begin at its first character, and all end at its last. */
function ends({ from, to }: Place, texts: readonly string[]): { left: boolean; right: boolean } {
  let some = 0;
  let left = 0;
  let right = 0;
  for (const text of texts) {
    const value = text.slice(from - 1, to);
    if (value.trim() === '') continue;
    some += 1;
    if (!value.startsWith(' ')) left += 1;
    if (value.length === to - from + 1 && !value.endsWith(' ')) right += 1;
  }
  return { left: left * 20 >= some * 19, right: right * 20 >= some * 19 };
}
