import type { TextPlace } from '../../record/reading.ts';
import { textWithin } from './placed.ts';

/**
 * Splits a line of a template that puts each value in quotes and escapes none, as FreeSWITCH expands it: a quote inside
 * a name is text, since only a quote, a comma, perhaps a blank, and a quote part two values. Null where the line does
 * not begin and end with a quote.
 */
export function splitUnescaped(line: string): string[] | null {
  if (line.length < 2 || !line.startsWith('"') || !line.endsWith('"')) return null;
  return line.slice(1, -1).split(/", ?"/);
}

/** The characters of a value of such a line, counted from 0. */
export function unescapedPlace(line: string, value: number): TextPlace | null {
  let at = 1;
  for (const [number, piece] of line
    .slice(1, -1)
    .split(/(", ?")/)
    .entries()) {
    if (number === value * 2) return textWithin(line, at, at + piece.length);
    at += piece.length;
  }
  return null;
}
