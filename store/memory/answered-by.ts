import { stationIn } from './memory-arrivals.ts';

/** Places in the column `answered_by`. */
export const [LOCAL, REMOTE] = [1, 2] as const;

/** What of a leg says who answered the call. */
export interface AnsweringLeg {
  readonly id: number;
  readonly started_at: number;
  readonly answered_at: number | null;
  readonly answered: number | null;
  readonly extension: number | null;
  readonly called: number | null;
  readonly direction: number;
  readonly extra: string | null;
}

/**
 * Whether a call to a profile was answered by an extension of it or by somebody else; null where it was not answered, or
 * the records do not tell. Another leg answers it only after its own began: whoever put the call through had answered
 * before.
 */
export function answeredBy(
  own: AnsweringLeg,
  legs: readonly AnsweringLeg[],
  isOwn: (extension: number | null) => boolean,
): typeof LOCAL | typeof REMOTE | null {
  if (own.answered === 1) return answeredHere(own, isOwn);
  const after = legs.filter((leg) => leg.id !== own.id && leg.answered === 1 && since(leg, own));
  if (after.length === 0) return null;
  return after.some((leg) => isOwn(answererOf(leg))) ? LOCAL : REMOTE;
}

function answeredHere(own: AnsweringLeg, isOwn: (extension: number | null) => boolean) {
  if (partOf(own.extra) === 'pickup') return REMOTE;
  const station = own.extra === null ? null : stationIn(own.extra);
  // The name of a set says only of a set we know whose it is.
  if (station === null || isOwn(station)) return LOCAL;
  return null;
}

function since({ answered_at, started_at }: AnsweringLeg, own: AnsweringLeg): boolean {
  return answered_at === null ? started_at >= own.started_at : answered_at > own.started_at;
}

function answererOf({ extra, extension, called, direction }: AnsweringLeg): number | null {
  const station = extra === null ? null : stationIn(extra);
  if (station !== null) return station;
  const internal = 2;
  return direction === internal ? called : extension;
}

function partOf(extra: string | null): unknown {
  if (extra === null || !extra.includes('"leg":"')) return null;
  return (JSON.parse(extra) as { leg?: unknown }).leg;
}
