import type { Batch } from '../../record/batch.ts';
import { CALL_CODE, DUPLICATE_CODE, ERASED_CODE, HELD_CODE } from '../../record/outcome.ts';
import { decodeCodes } from '../line-runs.ts';
import type { ReadRow, StoredRange } from './stored-rows.ts';

const STORED = new Set([CALL_CODE, HELD_CODE, DUPLICATE_CODE]);

/**
 * Lines of which age left less than was read the first time, or whose call has gone: they stay what they were, in `codes` too, and so
 * does what is stored of them. Such a line is known by its place: null where lines are cut in another way now, so that none of them can be
 * told from the others, and all must stay what they were; also where one of them is, or repeats, a call that stands in an
 * archive and cannot follow. `erased` are lines of calls that were erased and are not blanked yet.
 */
export function linesKept(
  batches: readonly Batch[],
  stored: StoredRange,
  codes: Uint8Array,
  { erased, rows }: { erased: ReadonlyMap<number, { place: number }>; rows: readonly ReadRow[] },
): ReadonlySet<number> | null {
  if (stored.archived(rows)) return null;
  const kept = new Set<number>();
  const before = Uint8Array.from(stored.chunks.flatMap(({ outcomes }) => [...decodeCodes(outcomes)]));
  const missing = before.filter(isCall).length - stored.calls.size;
  if (before.length !== codes.length) {
    const whole = missing === 0 && erased.size === 0 && batches.every(({ aged }) => aged.length === 0);
    return whole ? kept : null;
  }
  const ofGone = missing === 0 ? [] : rows.filter((row) => hasGone(row, before, stored));
  if (ofGone.length > missing) return null;
  for (const { offset, place } of [...ofGone, ...rows.filter((row) => repeatsGone(row, stored))]) {
    codes[place] = before[place] as number;
    kept.add(offset);
  }
  let first = 0;
  for (const { aged, codes: own } of batches) {
    for (const { place, offset, blanked } of aged) {
      const was = before[first + place] as number;
      // A line that was not read until now may still become a call of the clearness that its age allows.
      if (!blanked && !STORED.has(was)) continue;
      codes[first + place] = was;
      kept.add(offset);
    }
    first += own.length;
  }
  for (const [offset, { place }] of erased) {
    const was = before[place] as number;
    // A call that stays without anybody in it keeps its line's outcome; what was none before is none now.
    codes[place] = STORED.has(was) ? was : ERASED_CODE;
    if (STORED.has(was)) kept.add(offset);
  }
  return kept;
}

const isCall = (code: number): boolean => code === CALL_CODE || code === HELD_CODE;

/** Whether the line was a call that is not there any more. */
const hasGone = ({ offset, place }: ReadRow, before: Uint8Array, { calls }: StoredRange): boolean =>
  isCall(before[place] as number) && !calls.has(offset);

/** Whether it is a duplicate of such a one. */
function repeatsGone({ offset }: ReadRow, { duplicates }: StoredRange): boolean {
  const line = duplicates.get(offset);
  return line !== undefined && line.call !== null && line.identity === null;
}

export function withoutLines(stored: StoredRange, offsets: ReadonlySet<number>): StoredRange {
  if (offsets.size === 0) return stored;
  const without = <Row>(rows: ReadonlyMap<number, Row>): Map<number, Row> =>
    new Map([...rows].filter(([offset]) => !offsets.has(offset)));
  return {
    calls: without(stored.calls),
    duplicates: without(stored.duplicates),
    undefined_lines: without(stored.undefined_lines),
    chunks: stored.chunks,
    archived: stored.archived,
  };
}
