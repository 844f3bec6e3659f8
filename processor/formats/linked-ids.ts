import type { DriverState } from '../../record/reading.ts';

/**
 * The ids of calls that records named, each with the call_key of its call: a bucket for each remainder of their hash, the
 * newest last. A record looks into the buckets of its own ids, and copies only those.
 */
export type LinkedIds = readonly Bucket[];
type Bucket = readonly (readonly [id: string, key: string])[];

const BUCKETS = 32;
/** More than these are calls whose further records will not come; the oldest of a bucket are forgotten. */
const MOST_A_BUCKET = 13;

/** The key of the call that one of these ids belongs to, the first that was named before; null where none was. */
export function linkedKey(linked: LinkedIds, ids: readonly string[]): string | null {
  for (const id of ids) {
    const found = linked[bucketOf(id)]?.find(([known]) => known === id);
    if (found !== undefined) return found[1];
  }
  return null;
}

/** With these ids belonging to one call. */
export function withLinked(linked: LinkedIds, ids: readonly string[], key: string): LinkedIds {
  const buckets = Array.from({ length: BUCKETS }, (_, at) => linked[at] ?? []);
  for (const id of ids) {
    if (id === '') continue;
    const at = bucketOf(id);
    const others = (buckets[at] ?? []).filter(([known]) => known !== id);
    buckets[at] = [...others, [id, key] as const].slice(-MOST_A_BUCKET);
  }
  return buckets;
}

/** What a driver kept; anything else holds no ids. */
export function linkedIn(state: DriverState | undefined): LinkedIds {
  return Array.isArray(state) && state.length === BUCKETS && state.every(isBucket) ? state : [];
}

/** Looked at no further than its first id: it is asked for every record, and a bucket has one form or another. */
function isBucket(state: DriverState): state is Bucket {
  if (!Array.isArray(state)) return false;
  const [first] = state as readonly DriverState[];
  return first === undefined || (Array.isArray(first) && first.length === 2 && typeof first[0] === 'string');
}

/** The last bits of a hash change least with the last signs, in which ids that follow each other differ. */
function bucketOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 16) % BUCKETS;
}
