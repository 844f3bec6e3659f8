import type { ReportFormat } from '../report-format.ts';

/** `{ columns, rows, totals, receipt, notes }`; rows are objects by column, money whole millionths, durations whole milliseconds. */
export const json: ReportFormat = {
  name: 'json',
  summary: 'for other programs: money in millionths, durations in milliseconds',
  extension: 'json',
  media_type: 'application/json',
  async *write(running) {
    const { report, columns, rows } = running;
    yield `{\n"report": ${JSON.stringify(report.name)},\n"title": ${JSON.stringify(report.title)},\n`;
    yield `"columns": ${JSON.stringify(columns.map(({ name, title, type }) => ({ name, title, type })))},\n"rows": [`;
    let before = '\n';
    for await (const row of rows) {
      const cells = columns.map(({ name }) => [name, row[name] ?? null]);
      yield `${before}${JSON.stringify(Object.fromEntries(cells))}`;
      before = ',\n';
    }
    const { totals, receipt, notes } = running.end();
    yield `\n],\n"totals": ${JSON.stringify(totals)},\n"receipt": ${JSON.stringify(receipt)},\n"notes": ${JSON.stringify(notes)}\n}\n`;
  },
};
