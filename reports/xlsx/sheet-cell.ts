import { DAY_MS, parseDay } from '../../record/calendar.ts';
import { showAmount } from '../../record/money.ts';
import { escaped } from '../escaped.ts';
import type { Cell, ColumnType } from '../report.ts';
import { RIGHT, shownCell } from '../shown-cell.ts';
import type { CellLook, CellStyles } from './cell-styles.ts';

/** Days from 1899-12-30, where spreadsheets begin to count. */
const EPOCH_DAYS = 25_569;
/** Further digits a spreadsheet replaces by zeros. */
const EXACT_DIGITS = 15;
const EXACT = 10 ** EXACT_DIGITS;
const LONGEST_TEXT = 32_767;
/** What XML holds as it is: nearly every text of a call. Where it is short, looking is cheaper than replacing. */
const PLAIN_TEXT = /^[!#-%(-;=?-^`-~](?:[ !#-%(-;=?-^`-~]{0,98}[!#-%(-;=?-^`-~])?$/;

/** What a number means in a spreadsheet, and how it is shown. */
export interface SheetNumber {
  /** Exactly as it stands in the file. */
  readonly value: string;
  readonly format: string;
}

/** Null for what is no number there: it is written as text. */
export function sheetNumber(value: Cell, type: ColumnType): SheetNumber | null {
  if (typeof value === 'string') return type === 'day' || type === 'time' ? moment(value, type) : null;
  if (value === null || !isExact(value)) return null;
  switch (type) {
    case 'money':
      return { value: showAmount(value), format: '#,##0.00????_)' };
    case 'duration':
      // Spreadsheets show no time below nothing.
      return value < 0 ? null : { value: String(value / DAY_MS), format: '[h]:mm:ss' };
    case 'share':
      return { value: String(value), format: '0.0%' };
    case 'count':
      return { value: String(value), format: '#,##0' };
    default:
      return { value: String(value), format: Number.isInteger(value) ? '0' : 'General' };
  }
}

function isExact(value: number): boolean {
  if (Math.abs(value) < EXACT) return true;
  return String(Math.abs(value)).replace(/0+$/, '').length <= EXACT_DIGITS;
}

/** The clock on the wall, as the offset in its format says: a spreadsheet knows no zones. */
function moment(text: string, type: 'day' | 'time'): SheetNumber | null {
  if (type === 'day') {
    const day = parseDay(text);
    return day === null ? null : { value: String(day + EPOCH_DAYS), format: 'yyyy-mm-dd' };
  }
  const [, wall, offset] = /^(\d{4}-\d\d-\d\dT[\d:.]+)(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const wall_ms = Date.parse(`${wall}Z`);
  if (offset === undefined || Number.isNaN(wall_ms)) return null;
  const clock = wall_ms % 1000 === 0 ? 'hh:mm:ss' : 'hh:mm:ss.000';
  return { value: String(wall_ms / DAY_MS + EPOCH_DAYS), format: `yyyy-mm-dd ${clock}" ${offset}"` };
}

/** One cell, '' for an empty one that looks like nothing. A text is never a formula, whatever it begins with. */
export function cellXml(
  place: string,
  value: Cell,
  { type, look, styles }: { type: ColumnType; look: CellLook; styles: CellStyles },
): string {
  if (value === null || value === '')
    return look === 'plain' ? '' : `<c r="${place}" s="${styles.id('@', look)}"/>`;
  const number = sheetNumber(value, type);
  if (number !== null)
    return `<c r="${place}" s="${styles.id(number.format, look)}"><v>${number.value}</v></c>`;
  return textCellXml(
    place,
    shownCell(value, type),
    styles.id('@', RIGHT.has(type) ? look : lookOfText(look)),
  );
}

function lookOfText(look: CellLook): CellLook {
  return look === 'plain' ? 'text' : look === 'total' ? 'totalText' : look;
}

export function textCellXml(place: string, text: string, style: number): string {
  if (PLAIN_TEXT.test(text)) return `<c r="${place}" s="${style}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const space = /^\s|\s$|\n/.test(text) ? ' xml:space="preserve"' : '';
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t${space}>${sheetText(text)}</t></is></c>`;
}

/** Signs that XML cannot hold are written as `_x0001_`, and what only looks like that is kept apart from it. */
export function sheetText(text: string): string {
  const whole = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT - 1)}…` : text;
  const kept = whole
    .toWellFormed()
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(
      /(?![\t\n])\p{Cc}|[\ufffe\uffff]/gu,
      (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    );
  return escaped(kept);
}

const letters: string[] = [];

/** `A` for the first column, `AA` for the 27th. */
export function columnLetter(column: number): string {
  const known = letters[column];
  if (known !== undefined) return known;
  const before = column < 26 ? '' : columnLetter(Math.floor(column / 26) - 1);
  const letter = before + String.fromCharCode(65 + (column % 26));
  letters[column] = letter;
  return letter;
}
