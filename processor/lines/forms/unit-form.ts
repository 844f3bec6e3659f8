import type { UnitRest } from '../../../record/batch.ts';
import { BLANK_BYTE, BLANK_END_BYTE } from '../../../record/blank.ts';
import { BLANK_LETTERS } from '../../../record/outcome.ts';

/** What begins in a block. */
export interface Found {
  readonly start: number;
  /** Its end; where that is not in the block, the least place it can have. */
  readonly stop: number;
  readonly ended: boolean;
  /** False for what broke off: before the next record, or with the bytes. */
  readonly whole: boolean;
  /** A line between records may end with its file; a record may not. */
  readonly between: boolean;
}

/**
 * How records of one kind are found. All answers must be the same whatever else of the bytes the block holds; `last`
 * says that nothing follows the block.
 */
export interface UnitForm {
  /** The unit that begins at a place or behind the separators there, or the place from which bytes are needed again. */
  next(block: string, at: number, last: boolean): Found | { readonly wait: number };
  /** Where to begin, and with what, to skip the rest of a unit behind a place in it. */
  rest(block: string, found: Found, at: number): { at: number; rest: UnitRest };
  /** Goes on in the rest of a unit; a `rest` says that it does not end in the block. */
  skip(block: string, at: number, rest: UnitRest, last: boolean): { at: number; rest: UnitRest | null };
}

/** Blanks, control characters that frame records, and the bytes of a byte order mark. */
const FILLERS = new Set([0, 2, 3, 9, 0x1e, 0x20, 0xbb, 0xbf, 0xef]);

export function isFiller(code: number): boolean {
  return FILLERS.has(code);
}

export function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

/** The first line end at or after a place; the end of the block where there is none. */
export function lineEnd(block: string, at: number): number {
  let stop = at;
  while (stop < block.length && !isLineEnd(block.charCodeAt(stop))) stop += 1;
  return stop;
}

/** Past what separates units: the place of the first other character, and where its line begins. */
export interface Beginning {
  readonly line: number;
  readonly first: number;
}

/** A line of separators that passes the limit is rubbish: it must end somewhere, however it arrives. */
export function beginningAt(
  block: string,
  at: number,
  limit: number,
  separates: (code: number) => boolean,
): Beginning {
  let line = at;
  let first = at;
  for (; first < block.length && first - line <= limit; first++) {
    const code = block.charCodeAt(first);
    if (isLineEnd(code)) line = first + 1;
    else if (!separates(code)) break;
  }
  return { line, first };
}

/**
 * A unit that was blanked (0x7F, a letter, 0x7F, 0x1F as its end) stays one unit, line ends and all. One that lost its end
 * ends before the next one. Null where none begins; the place from which to wait where that cannot be told yet.
 */
export function blankedUnit(
  block: string,
  { line, first }: Beginning,
  last: boolean,
): Found | { readonly wait: number } | null {
  if (block.charCodeAt(first) !== BLANK_BYTE) return null;
  if (first + 1 === block.length && !last) return { wait: line };
  if (!isLetter(block.charCodeAt(first + 1))) return null;
  let stop = first + 2;
  while (block.charCodeAt(stop) === BLANK_BYTE && !isLetter(block.charCodeAt(stop + 1))) stop += 1;
  if (block.charCodeAt(stop) === BLANK_END_BYTE) {
    return { start: first, stop: stop + 1, ended: true, whole: true, between: true };
  }
  const open = stop === block.length && !last;
  // The last 0x7F can be the first of the next unit.
  if (open && stop > first + 2) stop -= 1;
  return { start: first, stop, ended: !open, whole: true, between: true };
}

/** The letters that a blanking writes; any other is text that stands right behind a blanked unit. */
export const BLANKED_LETTERS: string = Object.keys(BLANK_LETTERS).join('');

function isLetter(code: number): boolean {
  return code > 0 && BLANKED_LETTERS.includes(String.fromCharCode(code));
}
