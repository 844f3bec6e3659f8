import type { Row } from '../definition/delimited-columns.ts';
import { compileSplit } from '../definition/delimited-split.ts';
import type { SeparatedFields } from '../formats/separated-values.ts';
import { isKnownTitle, titleWords } from './column-titles.ts';
import { type GuessedSetting, LIKELY, ofAll, type SampleColumn, SURE } from './guess.ts';
import { timeCandidates } from './time-patterns.ts';

/** The lines of a sample as records with columns, in whichever layout. */
export interface SampleTable {
  readonly driver: 'delimited' | 'fixed-width';
  readonly settings: readonly GuessedSetting[];
  readonly remarks: readonly string[];
  readonly columns: readonly SampleColumn[];
  /** Of each record, where it stands among the lines and what its columns say. */
  readonly records: readonly Stray[];
  /** Lines that are no records, as columns where they have any; null where the line cannot be cut. */
  readonly strays: readonly Stray[];
}

/** A line: where it stands among the lines, and what its columns say. */
export interface Stray {
  readonly line: number;
  readonly row: Row;
}

interface Cutting {
  readonly delimiter: string;
  readonly quoting: 'rfc4180' | 'backslash' | 'none';
  readonly line_quoted: boolean;
}

interface Cut extends Cutting {
  readonly rows: readonly SeparatedFields[];
  /** How many columns most of the lines have. */
  readonly width: number;
  readonly agreeing: number;
  /** How many lines have a time in the column where most have one. */
  readonly timed: number;
}

const DELIMITERS = [',', ';', '\t', '|', '~', '^'];
/** Below this no separator is believed. */
const LEAST_SHARE = 0.6;
const LOOKED_AT = 2000;

/** The sample cut at the separator that gives most lines the same number of columns; null where none does. */
export function separatedSample(lines: readonly string[]): SampleTable | null {
  const first = lines.slice(0, LOOKED_AT);
  const cuts = DELIMITERS.flatMap((delimiter) => cuttings(delimiter, first).map((way) => cutAll(first, way)));
  const evenness = ({ agreeing, rows }: Cut): number => Math.round((20 * agreeing) / rows.length);
  const [best] = cuts
    .filter(
      ({ width, agreeing, timed }) => width >= 3 && Math.max(agreeing, timed) >= LEAST_SHARE * first.length,
    )
    .sort(
      (a, b) =>
        Math.sign(b.timed) - Math.sign(a.timed) ||
        evenness(b) - evenness(a) ||
        b.agreeing - a.agreeing ||
        b.width - a.width,
    );
  return best === undefined ? null : tableOf(first.length === lines.length ? best : cutAll(lines, best));
}

function cuttings(delimiter: string, lines: readonly string[]): Cutting[] {
  const all: Cutting[] = [{ delimiter, quoting: 'rfc4180', line_quoted: false }];
  const text = lines.join('\n');
  if (!text.includes(delimiter)) return [];
  if (text.includes('\\'))
    all[text.includes('\\N') || text.includes('\\"') ? 'unshift' : 'push']({
      delimiter,
      quoting: 'backslash',
      line_quoted: false,
    });
  if (text.includes('"')) all.push({ delimiter, quoting: 'none', line_quoted: false });
  if (lines.filter((line) => /^".*"$/.test(line)).length * 2 > lines.length)
    all.push({ delimiter, quoting: 'rfc4180', line_quoted: true });
  return all;
}

function cutAll(lines: readonly string[], { delimiter, quoting, line_quoted }: Cutting): Cut {
  const split = compileSplit({ delimiter, quoting, line_quoted });
  const rows = lines.map(split);
  const widths = new Map<number, number>();
  for (const row of rows) if (row !== null) widths.set(row.length, (widths.get(row.length) ?? 0) + 1);
  const [commonest = [0, 0]] = [...widths].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  return {
    delimiter,
    quoting,
    line_quoted,
    rows,
    width: commonest[0],
    agreeing: commonest[1],
    timed: timedRows(rows),
  };
}

/** Where no time stands in a column, nothing was cut that has records: a text with commas has columns too. */
function timedRows(rows: readonly SeparatedFields[]): number {
  const counts = new Map<number, number>();
  for (const row of rows.slice(0, LOOKED_AT)) {
    if (row === null || row.length < 3) continue;
    for (const [place, cell] of row.entries())
      if (looksTimed(cell)) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

function looksTimed(cell: string): boolean {
  return timeCandidates(cell.trim()).length > 0 || /^1\d{9}(?:\d{3}|\.\d+)?$/.test(cell.trim());
}

function tableOf(cut: Cut): SampleTable {
  const widths = widthsOf(cut);
  const width = Math.max(...widths);
  const head = headOf(cut.rows, widths);
  const names =
    head?.length === width && head.every((name) => name.length <= 100)
      ? head.map((name) => name.trim())
      : null;
  const same = (row: Row): boolean =>
    head !== null && row.every((cell, place) => cell.trim() === head[place]?.trim());
  const records: Stray[] = [];
  const strays: Stray[] = [];
  let headings = 0;
  for (const [line, row] of cut.rows.entries()) {
    if (row === null) continue;
    if (same(row)) headings += 1;
    else if (widths.includes(row.length) && !isHeading(row)) records.push({ line, row });
    else strays.push({ line, row });
  }
  const columns = Array.from({ length: width }, (_, place): SampleColumn => {
    const name = names?.[place] ?? '';
    const unique = name !== '' && names?.filter((other) => other === name).length === 1;
    return {
      column: unique ? name : place + 1,
      title: titleWords(head?.[place] ?? ''),
      place,
      values: records.map(({ row }) => (row[place] ?? '').trim()),
    };
  });
  const settings = [...cutSettings(cut), ...columnSettings({ names, head, headings, widths, records })];
  return { driver: 'delimited', settings, remarks: [], columns, records, strays };
}

/** The widths of records: the commonest, and those near it that come often enough to be no accident. */
function widthsOf({ rows, width, agreeing, timed }: Cut): number[] {
  const uneven = agreeing < LEAST_SHARE * rows.length && timed > agreeing;
  const others = new Map<number, number>();
  for (const row of rows) {
    if (row === null || row.length === width || !row.some(looksTimed)) continue;
    if (Math.abs(row.length - width) <= 5) others.set(row.length, (others.get(row.length) ?? 0) + 1);
  }
  const often = [...others]
    .filter(([, count]) => uneven || (count >= 5 && count * 20 >= agreeing))
    .map(([size]) => size);
  return [width, ...often].sort((a, b) => a - b);
}

/** Of the lines of nothing but words the one that has most titles of columns: a page head can have as many columns. */
function headOf(rows: readonly SeparatedFields[], widths: readonly number[]): Row | null {
  let best: { row: Row; known: number } | null = null;
  for (const row of rows) {
    if (row === null || !widths.includes(row.length) || !isHeading(row)) continue;
    const known = row.filter((cell) => isKnownTitle(titleWords(cell))).length;
    if (best === null || known > best.known) best = { row, known };
  }
  return best?.row ?? null;
}

/** Names have letters, and no record is without a number or a time. */
function isHeading(row: Row): boolean {
  const filled = row.map((cell) => cell.trim()).filter((cell) => cell !== '');
  return (
    filled.length >= 2 &&
    filled.length * 2 >= row.length &&
    filled.every((cell) => /\p{L}/u.test(cell) && !looksTimed(cell))
  );
}

function cutSettings({ delimiter, quoting, line_quoted, width, agreeing, rows }: Cut): GuessedSetting[] {
  const share = ofAll(agreeing, rows.length, 'line');
  const ground = agreeing === rows.length ? SURE : LIKELY;
  const settings: GuessedSetting[] = [
    {
      key: 'delimiter',
      value: delimiter,
      ground: ground(`cut there, ${share} ${agreeing === 1 ? 'has' : 'have'} ${width} columns`),
    },
  ];
  const unquoted = quoting === 'rfc4180' && !rows.some((row) => row?.some((cell) => cell.includes('"')));
  if (quoting !== 'rfc4180') {
    const why = quoting === 'none' ? 'quotes do not pair' : 'a \\ stands before quotes, separators or N';
    settings.push({
      key: 'quoting',
      value: quoting,
      ground: LIKELY(`${why}; read so, ${share} have ${width} columns`),
    });
  } else if (!unquoted) {
    settings.push({
      key: 'quoting',
      value: quoting,
      ground: LIKELY(`read so, the quotes of ${share} close`),
    });
  }
  if (line_quoted)
    settings.push({ key: 'line_quoted', value: true, ground: SURE('whole lines stand in quotes') });
  return settings;
}

function columnSettings({
  names,
  head,
  headings,
  widths,
  records,
}: {
  names: readonly string[] | null;
  head: Row | null;
  headings: number;
  widths: readonly number[];
  records: readonly Stray[];
}): GuessedSetting[] {
  const settings: GuessedSetting[] = [];
  const width = Math.max(...widths);
  if (names !== null) {
    const often =
      headings === 1 ? 'a line of nothing but words' : `${headings} lines of nothing but the same words`;
    settings.push({ key: 'columns', value: names, ground: SURE(`${often} names them`) });
  } else if (head !== null) {
    const blank = head.findIndex((name) => name.trim() === '');
    const begins = head.slice(0, blank === -1 ? 3 : Math.min(blank, 3)).map((name) => name.trim());
    if (begins.length > 0)
      settings.push({ key: 'heading_begins', value: begins, ground: LIKELY('a line of nothing but words') });
  }
  if (names === null || widths.length > 1) {
    const counts = widths.map((size) =>
      ofAll(records.filter(({ row }) => row.length === size).length, records.length, 'record'),
    );
    const why = widths.map((size, place) => `${counts[place]} have ${size}`).join(', ');
    settings.push({ key: 'column_count', value: widths.length > 1 ? widths : width, ground: SURE(why) });
  }
  return settings;
}
