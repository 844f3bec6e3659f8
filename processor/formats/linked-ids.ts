import type { DriverState } from '../../record/reading.ts';

/** The ids of calls that records named, each with the call_key of its call; the newest last. */
export type LinkedIds = readonly (readonly [id: string, key: string])[];

/** More than these are calls whose further records will not come; the oldest are forgotten. */
const MOST = 400;

/** The key of the call that one of these ids belongs to; null where none was named before. */
export function linkedKey(linked: LinkedIds, ids: readonly string[]): string | null {
  return linked.findLast(([id]) => ids.includes(id))?.[1] ?? null;
}

/** With these ids belonging to one call. */
export function withLinked(linked: LinkedIds, ids: readonly string[], key: string): LinkedIds {
  const fresh = [...new Set(ids)].filter((id) => id !== '');
  const others = linked.filter(([id]) => !fresh.includes(id));
  return [...others, ...fresh.map((id) => [id, key] as const)].slice(-MOST);
}

/** What a driver kept; anything else holds no ids. */
export function linkedIn(state: DriverState | undefined): LinkedIds {
  if (!Array.isArray(state)) return [];
  return state.flatMap((entry: DriverState) => {
    if (!Array.isArray(entry)) return [];
    const [id, key] = entry as readonly DriverState[];
    return typeof id === 'string' && typeof key === 'string' ? [[id, key] as const] : [];
  });
}
