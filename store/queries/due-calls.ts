import { CALL_STEPS, type CallEdges } from '../../record/age-edges.ts';
import { firstIdOf } from '../ids-a-day.ts';
import type { DueDay } from '../job-store.ts';
import { heldCall } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import { UNCOUNTED_DAYS } from './leaving-days.ts';

/** A call's line can have come this many days before its local day, by the clock of its system and that of its zone. */
const DAYS_BEHIND = 2;

/**
 * What the ladder takes of calls that thresholds hold, or of the others: the steps in the order in which they are taken, each
 * with its days. Most days are known from their totals, so that ten million calls are counted in a moment.
 */
export function dueCalls(
  connection: Connection,
  { held, edges, today }: { held: boolean; edges: CallEdges; today: number },
): DueDay[] {
  const counters = prepare(connection, today);
  const due: DueDay[] = [];
  let from = Number.MIN_SAFE_INTEGER;
  for (const step of ['gone', 'anonymous', 'masked'] as const) {
    const edge = edges[step];
    if (edge === null || edge <= from) continue;
    const below = step === 'gone' ? CALL_STEPS.length : CALL_STEPS.indexOf(step);
    const wish = { held: held ? 1 : 0, from, edge, below };
    for (const day of counters.days(wish)) {
      const counted = counters.count(day, wish);
      if (counted.calls + counted.deferred > 0) due.push({ step, day, ...counted });
    }
    from = edge;
  }
  return due;
}

interface Wish {
  readonly held: number;
  /** Days before it are taken further by another step. */
  readonly from: number;
  readonly edge: number;
  /** Steps that are not reached yet. */
  readonly below: number;
}

function prepare(connection: Connection, today: number) {
  const kept = heldCall(connection, today);
  const days = connection
    .prepare<{ from: number; to: number }, number>(
      `select day from day_total where gone = 0 and day >= @from and day < @to group by day
       union select day from (${UNCOUNTED_DAYS}) where day >= @from and day < @to order by day`,
    )
    .pluck();
  const isUncounted = connection
    .prepare<[number], number>(`select 1 from (${UNCOUNTED_DAYS}) where day = ?`)
    .pluck();
  const total = connection
    .prepare<object, number>(
      `select coalesce(sum(legs), 0) from day_total where day = @day and gone = 0 and held = @held and step < @below`,
    )
    .pluck();
  const detail = connection.prepare<object, { calls: number; deferred: number }>(
    `select coalesce(sum(not ${kept}), 0) as calls, coalesce(sum(${kept}), 0) as deferred from call
     where day = @day and (held_by is not null) = @held and step < @below
     and (@day < @edge or id < @edge_id) and not (@day < @from or id < @from_id)`,
  );
  return {
    days: ({ from, edge }: Wish) => days.all({ from, to: edge + DAYS_BEHIND }),
    count(day: number, wish: Wish): { calls: number; deferred: number } {
      const { from, edge } = wish;
      const isPlain =
        kept === '0' && day >= from + DAYS_BEHIND && day < edge && isUncounted.get(day) === undefined;
      const { held, below } = wish;
      if (isPlain) return { calls: total.get({ day, held, below }) ?? 0, deferred: 0 };
      const ids = { edge_id: firstIdOf(edge), from_id: firstIdOf(from) };
      return detail.get({ day, ...wish, ...ids }) ?? { calls: 0, deferred: 0 };
    },
  };
}
