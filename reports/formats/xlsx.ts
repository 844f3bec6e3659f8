import type { ReportFormat } from '../report-format.ts';

/** A sheet holds 1,048,576 rows; a round number leaves room for what stands below. */
const SHEET_ROWS = 1_000_000;

/** Numbers, amounts, lengths and times are what they are, so that a spreadsheet can go on with them; its rows are never in memory. */
export const xlsx: ReportFormat = {
  name: 'xlsx',
  summary:
    'for spreadsheets that go on with it: typed cells, filter, totals, a chart, a sheet with the receipt',
  extension: 'xlsx',
  media_type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  async *write(running, { paper }) {
    const { workbook } = await import('../xlsx/workbook.ts');
    yield* workbook(running, { paper, sheet_rows: SHEET_ROWS });
  },
};
