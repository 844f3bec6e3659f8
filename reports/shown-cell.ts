import { showAmount } from '../record/money.ts';
import type { Cell, ColumnType } from './report.ts';
import { talkTime } from './talk-time.ts';
import { grouped } from './text-table.ts';

/** Columns of these types stand at the right, so that their digits are one below the other. */
export const RIGHT: ReadonlySet<ColumnType> = new Set(['count', 'number', 'duration', 'money', 'share']);

/** A value as people read it; empty where there is none. */
export function shownCell(value: Cell, type: ColumnType): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  switch (type) {
    case 'duration':
      return talkTime(value);
    case 'money':
      return showAmount(value);
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
