import { ignored, type Reading, undefinedLine } from '../../record/reading.ts';
import { splitFields } from './separated-values.ts';

/** What a line of a flat file of CUCM is before anybody knows its columns. */
export type CucmLine =
  | { readonly kind: 'settled'; readonly reading: Reading }
  /** It may say what the columns are; records begin with a number, and only what does not can. */
  | { readonly kind: 'fields'; readonly fields: readonly string[]; readonly names: boolean };

export function openCucmLine(line: string): CucmLine {
  const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  if (text.trim() === '') return { kind: 'settled', reading: ignored('blank') };
  const fields = splitFields(text, ',');
  if (fields === null) {
    const reading = undefinedLine('bad_quoting', 'the quotes of the line do not close');
    return { kind: 'settled', reading };
  }
  return { kind: 'fields', fields, names: !/^"?\d/.test(text) };
}

const TYPE = /^(?:INTEGER|BIGINT|SMALLINT|N?VARCHAR|CHAR|TEXT|UNIQUEIDENTIFIER)(?: ?\(\d{1,6}\))?$/i;

/** The second line of a file, with the types of the columns. */
export function isTypeLine(fields: readonly string[]): boolean {
  return fields.every((field) => TYPE.test(field.trim()));
}

export const CUCM_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const NO_UUID = '00000000-0000-0000-0000-000000000000';
