import { receiptLines } from '../receipt-lines.ts';
import type { RunningReport } from '../run-report.ts';
import type { CellStyles } from './cell-styles.ts';
import { textCellXml } from './sheet-cell.ts';
import { type SheetFrame, sheetBegin, sheetEnd } from './sheet-xml.ts';

/** What the report is of, what a reader must know, and its receipt. */
export function aboutSheet(running: RunningReport, styles: CellStyles, paper: SheetFrame['paper']): string {
  const { report, columns } = running;
  const { receipt, notes } = running.end();
  const frame = { widths: [22, 90], frozen: false, paper };
  const [title, label, text] = (['title', 'label', 'wrapped'] as const).map((look) => styles.id('@', look));
  const lines: [string, string][] = [
    ['What it tells', report.summary],
    ...notes.map((note): [string, string] => ['Note', note]),
    ...receiptLines(receipt),
    ...(columns.some(({ type }) => type === 'time')
      ? [['Times', 'On the clock of the place, with its offset from UTC behind them.'] as [string, string]]
      : []),
  ];
  const rows = lines.map(
    ([what, of], place) =>
      `<row r="${place + 3}">${textCellXml(`A${place + 3}`, what, label ?? 0)}${textCellXml(`B${place + 3}`, of, text ?? 0)}</row>\n`,
  );
  const heading = `<row r="1" ht="24" customHeight="1">${textCellXml('A1', report.title, title ?? 0)}</row>\n`;
  return `${sheetBegin(frame)}${heading}${rows.join('')}${sheetEnd(frame, { cells: null, drawing: false })}`;
}
