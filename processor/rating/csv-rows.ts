import { parse } from 'csv-parse/sync';
import type { SheetRow } from './rate-sheet.ts';

const DELIMITERS = [';', '\t', ','];

/** The rows of separated values, by whichever separator the heading has most of; null where quotes do not close. */
export function csvRows(text: string): SheetRow[] | null {
  const [heading = ''] = text.split('\n');
  const count = (delimiter: string): number => heading.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((most, one) => (count(one) > count(most) ? one : most));
  const options = { delimiter, relax_column_count: true, info: true, bom: true, skip_empty_lines: true };
  try {
    const records = parse(text, options) as unknown as { info: { lines: number }; record: string[] }[];
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch {
    return null;
  }
}
