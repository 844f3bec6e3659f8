import type { Origin } from '../../record/intake.ts';
import type { ListedFile } from './origin-folder.ts';

/** What to do with a file at its origin once its raw copy is durable and registered. */
export const AFTERWARDS = ['leave', 'move', 'rename', 'delete'] as const;
export type Afterwards = (typeof AFTERWARDS)[number];

/** What was seen of a path since the start, in monotonic milliseconds. */
export interface Sighting {
  readonly size: number;
  readonly modified_at: number;
  readonly first_seen: number;
  readonly unchanged_since: number;
  /** Polls in a row that listed it just like this; the second makes it stable. */
  readonly polls: number;
}

export function sight(listed: ListedFile, before: Sighting | undefined, now: number): Sighting {
  const { size, modified_at } = listed;
  if (before === undefined) return { size, modified_at, first_seen: now, unchanged_since: now, polls: 1 };
  const same = before.size === size && before.modified_at === modified_at;
  if (!same) return { size, modified_at, first_seen: before.first_seen, unchanged_since: now, polls: 1 };
  return { ...before, polls: before.polls + 1 };
}

/** What the listing alone says about a file. */
export type Listing =
  /** Its name says that it is still being written. */
  | 'in_flight'
  /** Without a byte: test files of telephone systems, or a file just begun. */
  | 'empty'
  /** Not the same in two polls, or its done-marker is missing. */
  | 'not_yet'
  | 'new'
  /** A known file, as it was when it was last taken. */
  | 'unchanged'
  /** A known file of another size or time: its head and tail must tell. */
  | 'changed'
  /** A known file that has been quiet for so long that its last line is whole. */
  | 'quiet'
  /** A file that was taken, whose move, renaming or removal is still to be done. */
  | 'left_over'
  /** Refused before, and still the same. */
  | 'refused';

export interface PickUpRules {
  readonly afterwards: Afterwards;
  readonly finished_after_ms: number;
  /** A file counts as complete only when its done-marker is there. */
  readonly needs_marker: boolean;
}

/** Pure: what is this file, as far as the listing can tell? */
export function judgeListing(
  listed: ListedFile,
  known: { sighting: Sighting; origin: Origin | undefined; marked: boolean },
  rules: PickUpRules,
  now: number,
): Listing {
  const { sighting, origin, marked } = known;
  if (isInFlight(listed.path)) return 'in_flight';
  if (listed.size === 0) return 'empty';
  const same =
    origin !== undefined && origin.size === listed.size && origin.modified_at === listed.modified_at;
  if (same) {
    if (origin.state === 'refused') return 'refused';
    if (origin.state === 'finished') return rules.afterwards === 'leave' ? 'unchanged' : 'left_over';
    const complete = rules.needs_marker ? marked : rules.afterwards !== 'leave' && sighting.polls >= 2;
    return complete || now - sighting.unchanged_since >= rules.finished_after_ms ? 'quiet' : 'unchanged';
  }
  if (origin !== undefined && origin.state !== 'refused') return 'changed';
  return isSettled(known, rules, now) ? 'new' : 'not_yet';
}

/**
 * May the whole file be taken? A file that is never at rest (one line after the other, all day) is taken as it grows,
 * unless it must be complete because it will be moved or deleted, or has a marker for it.
 */
export function isSettled(
  known: { sighting: Sighting; marked: boolean },
  rules: PickUpRules,
  now: number,
): boolean {
  if (rules.needs_marker) return known.marked;
  if (known.sighting.polls >= 2) return true;
  return rules.afterwards === 'leave' && now - known.sighting.first_seen >= rules.finished_after_ms;
}

const IN_FLIGHT_ENDING = /\.(?:part|tmp|filepart|incomplete|writing)$/i;

/** Names under which senders write before they give the final name. */
export function isInFlight(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.startsWith('_') || name.startsWith('.') || IN_FLIGHT_ENDING.test(name);
}

/** What head and tail say about a known file that changed. */
export type Change = 'grown' | 'truncated' | 'replaced';

export function judgeChange(
  origin: Origin,
  listed: ListedFile,
  evidence: { head_mac: string; tail_mac: string },
): Change {
  if (listed.size < origin.consumed) return 'truncated';
  if (listed.size === origin.consumed) return 'replaced';
  return evidence.head_mac === origin.head_mac && evidence.tail_mac === origin.tail_mac
    ? 'grown'
    : 'replaced';
}
