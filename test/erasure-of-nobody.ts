import type { Erasure } from '../record/erasure.ts';

/** What stands in the list of one whose number is in no call. */
export function erasureOfNobody(id: number, at_ms: number): Erasure {
  const parties = { numbers: ['0'.repeat(64)], extensions: [], names: [], from_day: null, to_day: null };
  return { id, at_ms, how: 'delete', ...parties };
}
