import { type AgeEdges, type Anonymity, NO_EDGES } from '../record/age-edges.ts';
import type { Day } from '../record/calendar.ts';
import type { DeletingStore } from '../store/deleting-store.ts';
import type { JobRunStore, ReachedEdge } from '../store/job-store.ts';
import type { RawCopyStore } from '../store/raw-copy-store.ts';
import { clockTrouble } from './clock-brake.ts';
import { maskPieces } from './masking.ts';
import { withoutWaiting, withReached } from './reached-edges.ts';
import { ageEdges, dayIn, edge, type Retention } from './retention.ts';

interface EdgeParts {
  readonly store: DeletingStore & Pick<JobRunStore, 'alarms'> & Pick<RawCopyStore, 'holdsInForce'>;
  readonly now: () => number;
  readonly anonymityBy: (retention: Retention | null) => Promise<Anonymity>;
}

/** Before every day there may be. */
const NO_DAY = -1_000_000;

/** What the ladder demands of lines that arrive now (`edges` of the gateway). */
export function edgesInForce({
  store,
  now,
  anonymityBy,
}: EdgeParts): (retention: Retention | null) => Promise<AgeEdges> {
  /** What arrives and is older than entries of call memories may be never becomes one. */
  async function reachMemory(day: Day | null, reached: readonly ReachedEdge[]): Promise<void> {
    const known = reached.find((one) => one.class === 'call_memory')?.day;
    if (day === null || (known !== undefined && known >= day)) return;
    await store.reachEdges([{ class: 'call_memory', step: 'gone', day }]);
  }
  /** Of days that both classes have behind them nothing is asked: such a line is gone, however it is sorted. */
  async function sortingsFor({ calls, held_calls }: AgeEdges): Promise<AgeEdges['sortings']> {
    if (calls.gone === null && held_calls.gone === null) return [];
    return await store.sortings(Math.min(calls.gone ?? NO_DAY, held_calls.gone ?? NO_DAY));
  }
  return async (retention) => {
    const at = now();
    const today = dayIn(retention?.time_zone ?? 'UTC', at);
    const [reached, seen, alarms, holds] = await Promise.all([
      store.reachedEdges(),
      store.clockSeen(),
      store.alarms(),
      store.holdsInForce(today),
    ]);
    const nothing = retention === null || clockTrouble(seen, at) !== null;
    const demanded = nothing ? NO_EDGES : ageEdges(retention, today);
    const anonymity = await anonymityBy(retention);
    // Without a policy that says which digits go, all do.
    const mask = maskPieces(retention?.masked_numbers ?? { hide: 'all' });
    const waiting = new Set(alarms.filter(({ planned }) => planned !== null).map(({ subject }) => subject));
    if (!nothing && !waiting.has('call-memory'))
      await reachMemory(edge(retention.call_memory, today), reached);
    const inForce = withReached(nothing ? demanded : withoutWaiting(demanded, waiting), reached);
    return { ...inForce, sortings: await sortingsFor(inForce), mask, holds, anonymity };
  };
}
