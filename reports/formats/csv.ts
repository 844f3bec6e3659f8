import { CSV } from '../csv.ts';
import type { ReportFormat } from '../report-format.ts';
import { plainCell } from '../shown-cell.ts';

/** RFC 4180, one line for each row and none below them, so that sums in a spreadsheet do not count twice. */
export const csv: ReportFormat = {
  name: 'csv',
  summary: 'for spreadsheets; durations as hours, minutes and seconds, amounts with a decimal point',
  extension: 'csv',
  media_type: 'text/csv; charset=utf-8',
  async *write({ columns, rows }, { bom }) {
    const { stringify } = await import('csv-stringify/sync');
    if (bom) yield '\ufeff';
    yield stringify([columns.map(({ title }) => title)], CSV);
    for await (const row of rows)
      yield stringify([columns.map(({ name, type }) => plainCell(row[name] ?? null, type))], CSV);
  },
};
