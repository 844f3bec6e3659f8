import { ChartPoints, type DrawnChart } from '../chart-points.ts';
import { chartShapes } from '../chart-shapes.ts';
import { firstRows } from '../first-rows.ts';
import { receiptLines } from '../receipt-lines.ts';
import type { FormatWish } from '../report-format.ts';
import { showPeriod } from '../report-period.ts';
import type { RunningReport } from '../run-report.ts';
import { counted } from '../text-table.ts';
import { totalRows } from '../total-rows.ts';
import { embeddedFonts, PAPERS, PageFlow, type TextLook } from './page-flow.ts';
import { PaperTable } from './paper-table.ts';
import { brokenText, tableLayout } from './table-layout.ts';

/** Rows by which letters and columns are chosen; of a report with no more, notes and chart stand above them. */
const KEPT_ROWS = 2000;
const [CHART_LETTERS, SMALLEST_LETTERS, TEXT_LETTERS, RECEIPT_LETTERS] = [8, 5.5, 9, 8];

/** A report on paper, page by page as its rows come. */
export async function* reportPaper(
  running: RunningReport,
  paper: FormatWish['paper'],
): AsyncGenerator<Buffer> {
  const { report, columns } = running;
  const { first, whole, all } = await firstRows(running.rows, KEPT_ROWS);
  const fonts = embeddedFonts();
  const [short, long] = PAPERS[paper];
  const totals = whole ? totalRows(columns, running.end().totals) : null;
  const layout = tableLayout({ columns, rows: first, totals }, fonts, (lying) => (lying ? long : short) - 80);
  const size = layout.lying ? ([long, short] as const) : ([short, long] as const);
  const period = report.timeless === true ? '' : showPeriod(running.wish.period);
  const title = [report.title, period].filter((text) => text !== '').join(', ');
  const flow = new PageFlow(size, fonts, title);
  const points = new ChartPoints(report.chart, columns);
  heading(flow, running, period);
  if (whole) {
    notes(flow, running.end().notes);
    for (const row of first) points.add(row);
    for (const drawn of points.drawn()) chart(flow, drawn);
  }
  const table = new PaperTable(flow, layout);
  if (first.length === 0) paragraph(flow, 'There is nothing to show.', { size: TEXT_LETTERS });
  else {
    if (flow.room < layout.size * 12) flow.next();
    table.heading();
    for await (const row of all) {
      if (!whole) points.add(row);
      table.row(row);
      const pages = flow.take();
      if (pages.length > 0) yield pages;
    }
    table.totals(totals ?? totalRows(columns, running.end().totals));
    flow.y += TEXT_LETTERS * 1.5;
  }
  const { receipt, notes: known } = running.end();
  if (!whole) for (const drawn of points.drawn()) chart(flow, drawn);
  notes(flow, [...(whole ? [] : known), ...paperNotes(flow, table)]);
  receiptPart(flow, running);
  flow.end({ title, program: receipt.program, made_at: receipt.generated_at });
  yield flow.take();
}

function heading(flow: PageFlow, { report, viewer }: RunningReport, period: string): void {
  paragraph(flow, report.title, { size: 16, bold: true });
  const about = [period, `shown to ${viewer}`].filter((text) => text !== '').join(' · ');
  paragraph(flow, about, { size: TEXT_LETTERS, ink: 'quiet' });
  flow.y += TEXT_LETTERS;
}

function chart(flow: PageFlow, drawn: DrawnChart): void {
  // Many bars are drawn smaller rather than on a page of their own.
  const fitting = (flow.room - 40) / (2 * drawn.points.length);
  const letters =
    drawn.kind === 'line' || fitting < SMALLEST_LETTERS ? CHART_LETTERS : Math.min(CHART_LETTERS, fitting);
  const measure = (text: string) => flow.measure(text, letters);
  const { height, shapes } = chartShapes(drawn, { width: Math.min(flow.width, 560), letters, measure });
  if (flow.room < height + 36) flow.next();
  paragraph(flow, drawn.title, { size: TEXT_LETTERS + 1, bold: true });
  flow.y += 6;
  const [left, top] = [flow.left, flow.y];
  const placed = (points: readonly (readonly [number, number])[]) =>
    points.map(([x, y]) => [left + x, top + y] as const);
  for (const shape of shapes) {
    if (shape.kind === 'bar') flow.box(left + shape.x, top + shape.y, shape.width, shape.height, 'mark');
    else if (shape.kind === 'text')
      flow.text(left + shape.x, top + shape.y, shape.text, { size: letters, align: shape.align });
    else if (shape.kind === 'curve') flow.path(placed(shape.points), 'mark', 1.4);
    else flow.path(placed(shape.points), 'line', 0.5);
  }
  flow.y += height + 18;
}

/** What a reader must know. */
function notes(flow: PageFlow, texts: readonly string[]): void {
  for (const text of texts) {
    const top = flow.y;
    const together = paragraph(flow, text, { size: TEXT_LETTERS }, 10);
    if (together) flow.box(flow.left, top, 3, flow.y - top, 'warn');
    flow.y += 7;
  }
}

/** What the report was made of. */
function receiptPart(flow: PageFlow, running: RunningReport): void {
  const { receipt } = running.end();
  paragraph(flow, `${counted(receipt.rows, 'row')}.`, { size: TEXT_LETTERS });
  flow.y += TEXT_LETTERS;
  const lines = receiptLines(receipt);
  if (flow.room < (lines.length + 2) * RECEIPT_LETTERS * 1.35) flow.next();
  paragraph(flow, 'Receipt', { size: TEXT_LETTERS + 2, bold: true });
  flow.y += 3;
  for (const [what, of] of lines) {
    if (flow.room < RECEIPT_LETTERS * 1.35) flow.next();
    flow.text(flow.left, flow.y + RECEIPT_LETTERS, what, { size: RECEIPT_LETTERS, ink: 'quiet' });
    paragraph(flow, of, { size: RECEIPT_LETTERS }, 100);
  }
}

function paperNotes(flow: PageFlow, { cut }: PaperTable): string[] {
  const { unshown } = flow;
  return [
    ...(unshown === 0
      ? []
      : [
          `${counted(unshown, 'sign')} of names cannot be shown right on this paper: it has Latin, Greek and Cyrillic letters. Other formats show them.`,
        ]),
    ...(cut === 0 ? [] : [`${counted(cut, 'long text')} ended with … here. Other formats show them whole.`]),
  ];
}

/** Lines as wide as the page, from some way in. True where all of them stand on one page. */
function paragraph(flow: PageFlow, text: string, look: TextLook, from = 0): boolean {
  const { size, bold = false } = look;
  let together = true;
  for (const line of brokenText(text, flow.width - from, (part) => flow.measure(part, size, bold))) {
    if (flow.room < size * 1.35) {
      flow.next();
      together = false;
    }
    flow.text(flow.left + from, flow.y + size, line, look);
    flow.y += size * 1.35;
  }
  return together;
}
