/** What a call of ours and a line of a bill are told by. */
export interface BillEntry {
  readonly called: string;
  readonly started_at: number;
}

export interface BillMatches<Ours, Theirs> {
  readonly matched: readonly (readonly [ours: Ours, theirs: Theirs])[];
  readonly only_ours: readonly Ours[];
  readonly only_theirs: readonly Theirs[];
}

/** Enough to tell two numbers apart, however much of country and area stands before them. */
const TOLD_BY_DIGITS = 9;

/**
 * Of each number, calls and lines in the order of their start: the earliest of both belong together when they began within so
 * many milliseconds of each other, else the earlier of the two is alone. No other way finds more pairs.
 */
export function matchBill<Ours extends BillEntry, Theirs extends BillEntry>(
  ours: readonly Ours[],
  theirs: readonly Theirs[],
  within_ms: number,
): BillMatches<Ours, Theirs> {
  const matched: [Ours, Theirs][] = [];
  const only_ours: Ours[] = [];
  const only_theirs: Theirs[] = [];
  const calls = Map.groupBy(ours, keyOf);
  const lines = Map.groupBy(theirs, keyOf);
  for (const key of new Set([...calls.keys(), ...lines.keys()])) {
    const left = (calls.get(key) ?? []).toSorted(byStart);
    const right = (lines.get(key) ?? []).toSorted(byStart);
    let [at, other] = [0, 0];
    for (;;) {
      const [call, line] = [left[at], right[other]];
      if (call === undefined || line === undefined) break;
      const apart = call.started_at - line.started_at;
      if (Math.abs(apart) <= within_ms) matched.push([call, line]);
      else if (apart < 0) only_ours.push(call);
      else only_theirs.push(line);
      if (apart <= within_ms) at += 1;
      if (apart >= -within_ms) other += 1;
    }
    only_ours.push(...left.slice(at));
    only_theirs.push(...right.slice(other));
  }
  return {
    matched: matched.sort(([one], [other]) => byStart(one, other)),
    ...{ only_ours: only_ours.sort(byStart), only_theirs: only_theirs.sort(byStart) },
  };
}

/** The digits of a number without what is dialled before it; of a long one the last. */
function keyOf({ called }: BillEntry): string {
  return called.replaceAll(/\D/g, '').replace(/^0+/, '').slice(-TOLD_BY_DIGITS);
}

function byStart(one: BillEntry, other: BillEntry): number {
  return one.started_at - other.started_at;
}
