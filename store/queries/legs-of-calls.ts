import type { Connection } from '../open-database.ts';

/** What of a leg says which others are legs of the same call. */
export interface LegOfCall {
  readonly id: number;
  readonly day: number;
  readonly call_group: number | null;
  readonly step: number;
}

/** The columns of these. */
export const LEG_COLUMNS = 'id, day, call_group, step';

/**
 * Gathers calls with all legs of each, in the order in which some of these are met: whatever was gathered is not looked at again. A key that
 * comes again day by day must not make one call of all, so legs are those of the day before and behind the one that was met first.
 */
export function createLegsOfCalls<Leg extends LegOfCall>(
  connection: Connection,
  columns: string,
  /** As it is by now; null where it is not there any more. */
  now: (leg: Leg) => Leg | null,
): (ids: Iterable<number>, seen?: Set<number>) => Leg[][] {
  const one = connection.prepare<[number], Leg>(`select ${columns} from call where id = ?`);
  const ofHead = (head: 0 | 1): string =>
    `select ${columns} from call where day in (@day - 1, @day, @day + 1) and call_group = @group and head = ${head}`;
  const group = connection.prepare<{ day: number; group: number }, Leg>(
    `${ofHead(1)} union all ${ofHead(0)}`,
  );
  const there = (legs: readonly Leg[]): Leg[] => legs.flatMap((leg) => now(leg) ?? []);
  return (ids, seen = new Set()) => {
    const calls: Leg[][] = [];
    for (const id of ids) {
      const [leg] = seen.has(id) ? [] : there(one.all(id));
      // What is nobody's by now is not found a second time, in the run nor in a plan, whose database still has whose it was.
      if (leg === undefined || leg.step === 2) continue;
      const { day, call_group } = leg;
      const legs = call_group === null ? [leg] : there(group.all({ day, group: call_group }));
      const fresh = legs.filter((other) => !seen.has(other.id));
      for (const other of fresh) seen.add(other.id);
      calls.push(fresh);
    }
    return calls;
  };
}
