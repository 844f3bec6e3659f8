import type { ReportRow } from '../report.ts';
import type { ReportFormat } from '../report-format.ts';
import { showPeriod } from '../report-period.ts';
import { amountDecimals, RIGHT, shownCell } from '../shown-cell.ts';
import { counted, textTable } from '../text-table.ts';
import { totalRows } from '../total-rows.ts';

/** For the terminal: what stands under the columns last, and what a reader must know below. */
export const table: ReportFormat = {
  name: 'table',
  summary: 'for the terminal',
  extension: 'txt',
  media_type: 'text/plain; charset=utf-8',
  async *write(running) {
    const { report, wish, columns, rows } = running;
    const kept: ReportRow[] = [];
    for await (const row of rows) kept.push(row);
    const { totals, receipt, notes } = running.end();
    const decimals = amountDecimals(columns, kept);
    const line = (row: ReportRow) =>
      columns.map(({ name, type }) => shownCell(row[name] ?? null, type, decimals.get(name)));
    const period = report.timeless === true ? '' : `, ${showPeriod(wish.period)}`;
    yield `${report.title}${period}\n\n`;
    if (kept.length === 0) yield 'There is nothing to show.\n';
    else {
      const aligned = columns.map(({ title, type }) => ({
        title,
        align: RIGHT.has(type) ? ('right' as const) : ('left' as const),
      }));
      yield textTable(aligned, [...kept, ...totalRows(columns, totals)].map(line));
    }
    for (const note of notes) yield `\n${note}\n`;
    yield `\n${counted(receipt.rows, 'row')}, shown to ${receipt.viewer}. SHA-256 ${receipt.sha256}\n`;
  },
};
