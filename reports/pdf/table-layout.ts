import type { ReportColumn, ReportRow } from '../report.ts';
import { amountDecimals, RIGHT, shownCell } from '../shown-cell.ts';
import { visible } from '../text-table.ts';
import type { PdfFont } from './pdf-font.ts';

/** How a table stands on its pages. */
export interface TableLayout {
  readonly size: number;
  /** The paper lies. */
  readonly lying: boolean;
  /** Of the amounts of a column, at least. */
  readonly decimals: ReadonlyMap<string, number>;
  readonly columns: readonly LaidColumn[];
}

export interface LaidColumn {
  readonly column: ReportColumn;
  readonly width: number;
  readonly right: boolean;
}

interface Choice {
  readonly size: number;
  readonly lying: boolean;
}

/** What is tried, in this order: letters of a book upright, then lying, ever smaller. */
const CHOICES: readonly Choice[] = [
  ...[9, 8.5, 8].map((size) => ({ size, lying: false })),
  ...[9, 8, 7.5, 7, 6.5, 6].map((size) => ({ size, lying: true })),
];
/** Texts are broken beyond this many letters, and never into less. */
const [LONGEST_LETTERS, FEWEST_LETTERS] = [36, 8];
/** Left and right of a cell, in its letters. */
export const CELL_AIR = 0.45;
const MOST_STRETCH = 1.3;

export interface TableSample {
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
  /** What stands below, where that is known. */
  readonly totals: readonly ReportRow[] | null;
}

/** Letters as large as have room for every column; where none have, texts are broken into lines. */
export function tableLayout(
  sample: TableSample,
  { plain, bold }: { plain: PdfFont; bold: PdfFont },
  widthOf: (lying: boolean) => number,
): TableLayout {
  // For letters of one point; all of it grows with them.
  const decimals = amountDecimals(sample.columns, sample.rows);
  const natural = sample.columns.map((column) =>
    naturalWidth(column, { ...sample, decimals }, { plain, bold }),
  );
  const needed = natural.reduce((sum, width) => sum + width, 0);
  const fitting = CHOICES.find(({ size, lying }) => needed * size <= widthOf(lying));
  const { size, lying } = fitting ?? { size: 6, lying: true };
  const room = widthOf(lying) / size;
  const widths =
    fitting === undefined
      ? narrowed(natural, sample.columns, room)
      : natural.map((width) => width * Math.min(room / needed, MOST_STRETCH));
  return {
    ...{ size, lying, decimals },
    columns: sample.columns.map((column, place) => ({
      column,
      width: (widths[place] ?? 0) * size,
      right: RIGHT.has(column.type),
    })),
  };
}

function naturalWidth(
  column: ReportColumn,
  { rows, totals, decimals }: TableSample & Pick<TableLayout, 'decimals'>,
  { plain, bold }: { plain: PdfFont; bold: PdfFont },
): number {
  const { name, type, title, total } = column;
  const shown = (row: ReportRow) => visible(shownCell(row[name] ?? null, type, decimals.get(name)));
  const words = title.split(' ').map((word) => bold.measure(word, 1));
  const below = (totals ?? []).map((row) => bold.measure(shown(row), 1));
  const cells = rows.reduce((width, row) => Math.max(width, plain.measure(shown(row), 1)), 0);
  // The sum of rows that are not known yet is longer than they are.
  const sum = totals === null && total === 'sum' ? bold.measure('00,', 1) : 0;
  const most = type === 'text' ? plain.measure('n'.repeat(LONGEST_LETTERS), 1) : Infinity;
  return Math.max(Math.min(Math.max(cells + sum, ...below), most), ...words) + 2 * CELL_AIR;
}

/** Takes from texts what is too much, the longest first; numbers keep what they need as long as there is any. */
function narrowed(natural: readonly number[], columns: readonly ReportColumn[], room: number): number[] {
  const isText = (place: number) => columns[place]?.type === 'text';
  const fixed = natural.reduce((sum, width, place) => sum + (isText(place) ? 0 : width), 0);
  const texts = natural.filter((_, place) => isText(place));
  let cap = Math.max(FEWEST_LETTERS * 0.6, ...texts);
  const sumUnder = (limit: number) => texts.reduce((sum, width) => sum + Math.min(width, limit), 0);
  while (fixed + sumUnder(cap) > room && cap > FEWEST_LETTERS * 0.6) cap -= 0.25;
  const widths = natural.map((width, place) => (isText(place) ? Math.min(width, cap) : width));
  const sum = widths.reduce((all, width) => all + width, 0);
  return sum <= room ? widths : widths.map((width) => (width * room) / sum);
}

/** A text in lines of a width, broken between words, and within a word only where it alone is too long. */
export function brokenText(text: string, width: number, measure: (text: string) => number): string[] {
  if (measure(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/(?<=[\s\-/,;])/)) {
    if (measure((line + word).trimEnd()) <= width) {
      line += word;
      continue;
    }
    if (line !== '') lines.push(line.trimEnd());
    line = '';
    for (const sign of word) {
      if (line !== '' && measure(line + sign) > width) {
        lines.push(line);
        line = '';
      }
      line += sign;
    }
  }
  return [...lines, line.trimEnd()];
}
