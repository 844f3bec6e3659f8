import { isLineEnd, type UnitForm } from './unit-form.ts';

/** A line end and a line without anything; the CR of its own line end stands before it. */
const BLANK_LINE = /\n\r?\n/g;

/** Blocks of lines, each closed by a blank line; without one, a block broke off. */
export const blankLineForm: UnitForm = {
  next(block, at) {
    let start = at;
    while (start < block.length && isLineEnd(block.charCodeAt(start))) start += 1;
    if (start === block.length) return { wait: start };
    const blank = blankLineFrom(block, start);
    const ended = blank !== -1;
    const stop = withoutLineEnds(block, start, ended ? blank : block.length);
    return { start, stop, ended, whole: ended, between: false };
  },
  rest: (_block, _found, at) => ({ at, rest: 'line' }),
  skip(block, at, rest, last) {
    const blank = blankLineFrom(block, at);
    if (blank !== -1) return { at: blank, rest: null };
    return { at: last ? block.length : withoutLineEnds(block, at, block.length), rest };
  },
};

function blankLineFrom(block: string, from: number): number {
  BLANK_LINE.lastIndex = from;
  return BLANK_LINE.exec(block)?.index ?? -1;
}

function withoutLineEnds(block: string, from: number, to: number): number {
  let stop = to;
  while (stop > from && isLineEnd(block.charCodeAt(stop - 1))) stop -= 1;
  return stop;
}
