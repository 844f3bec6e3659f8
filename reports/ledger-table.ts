import { LINE_COUNTS, type LineCounts, noLines } from '../record/outcome.ts';
import { grouped, type TextColumn, textTable } from './text-table.ts';

/** A row of the ledger as the store gives it. */
export interface LedgerTableRow extends LineCounts {
  readonly source: string;
  readonly intake: number | null;
  readonly day: string | null;
  readonly sum_holds: boolean;
  readonly waiting_bytes: number;
}

/** The ledger as a table for people, with its total and a word about the sums. */
export function ledgerTable(rows: readonly LedgerTableRow[], by: 'intake' | 'day' | 'source'): string {
  if (rows.length === 0) return 'Nothing was received yet.\n';
  const columns: TextColumn[] = [{ title: 'source', align: 'left' }];
  if (by !== 'source') columns.push({ title: 'day (UTC)', align: 'left' });
  if (by === 'intake') columns.push({ title: 'intake', align: 'right' });
  for (const title of LINE_COUNTS) columns.push({ title, align: 'right' });
  columns.push({ title: 'sum', align: 'left' });
  const shown = rows.map((row) => [
    row.source,
    ...(by === 'source' ? [] : [row.day ?? '']),
    ...(by === 'intake' ? [String(row.intake ?? '')] : []),
    ...LINE_COUNTS.map((name) => grouped(row[name])),
    row.sum_holds ? 'holds' : 'BROKEN',
  ]);
  const total = totalOf(rows);
  const broken = rows.filter(({ sum_holds }) => !sum_holds).length;
  const waiting = rows.reduce((sum, { waiting_bytes }) => sum + waiting_bytes, 0);
  shown.push([
    'total',
    ...(by === 'source' ? [] : ['']),
    ...(by === 'intake' ? [''] : []),
    ...LINE_COUNTS.map((name) => grouped(total[name])),
    broken === 0 ? 'holds' : 'BROKEN',
  ]);
  const waits = waiting === 0 ? '' : `${grouped(waiting)} bytes are received and not judged yet.\n`;
  return (
    textTable(columns, shown) +
    waits +
    (broken === 0
      ? ''
      : `${broken} ${broken === 1 ? 'sum is' : 'sums are'} broken: run ./ledgerline verify.\n`)
  );
}

function totalOf(rows: readonly LineCounts[]): LineCounts {
  const total = noLines();
  for (const row of rows) for (const name of LINE_COUNTS) total[name] += row[name];
  return total;
}
