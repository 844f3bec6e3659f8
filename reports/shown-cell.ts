import { decimalsOf, showAmount } from '../record/money.ts';
import type { Cell, ColumnType, ReportColumn, ReportRow } from './report.ts';
import { talkTime } from './talk-time.ts';
import { grouped } from './text-table.ts';

/** Columns of these types stand at the right, so that their digits are one below the other. */
export const RIGHT: ReadonlySet<ColumnType> = new Set(['count', 'number', 'duration', 'money', 'share']);

/** A value as people read it; empty where there is none. Amounts have so many decimals at least. */
export function shownCell(value: Cell, type: ColumnType, decimals?: number): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  switch (type) {
    case 'duration':
      return talkTime(value);
    case 'money':
      return showAmount(value, decimals);
    case 'share':
      return `${(value * 100).toFixed(1)} %`;
    case 'count':
      return grouped(value);
    default:
      return String(value);
  }
}

/** The same for other programs: plain digits, and a fraction for a share. */
export function plainCell(value: Cell, type: ColumnType): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (type === 'duration') return talkTime(value);
  return type === 'money' ? showAmount(value) : String(value);
}

/** Of each column of amounts, by its name, as many decimals as the finest in these rows needs: point stands below point. */
export function amountDecimals(
  columns: readonly ReportColumn[],
  rows: readonly ReportRow[],
): ReadonlyMap<string, number> {
  const amounts = columns.filter(({ type }) => type === 'money');
  const of = (name: string) => rows.map((row) => row[name]).filter((value) => typeof value === 'number');
  return new Map(amounts.map(({ name }) => [name, decimalsOf(of(name))]));
}
