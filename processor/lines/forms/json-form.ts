import type { UnitRest } from '../../../record/batch.ts';
import {
  beginningAt,
  blankedUnit,
  type Found,
  isFiller,
  isLineEnd,
  lineEnd,
  type UnitForm,
} from './unit-form.ts';

/** A list head is looked for in so many characters. */
const HEAD_CHARACTERS = 64;

type Place = Exclude<UnitRest, string>;
const OUTSIDE: Place = { depth: 0, quoted: false, escaped: false, opens: true };

/**
 * Objects of JSON. A record that broke off ends where no JSON can go on: at a line end within a string, or at a brace
 * where none may open. So the next record is whole, unless the break lies exactly where a value would follow.
 */
export function jsonForm(limit: number, listHead: RegExp | undefined): UnitForm {
  return {
    next(block, at, last) {
      const beginning = beginningAt(block, at, limit, isBetween);
      const { line, first } = beginning;
      if (first - line > limit) return lineFrom(block, line);
      if (first === block.length) return { wait: line };
      const blanked = blankedUnit(block, beginning, last);
      if (blanked !== null) return blanked;
      if (block.charCodeAt(first) !== 123) return lineFrom(block, line);
      const head = listHead?.exec(block.slice(first, first + HEAD_CHARACTERS));
      if (head?.index === 0) {
        const stop = first + head[0].length;
        return { start: first, stop, ended: true, whole: true, between: true };
      }
      const { at: stop, place, broken } = scan(block, first, OUTSIDE, block.length);
      const ended = broken || place.depth === 0;
      return { start: first, stop, ended, whole: ended && !broken, between: false };
    },
    rest: (block, { start, between }, at) => ({
      at,
      rest: between ? 'line' : scan(block, start, OUTSIDE, at).place,
    }),
    skip(block, at, rest) {
      if (typeof rest === 'string') {
        const stop = lineEnd(block, at);
        return { at: stop, rest: stop === block.length ? 'line' : null };
      }
      const { at: stop, place, broken } = scan(block, at, rest, block.length);
      return { at: stop, rest: broken || place.depth === 0 ? null : place };
    },
  };
}

/** Commas and the brackets of a list around the records separate them, too. */
function isBetween(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || isFiller(code);
}

function lineFrom(block: string, start: number): Found {
  const stop = lineEnd(block, start);
  const ended = stop < block.length;
  return { start, stop, ended, whole: ended, between: true };
}

/** Goes on to the end of the object, to where it broke off, or to a place. */
function scan(block: string, from: number, place: Place, to: number) {
  let { depth, quoted, escaped, opens } = place;
  const stopped = (at: number, broken: boolean) => ({ at, broken, place: { depth, quoted, escaped, opens } });
  for (let at = from; at < to; at++) {
    const code = block.charCodeAt(at);
    if (quoted) {
      if (isLineEnd(code)) return stopped(at, true);
      if (escaped) escaped = false;
      else if (code === 92) escaped = true;
      else if (code === 34) quoted = false;
    } else if (code === 34) {
      quoted = true;
      opens = false;
    } else if (code === 123 || code === 91) {
      if (!opens) return stopped(at, true);
      depth += 1;
      opens = code === 91;
    } else if (code === 125 || code === 93) {
      depth -= 1;
      opens = false;
      if (depth === 0) return stopped(at + 1, false);
    } else if (code === 44 || code === 58) opens = true;
    // 0x7F outside of strings begins a record that was blanked.
    else if (code === 127) return stopped(at, true);
    else if (code !== 32 && code !== 9 && !isLineEnd(code)) opens = false;
  }
  return stopped(to, false);
}
