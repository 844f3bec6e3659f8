import type { CutState } from '../../record/batch.ts';
import type { Framing } from '../../record/framing.ts';

export type { CutState } from '../../record/batch.ts';
export const CUT_START: CutState = { after_cr: false, skipping: false };

/** One line as it stands in the raw copy; separators lie between units, so that both together tile the bytes. */
export interface Unit {
  readonly offset: number;
  readonly length: number;
  /** A character per byte (latin1), without the separator. */
  readonly raw: string;
  readonly trouble: null | 'line_too_long' | 'cut_line';
}

export interface CutRules {
  readonly framing: Framing;
  /** Bytes a line may have; the rest of a longer one is skipped and the line counts once, as undefined. */
  readonly limit: number;
  /** How the driver's records are cut where they are no lines; then the framing has no say. */
  readonly units?: Units;
}

/**
 * Records that are no lines. What stands between them (a prolog, the braces of a list, rubbish) is cut into lines.
 * - `json`: objects, one below the other, in a row, or in a list; `list_head` matches what opens a list around them.
 * - `xml`: elements of one name, which never hold each other.
 * - `blank-line`: blocks of lines, each closed by a line without anything.
 */
export type Units =
  | { readonly kind: 'json'; readonly list_head?: RegExp }
  | { readonly kind: 'xml'; readonly element: string }
  | { readonly kind: 'blank-line' };

/**
 * Whether more bytes may follow: `more`, or the end of a `file` (what stands after the last line end is a line) or of
 * a `connection` (what stands there was cut off).
 */
export type BlockEnd = 'more' | 'file' | 'connection';

/**
 * Cuts a block of latin1 text that begins at byte `base` into lines. Gives the same units for every way of splitting
 * the bytes into blocks, provided a block that ends in `more` is longer than the limit or is offered again, longer.
 */
export function cutBlock(
  block: string,
  base: number,
  state: CutState,
  rules: CutRules,
  end: BlockEnd,
  take: (unit: Unit) => void,
): { consumed: number; state: CutState } {
  const size = block.length;
  const nextEnd = endFinder(block, rules.framing);
  const halfEnd = end === 'more' && rules.framing === 'crlf' && block.charCodeAt(size - 1) === 13;
  let at = state.after_cr && block.charCodeAt(0) === 10 ? 1 : 0;
  let afterCr = state.after_cr && size === 0;
  let skipping = state.skipping;
  for (;;) {
    const stop = nextEnd(at);
    const found = stop !== -1;
    // A CR that ends the block can be half a line end, and then no byte of the line.
    const half = !found && halfEnd && at < size ? 1 : 0;
    const length = (found ? stop : size - half) - at;
    if (!skipping && length > rules.limit) {
      take({
        offset: base + at,
        length: rules.limit,
        raw: block.slice(at, at + rules.limit),
        trouble: 'line_too_long',
      });
      skipping = true;
    }
    if (!found) {
      if (!skipping && end !== 'more' && length > 0) {
        take({
          offset: base + at,
          length,
          raw: block.slice(at),
          trouble: end === 'connection' ? 'cut_line' : null,
        });
        at = size;
      }
      return { consumed: skipping ? size - half : at, state: { after_cr: afterCr, skipping } };
    }
    if (!skipping) take({ offset: base + at, length, raw: block.slice(at, stop), trouble: null });
    skipping = false;
    const isCr = block.charCodeAt(stop) === 13;
    at = stop + (isCr && block.charCodeAt(stop + 1) === 10 && rules.framing !== 'cr' ? 2 : 1);
    afterCr = rules.framing === 'line' && isCr && at === size && stop === size - 1;
  }
}

/** Gives the place of the next separator at or after a place, or -1. */
function endFinder(block: string, framing: Framing): (from: number) => number {
  if (framing !== 'line') {
    const separator = { lf: '\n', crlf: '\r\n', cr: '\r', nul: '\0', 'stx-etx': '\x03' }[framing];
    return (from) => block.indexOf(separator, from);
  }
  let cr = block.indexOf('\r');
  if (cr === -1) return (from) => block.indexOf('\n', from);
  let lf = -2;
  return (from) => {
    if (cr !== -1 && cr < from) cr = block.indexOf('\r', from);
    if (lf !== -1 && lf < from) lf = block.indexOf('\n', from);
    if (cr === -1 || lf === -1) return Math.max(cr, lf);
    return Math.min(cr, lf);
  };
}
