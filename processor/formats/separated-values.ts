import { parse } from 'csv-parse/sync';
import type { Field, Reading, TextPlace } from '../../record/reading.ts';
import { placed, textWithin } from './placed.ts';

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

/** What can keep a delimiter from ending a field. */
export interface Quoting {
  readonly quotes: boolean;
  /** A backslash takes the meaning from the next character. */
  readonly escapes: boolean;
}

const DOUBLED: Quoting = { quotes: true, escapes: false };
export const BARE: Quoting = { quotes: false, escapes: false };

/** The characters of a field, counted from 0, without the quotes around it; null where the line has no such field. */
export function separatedPlace(
  line: string,
  delimiter: string,
  field: number,
  { quotes, escapes }: Quoting = DOUBLED,
): TextPlace | null {
  const next = (from: number, sign: string): number => {
    if (!escapes) return line.indexOf(sign, from);
    for (let place = from; place < line.length; place += 1) {
      if (line.charAt(place) === '\\') place += 1;
      else if (line.charAt(place) === sign) return place;
    }
    return -1;
  };
  let at = line.charCodeAt(0) === 0xfeff ? 1 : 0;
  for (let number = 0; ; number += 1) {
    const quoted = quotes && line.charAt(at) === '"';
    let close = quoted ? next(at + 1, '"') : -1;
    while (!escapes && close !== -1 && line.charAt(close + 1) === '"') close = line.indexOf('"', close + 2);
    const end = next(close === -1 ? at : close + 1, delimiter);
    const last = end === -1 ? line.length : end;
    if (number === field)
      return close !== -1 && close === last - 1 ? { from: at + 1, to: close } : textWithin(line, at, last);
    if (end === -1) return null;
    at = end + 1;
  }
}

/** The reading of a line with the characters of the field that failed, of which `numberOf` tells the number from 0. */
export function placedInFields(
  reading: Reading,
  line: string,
  delimiter: string,
  numberOf: (field: Field) => number,
  quoting: Quoting = DOUBLED,
): Reading {
  return placed(reading, (field) => separatedPlace(line, delimiter, numberOf(field), quoting));
}

/** The characters of a field in a line that is nothing but its fields with delimiters between them. */
export function joinedPlace(fields: readonly string[], delimiter: string, field: number): TextPlace {
  const from = fields.slice(0, field).reduce((sum, { length }) => sum + length + delimiter.length, 0);
  return textWithin(fields.join(delimiter), from, from + (fields[field] ?? '').length);
}
