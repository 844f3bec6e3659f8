import type { Column } from './delimited-fields.ts';

/** The columns of one line. */
export type Row = readonly string[];

/** What one place of a line says; null when it is empty. */
export type Cell = (row: Row) => string | null;

/** Finds the columns of a definition in the lines of one layout. */
export interface Columns {
  /** The text as printed, '' where the line has no such column. */
  text(column: Column): (row: Row) => string;
  /** Whether the line reaches as far as the column. */
  reaches(column: Column): (row: Row) => boolean;
  /** The text, or null where it is empty or one of the words that mean so. */
  cell(column: Column, empty?: readonly string[]): Cell;
  /** Whether a text put together from several columns is one of the words that mean empty. */
  joined(empty?: readonly string[]): (text: string) => boolean;
}

export function columnsOf(
  names: readonly string[],
  { trim, empty }: { readonly trim: boolean; readonly empty: readonly string[] },
): Columns {
  const place = (column: Column): ((row: Row) => number) => {
    const index = typeof column === 'number' ? column : names.indexOf(column) + 1;
    return index > 0 ? () => index - 1 : (row) => row.length + index;
  };
  const text: Columns['text'] = (column) => {
    const index = place(column);
    return trim ? (row) => (row[index(row)] ?? '').trim() : (row) => row[index(row)] ?? '';
  };
  return {
    text,
    reaches: (column) => {
      const index = place(column);
      return (row) => row[index(row)] !== undefined;
    },
    joined: (more = []) => {
      const words = new Set([...empty, ...more]);
      return (text) => words.has(text);
    },
    cell: (column, more = []) => {
      const words = new Set([...empty, ...more]);
      const read = text(column);
      return (row) => {
        const said = read(row);
        return said.trim() === '' || words.has(said) ? null : said;
      };
    },
  };
}

/** Where a column stands in a row of so many, from 0; -1 where there is none of this name. */
export function columnNumber(column: Column, names: readonly string[], width: number): number {
  const index = typeof column === 'number' ? column : names.indexOf(column) + 1;
  return index > 0 ? index - 1 : index === 0 ? -1 : width + index;
}

/** How a column is called in a detail: by what the administrator calls it, never by what it says. */
export function describeColumn(columns: Column | readonly Column[]): string {
  const all = [columns]
    .flat()
    .map((column) => (typeof column === 'number' ? `column ${column}` : `column "${column}"`));
  return all.join(' and ');
}
