import { type FirstRows, firstRows } from '../first-rows.ts';
import type { ReportColumn, ReportRow } from '../report.ts';
import type { RunningReport } from '../run-report.ts';
import { RIGHT, shownCell } from '../shown-cell.ts';
import { totalRows } from '../total-rows.ts';
import { inPieces, type ZipEntry } from '../zip-stream.ts';
import type { CellStyles } from './cell-styles.ts';
import { cellXml, columnLetter, sheetNumber, textCellXml } from './sheet-cell.ts';
import { type SheetFrame, sheetBegin, sheetEnd } from './sheet-xml.ts';

/** Rows by which the widths of columns are chosen. */
const LOOKED_AT = 200;
const [NARROWEST, WIDEST] = [8, 48];
/** The arrow of the filter, and air. */
const BESIDE = 4;

/** A sheet of rows as it was written. */
export interface WrittenSheet {
  readonly name: string;
  /** `A1:K51`, without totals. */
  readonly cells: string;
  readonly rows: number;
}

/** The rows of a report, each written as it comes; what one sheet has no room for goes on in the next. */
export class ReportSheets {
  readonly written: WrittenSheet[] = [];
  private readonly running: RunningReport;
  private readonly styles: CellStyles;
  private readonly wish: { readonly paper: SheetFrame['paper']; readonly sheet_rows: number };
  /** Columns with a number that stands as text, because a spreadsheet has no such number: no formula adds them up. */
  private readonly withTexts = new Set<string>();

  constructor(
    running: RunningReport,
    styles: CellStyles,
    wish: { readonly paper: SheetFrame['paper']; readonly sheet_rows: number },
  ) {
    this.running = running;
    this.styles = styles;
    this.wish = wish;
  }

  async *entries(seen: (row: ReportRow) => void): AsyncGenerator<ZipEntry> {
    const beginning = await firstRows(this.running.rows, LOOKED_AT);
    const frame = { widths: this.widths(beginning), frozen: true, paper: this.wish.paper };
    const rows = beginning.all[Symbol.asyncIterator]();
    const waiting = { next: await rows.next() };
    const take = async (): Promise<ReportRow | null> => {
      if (waiting.next.done === true) return null;
      const { value } = waiting.next;
      seen(value);
      waiting.next = await rows.next();
      return value;
    };
    do {
      const number = this.written.length + 1;
      const texts = this.sheet(frame, take, () => waiting.next.done === true);
      yield { name: `xl/worksheets/sheet${number}.xml`, bytes: inPieces(texts) };
    } while (waiting.next.done !== true);
  }

  private async *sheet(
    frame: SheetFrame,
    take: () => Promise<ReportRow | null>,
    ended: () => boolean,
  ): AsyncGenerator<string> {
    const { columns, report } = this.running;
    yield sheetBegin(frame);
    yield this.heading();
    let rows = 0;
    for (let row = null; rows < this.wish.sheet_rows; rows += 1) {
      row = await take();
      if (row === null) break;
      yield this.row(row, rows + 2);
    }
    const number = this.written.length + 1;
    const name = number === 1 ? report.name : `${report.name} ${number}`;
    const cells = `A1:${columnLetter(columns.length - 1)}${rows + 1}`;
    this.written.push({ name, cells, rows });
    if (ended()) yield this.totals(rows + 2);
    yield sheetEnd(frame, { cells, drawing: false });
  }

  private heading(): string {
    const cells = this.running.columns.map((column, place) => {
      const look = RIGHT.has(column.type) ? 'headingRight' : 'heading';
      return textCellXml(`${columnLetter(place)}1`, headingOf(column), this.styles.id('@', look));
    });
    return `<row r="1" ht="20" customHeight="1">${cells.join('')}</row>\n`;
  }

  private row(row: ReportRow, line: number): string {
    const { styles } = this;
    let [cells, place] = ['', 0];
    for (const { name, type } of this.running.columns) {
      const value = row[name] ?? null;
      const at = columnLetter(place++) + line;
      cells += cellXml(at, value, { type, look: 'plain', styles });
      if (typeof value === 'number' && sheetNumber(value, type) === null) this.withTexts.add(name);
    }
    return `<row r="${line}">${cells}</row>\n`;
  }

  /** Sums are formulas over what stands above, with their values beside them; other values stand as they are. */
  private totals(line: number): string {
    const { columns } = this.running;
    const { styles } = this;
    return totalRows(columns, this.running.end().totals)
      .map((row, index) => {
        const cells = columns.map(({ name, type, total }, place) => {
          const at = `${columnLetter(place)}${line + index}`;
          const value = row[name] ?? null;
          const cell = cellXml(at, value, { type, look: 'total', styles });
          const isSum = index === 0 && total === 'sum' && value !== null && !this.withTexts.has(name);
          return isSum ? cell.replace('<v>', `<f>${this.sumFormula(place)}</f><v>`) : cell;
        });
        return `<row r="${line + index}">${cells.join('')}</row>\n`;
      })
      .join('');
  }

  private sumFormula(place: number): string {
    const letter = columnLetter(place);
    const parts = this.written.map(
      ({ name, rows }) => `'${name}'!${letter}2:${letter}${Math.max(rows, 1) + 1}`,
    );
    // Alone on its sheet, it names no other.
    return `SUM(${parts.length === 1 ? parts[0]?.replace(/^'.*'!/, '') : parts.join(',')})`;
  }

  private widths({ first }: FirstRows): number[] {
    return this.running.columns.map((column) => {
      const { name, type, total } = column;
      const longest = first.reduce(
        (length, row) => Math.max(length, shownCell(row[name] ?? null, type).length),
        headingOf(column).length + BESIDE - 1,
      );
      return Math.min(Math.max(longest + (total === 'sum' ? BESIDE : 3), NARROWEST), WIDEST);
    });
  }
}

/** A spreadsheet has no zones: clocks show the time of the place, and their offset behind it. */
function headingOf({ title, type }: ReportColumn): string {
  return type === 'time' ? `${title} (local time)` : title;
}
