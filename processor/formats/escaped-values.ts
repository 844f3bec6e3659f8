import type { SeparatedFields } from './separated-values.ts';

/**
 * Splits one line of values in which a backslash takes the meaning from the next character, within quotes and without.
 * Null when a quote or a backslash is left open, or text follows a closing quote. `\N` alone is the NULL of database
 * dumps and reads as empty.
 */
export function splitEscaped(line: string, delimiter: string): SeparatedFields {
  if (line.indexOf('\\') === -1 && line.indexOf('"') === -1) return line.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const quoted = line.charAt(at) === '"';
    const field = readField(line, quoted ? at + 1 : at, quoted ? '"' : delimiter);
    if (field.end === -1 || (quoted && field.end === line.length)) return null;
    fields.push(!quoted && line.slice(at, field.end) === '\\N' ? '' : field.text);
    at = quoted ? field.end + 1 : field.end;
    if (at === line.length) return fields;
    if (line.charAt(at) !== delimiter) return null;
    at += 1;
  }
}

/** Reads up to the stop or the end of the line; the end is -1 where the line stops in the middle of an escape. */
function readField(line: string, from: number, stop: string): { text: string; end: number } {
  let text = '';
  let at = from;
  for (; at < line.length; at++) {
    let sign = line.charAt(at);
    if (sign === stop) break;
    if (sign === '\\') {
      at += 1;
      if (at === line.length) return { text, end: -1 };
      sign = line.charAt(at);
    }
    text += sign;
  }
  return { text, end: at };
}
