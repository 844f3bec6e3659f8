import { isKnownTitle, TITLES, titleWords } from './column-titles.ts';
import { DATED, fixedPlaces, type Place } from './fixed-places.ts';
import { type GuessedSetting, LIKELY, ofAll, type SampleColumn, SURE } from './guess.ts';
import type { SampleTable, Stray } from './separated-sample.ts';

interface Records {
  /** Where the date of a record stands, from 0. */
  readonly at: number;
  /** Of each line, how far right of its place it stands; null for a line that is no record. */
  readonly shifts: readonly (number | null)[];
  readonly anchor: string | null;
}

/** The sample as columns at fixed places, found from where the dates of its lines stand; null where they stand nowhere. */
export function fixedSample(lines: readonly string[]): SampleTable | null {
  const records = recordsOf(lines);
  if (records === null) return null;
  const { shifts } = records;
  const texts = lines.flatMap((line, place) => {
    const shift = shifts[place] ?? null;
    return shift === null ? [] : [moved(line, shift).trimEnd()];
  });
  if (texts.length < 2) return null;
  const heading = headingOf(lines, shifts);
  const places = fixedPlaces(texts, lengthTitles(heading ?? ''));
  if (places.length < 2) return null;
  const named = nameAll(places, heading);
  const columns = named.map(({ name, from, to, title }, place): SampleColumn => {
    return { column: name, title, place, values: texts.map((text) => text.slice(from - 1, to).trim()) };
  });
  const shortest = Math.min(...texts.map(({ length }) => length));
  const least = Math.min(shortest, places.at(-1)?.from ?? 1);
  const strays = lines.flatMap((line, place): Stray[] =>
    (shifts[place] ?? null) === null
      ? [{ line: place, row: strayRow(line, places, least, records.anchor !== null) }]
      : [],
  );
  const rows = lines
    .flatMap((_, line) => ((shifts[line] ?? null) === null ? [] : [line]))
    .map((line, record): Stray => ({ line, row: columns.map(({ values }) => values[record] ?? '') }));
  const settings = settingsOf(records, named, {
    texts,
    lines: lines.length,
    shortest,
    headed: heading !== null,
  });
  return { driver: 'fixed-width', settings, remarks: [], columns, records: rows, strays };
}

/** The line as it would stand with its date in place. */
function moved(line: string, shift: number): string {
  return shift >= 0 ? line.slice(shift) : ' '.repeat(-shift) + line;
}

interface DateAt {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function recordsOf(lines: readonly string[]): Records | null {
  const found = lines.map((line) =>
    Array.from(
      line.matchAll(DATED),
      ({ index, 0: text }): DateAt => ({ from: index, to: index + text.length, text }),
    ),
  );
  const dated = found.filter(({ length }) => length > 0);
  const begin = commonest(dated.flatMap((dates) => dates.map(({ from }) => from)));
  const end = commonest(dated.flatMap((dates) => dates.map(({ to }) => to)));
  if (begin === null || end === null) return null;
  // Dates of uneven length stand below each other by their first characters or by their last.
  const inPlace = (dates: readonly DateAt[]): boolean =>
    dates.some(({ from, to }) => from === begin.value || to === end.value);
  const at = begin.value;
  const behind = commonest(
    found.flatMap(([date], place) => (date?.from === at ? [shapeOf(lines[place] ?? '', at)] : [])),
  );
  const shifts = found.map((dates, place) => {
    const [date] = dates;
    if (date === undefined) return null;
    if (inPlace(dates)) return 0;
    return shapeOf(lines[place] ?? '', date.from) === behind?.value ? date.from - at : null;
  });
  const count = dated.filter(inPlace).length;
  const anchored = shifts.filter((shift) => shift !== null).length;
  if (anchored === count || anchored * 20 < dated.length * 19) {
    return { at, shifts: shifts.map((shift) => (shift === 0 ? 0 : null)), anchor: null };
  }
  const first = dated.flat().find(({ from }) => from === at)?.text ?? '';
  const pattern = first
    .replace(/\./g, '\\.')
    .replace(/\d/g, '\\d')
    .replace(/[A-Z][a-z]{2}/, '[A-Z][a-z]{2}');
  return { at, shifts, anchor: pattern };
}

/** What most of the values are. */
function commonest<Value>(values: readonly Value[]): { readonly value: Value } | null {
  const counts = new Map<Value, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return most === undefined ? null : { value: most[0] };
}

function shapeOf(line: string, at: number): string {
  return line
    .slice(at, at + 24)
    .replace(/\d/g, '9')
    .replace(/\p{L}/gu, 'A');
}

/** Of the lines above the first record that have words and no times, the one with most titles of columns. */
function headingOf(lines: readonly string[], shifts: readonly (number | null)[]): string | null {
  const first = shifts.findIndex((shift) => shift !== null);
  const above = lines.slice(Math.max(0, first - 5), first).reverse();
  const [best] = above
    .filter(
      (line) =>
        (line.match(/\p{L}[\p{L}.#]*/gu) ?? []).length >= 2 &&
        line.search(DATED) === -1 &&
        !/\d:\d/.test(line),
    )
    .map((line) => ({ line, ...titlesIn(line) }))
    .filter(({ known, words }) => known >= 2 && known * 2 >= words)
    .sort((a, b) => b.known - a.known);
  return best?.line ?? null;
}

/** Titles of more than one word have one blank between two of them. */
function titlesIn(line: string): { known: number; words: number } {
  const titles = line.trim().split(/ {2,}/).map(titleWords);
  const words = titles.flatMap((title) => title.split(' '));
  return { known: words.filter(isKnownTitle).length, words: words.length };
}

/** Where the titles of lengths of calls begin, from 0. */
function lengthTitles(heading: string): Set<number> {
  const words = [...heading.matchAll(/\S+/g)];
  return new Set(
    words.flatMap(({ index, 0: word }) => (TITLES.duration.test(titleWords(word)) ? [index] : [])),
  );
}

interface NamedPlace extends Place {
  readonly name: string;
  readonly title: string;
}

function nameAll(places: readonly Place[], heading: string | null): NamedPlace[] {
  const words = places.map((): string[] => []);
  for (const word of (heading ?? '').matchAll(/\S+/g)) {
    const begin = word.index + 1;
    const end = word.index + word[0].length;
    // Below 0 it is how far apart the two are.
    const shared = places.map(({ from, to }) => Math.min(end, to) - Math.max(begin, from) + 1);
    const most = Math.max(...shared);
    if (most >= -3) words[shared.indexOf(most)]?.push(word[0]);
  }
  const taken = new Set<string>();
  return places.map((place, index) => {
    const said = (words[index] ?? []).join(' ').slice(0, 60);
    const plain = /\p{L}/u.test(said) ? said : '';
    const name = plain === '' || taken.has(plain) ? `column ${place.from}` : plain;
    taken.add(name);
    return { ...place, name, title: titleWords(plain) };
  });
}

/** The columns of a line that is no record, as the driver hands them to conditions. */
function strayRow(line: string, places: readonly Place[], least: number, anchored: boolean): string[] {
  const reached =
    anchored || line.trimEnd().length < least
      ? places.filter(({ to }) => to <= line.trimEnd().length)
      : places;
  return reached.map(({ from, to }) => line.slice(from - 1, to).trim());
}

function settingsOf(
  { at, anchor }: Records,
  places: readonly NamedPlace[],
  {
    texts,
    lines,
    shortest,
    headed,
  }: { texts: readonly string[]; lines: number; shortest: number; headed: boolean },
): GuessedSetting[] {
  const records = ofAll(texts.length, lines, 'line');
  const names = headed ? 'the words above them are their names' : 'their names are made up';
  const settings: GuessedSetting[] = [
    {
      key: 'columns',
      value: places.map(({ name, from, to }) => ({ name, from, to })),
      ground: LIKELY(
        `${records} have a date at character ${at + 1}; columns are parted where all of them are blank or times meet, and ${names}. Longer values than were seen may need wider columns`,
      ),
    },
  ];
  if (anchor !== null)
    settings.push({
      key: 'anchor',
      value: { pattern: anchor, at: at + 1 },
      ground: LIKELY('records begin further left or right, the date shows where'),
    });
  if (shortest < (places.at(-1)?.from ?? 1))
    settings.push({
      key: 'least_length',
      value: shortest,
      ground: LIKELY('so long is the shortest record that was seen'),
    });
  settings.push({
    key: 'blank_between',
    value: true,
    ground: SURE(`in ${ofAll(texts.length, texts.length, 'record')} nothing stands between the columns`),
  });
  return settings;
}
