import { csvTable } from './csv-table.ts';
import { type ImportList, importListOf } from './import-lists.ts';
import type { GivenEntry, RefusedEntry } from './plan-import.ts';

/** A file that was read, or why it is none of ours. */
export type CsvEntries =
  | {
      readonly ok: true;
      readonly list: ImportList;
      readonly entries: readonly GivenEntry[];
      readonly refused: readonly RefusedEntry[];
    }
  | { readonly ok: false; readonly reason: string };

/** Reads a file by its header, with whatever delimiter and encoding a spreadsheet has given it. */
export function csvEntries(bytes: Uint8Array): CsvEntries {
  const table = csvTable(bytes);
  if (!table.ok) return table;
  const { columns, rows } = table;
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
  const entries: GivenEntry[] = [];
  const refused: RefusedEntry[] = [];
  for (const { cells, line } of rows) {
    const place = `line ${line}`;
    if (cells.length !== columns.length) {
      refused.push({ place, reason: `it has ${cells.length} columns, the first line ${columns.length}` });
      continue;
    }
    entries.push({ place, cells: Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? ''])) });
  }
  return { ok: true, list, entries, refused };
}
