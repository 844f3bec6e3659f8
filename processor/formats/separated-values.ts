import { parse } from 'csv-parse/sync';

/** The fields of one line; null when its quotes do not close or stand where no reader could take them. */
export type SeparatedFields = readonly string[] | null;

/**
 * Splits one line of separated values by RFC 4180. Plain lines take a fast path; whatever is quoted oddly goes to
 * csv-parse, so that the verdict on odd quoting is that of a well-kept library. A property proves the two equal.
 */
export function splitFields(line: string, delimiter: string): SeparatedFields {
  if (line.indexOf('"') === -1) return line.split(delimiter);
  return splitQuoted(line, delimiter) ?? parseOddQuoting(line, delimiter);
}

/** The fast path: every field is bare without quotes, or quoted from its first to its last character. Null: not plain. */
export function splitQuoted(line: string, delimiter: string): string[] | null {
  const fields: string[] = [];
  const end = line.length;
  let at = 0;
  for (;;) {
    if (line.charCodeAt(at) === 34) {
      let close = line.indexOf('"', at + 1);
      let doubled = false;
      while (close !== -1 && line.charCodeAt(close + 1) === 34) {
        doubled = true;
        close = line.indexOf('"', close + 2);
      }
      if (close === -1) return null;
      const inner = line.slice(at + 1, close);
      fields.push(doubled ? inner.replaceAll('""', '"') : inner);
      at = close + 1;
      if (at === end) return fields;
      if (line.charAt(at) !== delimiter) return null;
    } else {
      const next = line.indexOf(delimiter, at);
      const field = next === -1 ? line.slice(at) : line.slice(at, next);
      if (field.indexOf('"') !== -1) return null;
      fields.push(field);
      if (next === -1) return fields;
      at = next;
    }
    at += 1;
  }
}

/** csv-parse with quotes in bare fields allowed, as FreePBX and others write them. */
export function parseOddQuoting(line: string, delimiter: string): SeparatedFields {
  try {
    const rows: string[][] = parse(line, { delimiter, relax_quotes: true, relax_column_count: true });
    return rows.length === 1 ? (rows[0] ?? null) : null;
  } catch {
    return null;
  }
}
