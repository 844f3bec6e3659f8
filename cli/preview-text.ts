import type { Preview } from '../maintenance/retention-preview.ts';
import { counted, grouped, textColumns, textTable } from '../reports/text-table.ts';

/** What nights take as a table, with a word on what legal holds keep and on what the brake will stop. */
export function previewText({ rows, deferred, brakes }: Preview): string {
  const cells = rows.map(({ night, what, rows: count }) => [
    night,
    what.replaceAll('_', ' '),
    grouped(count),
  ]);
  const table =
    cells.length === 0
      ? 'Nothing is due.\n'
      : textTable(textColumns(['night', 'what', 'rows'], ['rows']), cells);
  const kept =
    deferred === 0 ? '' : `${counted(deferred, 'row')} that would be due are kept by legal holds.\n`;
  const stops = brakes.map(
    ({ job, message }) =>
      `Job ${job} will stop and ask: ${message}. If that is meant: ./ledgerline jobs run ${job} --confirm --yes --reason TEXT\n`,
  );
  return table + kept + stops.join('');
}
