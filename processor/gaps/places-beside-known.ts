import type { NumberRun } from '../../record/numbers.ts';

interface Run extends Pick<NumberRun, 'first' | 'count'> {
  readonly again?: boolean | null;
}

/** The numbers of a counter that were seen, on a line that never begins anew. */
interface SeenNumbers {
  readonly low: number;
  readonly high: number;
  has(number: number): boolean;
}

/** So many rounds of a counter are looked back; what came again of an older one tells nothing. */
const ROUNDS = 10_000;

/**
 * A circle of numbers does not say of which round one is. Records that come again do for those that come with them: the
 * latest round in which all of these were seen, and none of the others. Gives the place of each run in that; null for a
 * run that tells nothing.
 */
export function placesBesideKnown<Each extends Run>(
  runs: readonly Each[],
  seen: SeenNumbers,
  { circle, late }: { circle: number; late: number },
): Map<Each, number | null> {
  const known = runs.filter(({ again }) => again === true);
  if (known.length === 0) return new Map();
  const own = ownPlaces(runs, circle, late);
  const lowest = Math.min(...known.map((run) => own.get(run) ?? 0));
  const highest = Math.max(...known.map((run) => (own.get(run) ?? 0) + run.count - 1));
  let shift = Math.floor((seen.high - highest) / circle) * circle;
  for (let round = 0; round < ROUNDS && lowest + shift >= seen.low; round++, shift -= circle) {
    if (!runs.every((run) => fits(run, (own.get(run) ?? 0) + shift, seen))) continue;
    return new Map(runs.map((run) => [run, run.again === true ? null : (own.get(run) ?? 0) + shift]));
  }
  const last = runs.lastIndexOf(known.at(-1) as Each);
  const between = runs.filter((run, at) => run.again === true || (run.again === null && at < last));
  return new Map(between.map((run) => [run, null]));
}

/** Where each run stands by what came with it, as if the first were of the first round. */
function ownPlaces<Each extends Run>(runs: readonly Each[], circle: number, late: number): Map<Each, number> {
  const places = new Map<Each, number>();
  let high: number | null = null;
  for (const run of runs) {
    const ahead: number = high === null ? 0 : (((run.first - high) % circle) + circle) % circle;
    const place: number =
      high === null ? run.first : ahead >= circle - late ? high + ahead - circle : high + ahead;
    places.set(run, place);
    high = Math.max(high ?? place, place + run.count - 1);
  }
  return places;
}

function fits({ again, count }: Run, place: number, seen: SeenNumbers): boolean {
  const last = place + count - 1;
  if (again === true) return seen.has(place) && seen.has(last);
  if (again === null) return true;
  // A line that is no call can stand at the edge of what is new, and be one that came before.
  return !(seen.has(place) && seen.has(last));
}
