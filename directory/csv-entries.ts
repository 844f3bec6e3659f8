import { parse } from 'csv-parse/sync';
import { type ImportList, importListOf } from './import-lists.ts';
import type { GivenEntry, RefusedEntry } from './plan-import.ts';
import { withoutGuard } from './spreadsheet-text.ts';

/** A file that was read, or why it is none of ours. */
export type CsvEntries =
  | {
      readonly ok: true;
      readonly list: ImportList;
      readonly entries: readonly GivenEntry[];
      readonly refused: readonly RefusedEntry[];
    }
  | { readonly ok: false; readonly reason: string };

const DELIMITERS = [',', ';', '\t'];

/** Reads a file by its header, with whatever delimiter and encoding a spreadsheet has given it. */
export function csvEntries(bytes: Uint8Array): CsvEntries {
  const text = textOf(bytes);
  if (text.trim() === '') return { ok: false, reason: 'it is empty' };
  const rows = rowsOf(text, delimiterOf(text));
  if (typeof rows === 'string') return { ok: false, reason: rows };
  const [header, ...records] = rows;
  const columns = (header?.record ?? []).map(columnName);
  const list = importListOf(columns);
  if (list === null) {
    const reason = 'its first line names no column by which a list is known';
    return { ok: false, reason: `${reason} (person, extension, code, account_code or number)` };
  }
  const known = list.columns.map(({ name }) => name);
  const unknown = columns.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const names = unknown.map((name) => name || '(empty)').join(', ');
    return { ok: false, reason: `columns of ${list.name} are ${known.join(', ')}; it has also ${names}` };
  }
  const twice = columns.find((name, place) => columns.indexOf(name) !== place);
  if (twice !== undefined) return { ok: false, reason: `it has the column ${twice} twice` };
  const entries: GivenEntry[] = [];
  const refused: RefusedEntry[] = [];
  for (const { record, line } of records) {
    const place = `line ${line}`;
    const cells = record.map((cell) => withoutGuard(cell.trim()));
    if (cells.every((cell) => cell === '')) continue;
    if (cells.length !== columns.length) {
      refused.push({ place, reason: `it has ${cells.length} columns, the first line ${columns.length}` });
      continue;
    }
    entries.push({ place, cells: Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? ''])) });
  }
  return { ok: true, list, entries, refused };
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
