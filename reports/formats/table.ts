import type { ReportColumn } from '../report.ts';
import type { ReportFormat } from '../report-format.ts';
import { showPeriod } from '../report-period.ts';
import type { ReportTotals } from '../report-totals.ts';
import { RIGHT, shownCell } from '../shown-cell.ts';
import { counted, textTable } from '../text-table.ts';

/** For the terminal: what stands under the columns last, and what a reader must know below. */
export const table: ReportFormat = {
  name: 'table',
  summary: 'for the terminal',
  extension: 'txt',
  media_type: 'text/plain; charset=utf-8',
  async *write(running) {
    const { report, wish, columns, rows } = running;
    const cells: string[][] = [];
    for await (const row of rows)
      cells.push(columns.map(({ name, type }) => shownCell(row[name] ?? null, type)));
    const { totals, receipt, notes } = running.end();
    const period = report.timeless === true ? '' : `, ${showPeriod(wish.period)}`;
    yield `${report.title}${period}\n\n`;
    if (cells.length === 0) yield 'There is nothing to show.\n';
    else {
      const aligned = columns.map(({ title, type }) => ({
        title,
        align: RIGHT.has(type) ? ('right' as const) : ('left' as const),
      }));
      yield textTable(aligned, [...cells, ...totalLines(columns, totals)]);
    }
    for (const note of notes) yield `\n${note}\n`;
    yield `\n${counted(receipt.rows, 'row')}, shown to ${receipt.viewer}. SHA-256 ${receipt.sha256}\n`;
  },
};

/** One line, and a further one for each currency where there are several. */
export function totalLines(columns: readonly ReportColumn[], totals: ReportTotals): string[][] {
  if (!columns.some(({ total }) => total !== undefined)) return [];
  const texts = columns.findIndex(({ total }) => total === undefined);
  const plain = columns.map(({ name, type }, place) => {
    const value = totals[name] ?? null;
    if (typeof value === 'object' && value !== null) return '';
    return place === texts && value === null ? 'Total' : shownCell(value, type);
  });
  const { costs } = totals;
  if (typeof costs !== 'object' || costs === null) return [plain];
  const by = Object.entries(costs).map(([currency, micros]) =>
    columns.map(({ name, type }) =>
      name === 'cost_micros' ? shownCell(micros, type) : name === 'currency' ? currency : '',
    ),
  );
  return [plain, ...by];
}
