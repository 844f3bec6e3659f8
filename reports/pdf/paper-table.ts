import type { ReportRow } from '../report.ts';
import { shownCell } from '../shown-cell.ts';
import { visible } from '../text-table.ts';
import type { PageFlow } from './page-flow.ts';
import { brokenText, CELL_AIR, type TableLayout } from './table-layout.ts';

const LINE = 1.2;
/** A longer text would fill a page by itself. */
const MOST_LINES = 30;

/** The rows of a report on its pages; what the columns are called stands on top of each. */
export class PaperTable {
  /** Texts of which the end is not shown. */
  cut = 0;
  private readonly flow: PageFlow;
  private readonly layout: TableLayout;
  private readonly width: number;

  constructor(flow: PageFlow, layout: TableLayout) {
    this.flow = flow;
    this.layout = layout;
    this.width = layout.columns.reduce((sum, { width }) => sum + width, 0);
  }

  heading(): void {
    const { layout } = this;
    const titles = layout.columns.map(({ column, width }) => this.titleLines(column.title, width));
    const height = this.height(titles) + layout.size * 0.3;
    this.flow.box(this.flow.left, this.flow.y, this.width, height, 'soft');
    this.cells(titles, true);
    this.flow.y += height;
    this.rule('quiet', 0.8);
  }

  row(row: ReportRow): void {
    const cells = layoutCells(this.layout, row, (text, width) => this.lines(text, width, false));
    const height = this.height(cells);
    if (this.flow.room < height) {
      this.flow.next();
      this.heading();
    }
    this.cells(cells, false);
    this.flow.y += height;
    this.rule('line', 0.4);
  }

  /** They stand together. */
  totals(rows: readonly ReportRow[]): void {
    const laid = rows.map((row) =>
      layoutCells(this.layout, row, (text, width) => this.lines(text, width, true)),
    );
    const height = laid.reduce((sum, cells) => sum + this.height(cells), 0);
    if (this.flow.room < height) {
      this.flow.next();
      this.heading();
    }
    this.rule('quiet', 1);
    this.flow.box(this.flow.left, this.flow.y, this.width, height, 'soft');
    for (const cells of laid) {
      this.cells(cells, true);
      this.flow.y += this.height(cells);
    }
  }

  private height(cells: readonly (readonly string[])[]): number {
    const { size } = this.layout;
    return size * (LINE * Math.max(1, ...cells.map(({ length }) => length)) + 0.5);
  }

  private cells(cells: readonly (readonly string[])[], bold: boolean): void {
    const { flow, layout } = this;
    const { size } = layout;
    let x = flow.left;
    for (const [place, { width, right }] of layout.columns.entries()) {
      const within = width - 2 * CELL_AIR * size;
      for (const [index, line] of (cells[place] ?? []).entries()) {
        const at = right ? x + width - CELL_AIR * size : x + CELL_AIR * size;
        const y = flow.y + size * (1.1 + LINE * index);
        flow.text(at, y, line, { size, bold, within, align: right ? 'right' : 'left' });
      }
      x += width;
    }
  }

  /** Between words only: a word that is too long is narrowed. */
  private titleLines(title: string, width: number): string[] {
    const { size } = this.layout;
    const measure = (part: string) => this.flow.measure(part, size, true);
    const longest = Math.max(...title.split(' ').map(measure));
    return brokenText(title, Math.max(width - 2 * CELL_AIR * size, longest) + 0.01, measure);
  }

  private lines(text: string, width: number, bold: boolean): string[] {
    const { size } = this.layout;
    const measure = (part: string) => this.flow.measure(part, size, bold);
    // What was measured to fit must not be broken by a last digit of a sum.
    const lines = brokenText(visible(text), width - 2 * CELL_AIR * size + 0.01, measure);
    if (lines.length <= MOST_LINES) return lines;
    this.cut += 1;
    return [...lines.slice(0, MOST_LINES - 1), '…'];
  }

  private rule(ink: 'quiet' | 'line', weight: number): void {
    const { left, y } = this.flow;
    this.flow.path(
      [
        [left, y],
        [left + this.width, y],
      ],
      ink,
      weight,
    );
  }
}

/** Texts in lines; numbers in one, which is narrowed where it must be. */
function layoutCells(
  { columns, decimals }: TableLayout,
  row: ReportRow,
  lines: (text: string, width: number) => string[],
): string[][] {
  return columns.map(({ column: { name, type }, width }) => {
    const text = shownCell(row[name] ?? null, type, decimals.get(name));
    return type === 'text' ? lines(text, width) : [visible(text)];
  });
}
