/** One of several equal lines: a stored call, or one that repeats a call, or one that has just become equal to them. */
export interface TwinLine {
  readonly intake: number;
  readonly offset: number;
  readonly delivery: number;
  /** The call this line is stored as, or was until now; null when it has none. */
  readonly id: number | null;
  /** Its place among equal calls, from 1; null when it is not stored as a call. */
  readonly occurrence: number | null;
  /** The call it repeats until now. */
  readonly repeats: number | null;
}

export interface SettledTwins<Line> {
  /** In the order of their occurrence. */
  readonly calls: readonly Line[];
  /** Every other line, with the call it repeats. */
  readonly repeats: ReadonlyMap<Line, Line>;
}

/**
 * Which of equal lines are calls: as many as the delivery with most of them has, one where the record has a key of its
 * own. That is what a first reading comes to, line by line (call-writer.ts). What is a call stays one where it can.
 */
export function settleTwins<Line extends TwinLine>(
  lines: readonly Line[],
  keyed: boolean,
): SettledTwins<Line> {
  const inOrder = [...lines].sort((a, b) => a.intake - b.intake || a.offset - b.offset);
  const first = firstReading(inOrder, keyed);
  const stored = preferred(inOrder.filter(isStored), [(line) => first.has(line)]);
  const calls = stored.slice(0, first.size).sort((a, b) => (a.occurrence ?? 0) - (b.occurrence ?? 0));
  const stays = new Set(calls);
  const others = inOrder.filter((line) => !stays.has(line));
  // A line that had an id keeps it rather than that another one gets its first.
  const candidates = preferred(others, [({ id }) => id !== null, (line) => first.has(line)]);
  calls.push(...candidates.slice(0, first.size - calls.length));
  return { calls, repeats: repeatsOf(inOrder, calls, keyed) };
}

const isStored = ({ occurrence }: TwinLine): boolean => occurrence !== null;

/** The lines that a first reading would make calls: the k-th of a delivery where there are fewer than k so far. */
function firstReading<Line extends TwinLine>(inOrder: readonly Line[], keyed: boolean): ReadonlySet<Line> {
  const calls = new Set<Line>();
  const brought = new Map<number, number>();
  for (const line of inOrder) {
    const count = keyed ? 1 : (brought.get(line.delivery) ?? 0) + 1;
    brought.set(line.delivery, count);
    if (count > calls.size) calls.add(line);
  }
  return calls;
}

/** Those that meet the first condition first, of them those that meet the second first, and so on. */
function preferred<Line>(lines: readonly Line[], conditions: readonly ((line: Line) => boolean)[]): Line[] {
  const rank = (line: Line): number => conditions.reduce((sum, meets) => sum * 2 + (meets(line) ? 0 : 1), 0);
  return lines
    .map((line) => ({ line, rank: rank(line) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ line }) => line);
}

function repeatsOf<Line extends TwinLine>(inOrder: readonly Line[], calls: readonly Line[], keyed: boolean) {
  const repeats = new Map<Line, Line>();
  const chosen = new Set(calls);
  const byId = new Map(calls.map((call) => [call.id, call]));
  /** Of each delivery, the calls that stand for one of its lines. */
  const taken = new Map<number, Set<Line>>();
  const takenBy = (delivery: number): Set<Line> => {
    const known = taken.get(delivery) ?? new Set();
    taken.set(delivery, known);
    return known;
  };
  if (!keyed) for (const call of calls) takenBy(call.delivery).add(call);
  const left: Line[] = [];
  for (const line of inOrder) {
    if (chosen.has(line)) continue;
    const known = line.repeats === null ? undefined : byId.get(line.repeats);
    if (known === undefined || takenBy(line.delivery).has(known)) left.push(line);
    else repeats.set(line, known);
    if (known !== undefined && !keyed) takenBy(line.delivery).add(known);
  }
  const first = calls[0];
  const next = new Map<number, number>();
  for (const line of left) {
    const own = takenBy(line.delivery);
    let at = next.get(line.delivery) ?? 0;
    while (at < calls.length && own.has(calls[at] as Line)) at += 1;
    next.set(line.delivery, at + 1);
    const call = calls[at] ?? first;
    if (call !== undefined) repeats.set(line, call);
  }
  return repeats;
}
