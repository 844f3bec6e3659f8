import { visible } from './text-table.ts';

/** Shown on either side of the place, and of the place itself. */
const AROUND = 48;
const LONGEST = 64;

/**
 * A piece of text with its control characters written out, and carets below some of its characters; of a long text, or
 * one of several lines, what stands around them. An empty place has one caret.
 */
export function markedPlace(text: string, { from, to }: { from: number; to: number }): [string, string] {
  const above = text.slice(0, from);
  const lineFrom = Math.max(above.lastIndexOf('\n'), above.lastIndexOf('\r')) + 1;
  const ends = /[\r\n]/.exec(text.slice(from));
  const lineTo = ends === null ? text.length : from + ends.index;
  const last = Math.min(to, lineTo, from + LONGEST);
  const first = Math.max(lineFrom, from - AROUND);
  const end = Math.min(lineTo, last + AROUND);
  const before = `${first > lineFrom ? '…' : ''}${visible(text.slice(first, from))}`;
  const place = visible(text.slice(from, last));
  const after = `${visible(text.slice(last, end))}${end < lineTo ? '…' : ''}`;
  const carets = '^'.repeat(Math.max(1, place.length));
  return [`${before}${place}${after}`, `${' '.repeat(before.length)}${carets}`];
}
