import type { Cell, ReportColumn, ReportRow } from './report.ts';

/** What is not as it was in a report that was made again. */
export interface ReportDifference {
  /** What tells the row from others, `cost_centre 1100`; empty where nothing does. */
  readonly row: string;
  readonly column: string | null;
  /** Null where the row, or the value, was not there. */
  readonly was: Cell;
  readonly is: Cell;
}

/** Columns that are measured rather than told by. */
function isMeasured({ type }: ReportColumn): boolean {
  return ['count', 'duration', 'money', 'share', 'number'].includes(type);
}

/**
 * Compares rows by what tells them apart, whatever order they come in; of rows that are told apart by nothing, the first with the
 * first.
 */
export function compareRows(
  columns: readonly ReportColumn[],
  before: readonly ReportRow[],
  now: readonly ReportRow[],
): ReportDifference[] {
  const telling = columns.filter((column) => column.name === 'id' || !isMeasured(column));
  const nameOf = (row: ReportRow): string =>
    telling.flatMap(({ name }) => (row[name] == null ? [] : [`${name} ${row[name]}`])).join(', ');
  const left = new Map<string, ReportRow[]>();
  for (const row of now) {
    const name = nameOf(row);
    left.set(name, [...(left.get(name) ?? []), row]);
  }
  const differences: ReportDifference[] = [];
  for (const row of before) {
    const name = nameOf(row);
    const other = left.get(name)?.shift();
    if (other === undefined) differences.push({ row: name, column: null, was: 'there', is: null });
    else
      for (const column of columns) {
        const [was, is] = [row[column.name] ?? null, other[column.name] ?? null];
        if (was !== is) differences.push({ row: name, column: column.name, was, is });
      }
  }
  for (const [name, rows] of left)
    for (const _ of rows) differences.push({ row: name, column: null, was: null, is: 'there' });
  return differences;
}
