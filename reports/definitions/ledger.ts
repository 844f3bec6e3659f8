import { showDay } from '../../record/calendar.ts';
import { LINE_COUNTS } from '../../record/outcome.ts';
import type { LedgerTableRow } from '../ledger-table.ts';
import type { Report, ReportColumn, ReportRow } from '../report.ts';

/** The ledger's own names, but for those that mean something else in reports of calls. */
const COUNTS: readonly ReportColumn[] = LINE_COUNTS.map((name) => ({
  ...{ name, title: name.charAt(0).toUpperCase() + name.slice(1), type: 'count', total: 'sum' },
}));

/** What became of every line that came in the period. */
export const ledger: Report = {
  name: 'ledger',
  title: 'Ledger of received lines',
  summary:
    'What became of every line that was received, by source and UTC day of arrival, and whether the sums hold.',
  parameters: ['by'],
  choices: ['day', 'source'],
  columns: ({ by }) => [
    { name: 'source', title: 'Source', type: 'text' },
    ...(by === 'source' ? [] : [{ name: 'day', title: 'Day (UTC)', type: 'day' } as const]),
    ...COUNTS,
    { name: 'waiting_bytes', title: 'Bytes waiting', type: 'count', total: 'sum' },
    { name: 'sum', title: 'Sum', type: 'text' },
  ],
  async *rows(sources, { period, by }) {
    const [from, to] = [showDay(period.from_day), showDay(period.to_day)];
    const rows = (await sources.ledger('day')).filter(({ day }) => day !== null && day >= from && day <= to);
    if (by !== 'source') for (const row of rows) yield shown(row);
    else
      for (const [source, ofSource] of Map.groupBy(rows, (row) => row.source))
        yield { ...added(ofSource), source };
  },
};

function shown(row: LedgerTableRow): ReportRow {
  const { source, day, waiting_bytes, sum_holds } = row;
  const counts = Object.fromEntries(LINE_COUNTS.map((name) => [name, row[name]]));
  return { source, day, ...counts, waiting_bytes, sum: sum_holds ? 'holds' : 'BROKEN' };
}

function added(rows: readonly LedgerTableRow[]): ReportRow {
  const names = [...LINE_COUNTS, 'waiting_bytes'] as const;
  const counts = names.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)] as const);
  const holds = rows.every(({ sum_holds }) => sum_holds);
  return { ...Object.fromEntries(counts), sum: holds ? 'holds' : 'BROKEN' };
}
