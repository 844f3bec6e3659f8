import { parse } from 'csv-parse/sync';
import { withoutGuard } from './spreadsheet-text.ts';

/** A file of separated columns under a line that names them, or why it is none. */
export type CsvTable =
  | {
      readonly ok: true;
      /** In small letters, with _ for blanks. */
      readonly columns: readonly string[];
      readonly rows: readonly CsvRow[];
    }
  | { readonly ok: false; readonly reason: string };

/** Not empty; it may have more cells or fewer than there are columns. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** Where it begins. */
  readonly line: number;
}

const DELIMITERS = [',', ';', '\t'];

/** Reads a file with whatever delimiter and encoding a spreadsheet has given it. */
export function csvTable(bytes: Uint8Array): CsvTable {
  const text = textOf(bytes);
  if (text.trim() === '') return { ok: false, reason: 'it is empty' };
  const rows = rowsOf(text, delimiterOf(text));
  if (typeof rows === 'string') return { ok: false, reason: rows };
  const [header, ...records] = rows;
  const columns = (header?.record ?? []).map(columnName);
  const twice = columns.find((name, place) => columns.indexOf(name) !== place);
  if (twice !== undefined) return { ok: false, reason: `it has the column ${twice} twice` };
  const cleaned = records.map(({ record, line }) => ({
    cells: record.map((cell) => withoutGuard(cell.trim())),
    line,
  }));
  return { ok: true, columns, rows: cleaned.filter(({ cells }) => cells.some((cell) => cell !== '')) };
}

function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The one that cuts the header into the most columns. */
function delimiterOf(text: string): string {
  const header = text.trimStart().split(/\r\n|\r|\n/, 1)[0] ?? '';
  const columns = (delimiter: string): number => header.split(delimiter).length;
  return DELIMITERS.reduce((best, delimiter) => (columns(delimiter) > columns(best) ? delimiter : best));
}

interface Row {
  readonly record: readonly string[];
  /** Where it begins. */
  readonly line: number;
}

function rowsOf(text: string, delimiter: string): Row[] | string {
  try {
    const rows = parse(text, {
      ...{ delimiter, info: true, relax_column_count: true, skip_empty_lines: true },
      record_delimiter: ['\r\n', '\n', '\r'],
    }) as unknown as { record: string[]; info: { lines: number } }[];
    // csv-parse counts the line in which a record ends.
    return rows.map(({ record, info }) => ({ record, line: info.lines - lineEndsIn(record) }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function lineEndsIn(record: readonly string[]): number {
  return record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
}

function columnName(cell: string): string {
  return cell
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
}
