import { type AgeEdges, type CallEdges, NO_EDGES } from '../record/age-edges.ts';
import type { Day } from '../record/calendar.ts';
import type { ExpiringRows, JobRunStore, ReachedEdge, TotalsToAge } from '../store/job-store.ts';
import type { RawCopyStore } from '../store/raw-copy-store.ts';
import type { CallMemoryStore, CallPlace, CallsToAge, DeletingStore, PipelineStore } from '../store/store.ts';
import { type BatchLimits, batchSize } from './batch-size.ts';
import { clockTrouble } from './clock-brake.ts';
import {
  expireRawCopies,
  finishRawCopies,
  type RawCopiesExpired,
  type RawCopyHands,
} from './expire-raw-copies.ts';
import { maskPieces } from './masking.ts';
import { ageEdges, dayIn, edge, type Retention, startOf } from './retention.ts';
import { type Finished, scrubGaps } from './scrub-gaps.ts';

/** Rows of one batch. */
const BATCH: BatchLimits = { first: 500, largest: 5_000, smallest: 50 };

/** Before every day there may be. */
const NO_DAY = -1_000_000;

const FIRST_CALL: CallPlace = { identity: -1, occurrence: 0 };

/** What the gateway needs of the world. */
export interface GatewayParts {
  readonly store: DeletingStore &
    Pick<JobRunStore, 'alarms'> &
    RawCopyStore &
    Pick<PipelineStore & CallMemoryStore, 'settleMemories' | 'expireMemoryEntries'>;
  /** The installation's key. */
  readonly key: Uint8Array;
  readonly now: () => number;
  /** Runs a batch while no line is accounted for; what arrives has its turn in between. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly rawCopies: RawCopyHands;
  /** Closes the old part of the audit log by a checkpoint and takes it away. */
  readonly expireAudit: (before: number) => Promise<number>;
}

/** Calls of one day, and class, that a step is to take. */
export interface DayToAge {
  readonly step: CallsToAge['step'];
  readonly day: number;
  readonly held: boolean;
  readonly retention: Retention;
}

/** How a piece of deleting goes on: told after each batch, and asked whether to. */
export interface Going {
  readonly signal: AbortSignal;
  readonly told: (rows: number) => void;
}

/**
 * The one way in which something is taken away for good, or made less clear, because of its age. Every batch leaves what legal
 * holds keep, which the store sees in the same transaction; how far the ladder got is noted before, so that nothing that arrives
 * is younger than what has gone.
 */
export interface Gateway {
  /**
   * What the ladder demands of lines that arrive now: never less than it has done already. By a clock that is not to be
   * believed it demands nothing more, and nothing of a class for which the brake waits for somebody's word. The age of entries of
   * call memories is noted for the store, which writes them.
   */
  edges(retention: Retention | null): Promise<AgeEdges>;
  /** Notes that the ladder is applied up to today's edges of a class. */
  begin(retention: Retention, of: ReachedEdge['class']): Promise<void>;
  ageDay(wish: DayToAge, going: Going): Promise<number>;
  /** Quality records as old as calls that are not whole any more, which no call has. */
  removeLoneQuality(retention: Retention, going: Pick<Going, 'signal'>): Promise<void>;
  /** Lines that could not be read and are older than they may be. */
  expireLines(retention: Retention, going: Going): Promise<number>;
  /** Entries of call memories. */
  expireMemory(retention: Retention, going: Going): Promise<number>;
  /** Rows of a kind that came before the edge of a period. */
  expireRows(kind: ExpiringRows, period: string, retention: Retention, going: Going): Promise<number>;
  /** Totals of calls that are gone. */
  ageTotals(step: TotalsToAge['step'], retention: Retention, going: Going): Promise<number>;
  /** Raw copies that have reached their age, and old lines in younger ones. */
  expireRawCopies(retention: Retention, going: Going): Promise<RawCopiesExpired>;
  /** Old records of the audit log, which is a database of its own; no legal hold is about them. */
  expireAudit(retention: Retention): Promise<number>;
  /** Ends what a killed process had begun. */
  finishRawCopies(): Promise<void>;
  /** Makes room on a full disk: false while a reader keeps the log. */
  emptyLog(): Promise<boolean>;
  /** What arrivals displaced from call memories until now is to be gone behind the next `finish`, too. */
  claimDisplaced(): Promise<void>;
  /** Nothing that went is left in the log of the database, nor in unused parts of its pages. */
  finish(signal: AbortSignal): Promise<Finished>;
}

export function createGateway({
  store,
  key,
  now,
  inTurn: next,
  rawCopies,
  expireAudit,
}: GatewayParts): Gateway {
  const size = batchSize(now, BATCH);
  /** What deletes has time: what arrives must not be the one to wait for a log that grew long. */
  const inTurn: GatewayParts['inTurn'] = async (work) => {
    await store.logInTime();
    return await next(work);
  };
  /** Batch after batch, each behind the last one, until there is no more. */
  async function inBatches(
    { signal, told }: Going,
    batch: (after: number, limit: number) => Promise<{ rows: number; done: boolean; after: number }>,
    first = -1,
  ): Promise<number> {
    let [after, rows] = [first, 0];
    for (;;) {
      signal.throwIfAborted();
      const from = after;
      const taken = await inTurn(() => size.timed((limit) => batch(from, limit)));
      rows += taken.rows;
      told(taken.rows);
      if (taken.done) return rows;
      after = taken.after;
    }
  }
  /** Batch after batch, of which each takes the first there are, until one takes fewer than it may. */
  async function untilFewer(
    { signal, told }: Going,
    batch: (limit: number) => Promise<number>,
  ): Promise<number> {
    for (let rows = 0; ; ) {
      signal.throwIfAborted();
      let most = 0;
      const gone = await inTurn(() =>
        size.timed((limit) => {
          most = limit;
          return batch(limit);
        }),
      );
      rows += gone;
      told(gone);
      if (gone < most) return rows;
    }
  }
  const edges = async (retention: Retention | null): Promise<AgeEdges> => {
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
    // Without a policy that says which digits go, all do.
    const mask = maskPieces(retention?.masked_numbers ?? { hide: 'all' });
    const waiting = new Set(alarms.filter(({ planned }) => planned !== null).map(({ subject }) => subject));
    if (!nothing && !waiting.has('call-memory'))
      await reachMemory(edge(retention.call_memory, today), reached);
    return { ...withReached(nothing ? demanded : withoutWaiting(demanded, waiting), reached), mask, holds };
  };
  /** What arrives and is older than entries of call memories may be never becomes one. */
  async function reachMemory(day: Day | null, reached: readonly ReachedEdge[]): Promise<void> {
    const known = reached.find((one) => one.class === 'call_memory')?.day;
    if (day === null || (known !== undefined && known >= day)) return;
    await store.reachEdges([{ class: 'call_memory', step: 'gone', day }]);
  }
  const files = { store, now, inTurn, hands: rawCopies, edges };
  return {
    edges,
    async begin(retention, of) {
      // Calls of which no entry was written yet would get none.
      while (!(await inTurn(() => store.settleMemories())));
      const edges = reachedBy(ageEdges(retention, dayIn(retention.time_zone, now())));
      await store.reachEdges(edges.filter((one) => one.class === of));
    },
    async ageDay({ step, day, held, retention }, { signal, told }) {
      const today = dayIn(retention.time_zone, now());
      const { mask, ...edges } = ageEdges(retention, today);
      const reached = edges[held ? 'held_calls' : 'calls'][step];
      if (reached === null) return 0;
      let [after, rows] = [FIRST_CALL, 0];
      for (;;) {
        signal.throwIfAborted();
        const from = after;
        const wish = { step, day, held, edge: reached, today, mask, key };
        const batch = await inTurn(() =>
          size.timed((limit) => store.ageCalls({ ...wish, after: from, limit })),
        );
        rows += batch.calls;
        told(batch.calls);
        if (batch.done) return rows;
        after = batch.after;
      }
    },
    async removeLoneQuality({ calls, time_zone }, { signal }) {
      const today = dayIn(time_zone, now());
      const reached = edge(calls.masked ?? calls.anonymous ?? calls.gone, today);
      if (reached === null) return;
      const going = { signal, told: () => {} };
      await untilFewer(going, (limit) => store.removeLoneQuality({ edge: reached, limit, today }));
    },
    async expireLines(retention, { signal, told }) {
      const { undefined_lines, time_zone } = retention;
      const today = dayIn(time_zone, now());
      const before = startOf(edge(undefined_lines, today), time_zone);
      if (before === null) return 0;
      let [after, rows] = [{ intake: -1, offset: -1 }, 0];
      for (;;) {
        signal.throwIfAborted();
        const from = after;
        const batch = await inTurn(() =>
          size.timed((limit) => store.expireLines({ before, after: from, limit, today })),
        );
        rows += batch.lines;
        told(batch.lines);
        if (batch.done) return rows;
        after = batch.after;
      }
    },
    async expireMemory({ call_memory, time_zone }, going) {
      const today = dayIn(time_zone, now());
      const before = edge(call_memory, today);
      if (before === null) return 0;
      return await untilFewer(going, (limit) => store.expireMemoryEntries({ edge: before, limit, today }));
    },
    async expireRows(kind, period, { time_zone }, going) {
      const today = dayIn(time_zone, now());
      const before = startOf(edge(period, today), time_zone);
      if (before === null) return 0;
      return await inBatches(going, (after, limit) =>
        store.expireRows({ kind, before, after, limit, today, key }),
      );
    },
    async ageTotals(step, { totals, time_zone, smallest_group }, going) {
      const today = dayIn(time_zone, now());
      const before = edge(totals[step], today);
      if (before === null) return 0;
      const wish = { step, before, today, smallest_group };
      return await inBatches(going, (after, limit) => store.ageTotals({ ...wish, after, limit }), NO_DAY);
    },
    expireRawCopies: (retention, going) => expireRawCopies(files, retention, false, going),
    async expireAudit({ audit, time_zone }) {
      const before = startOf(edge(audit, dayIn(time_zone, now())), time_zone);
      return before === null ? 0 : await expireAudit(before);
    },
    finishRawCopies: () => finishRawCopies(files),
    emptyLog: () => next(() => store.emptyLog()),
    claimDisplaced: () => next(() => store.claimDisplaced()),
    async finish(signal) {
      await store.moveLog();
      return await scrubGaps({ store, now, inTurn: next }, signal);
    },
  };
}

const CLASSES = ['calls', 'held_calls'] as const;
const STEPS = ['masked', 'anonymous', 'gone'] as const;

function reachedBy(edges: AgeEdges): ReachedEdge[] {
  const reached: ReachedEdge[] = [];
  for (const name of CLASSES) {
    for (const step of STEPS) {
      const day = edges[name][step];
      if (day !== null) reached.push({ class: name, step, day });
    }
  }
  if (edges.raw_copies !== null) reached.push({ class: 'raw_copies', step: 'gone', day: edges.raw_copies });
  return reached;
}

/** Where the brake waits for somebody, what arrives takes no step either that nothing has taken. */
function withoutWaiting(edges: AgeEdges, waiting: ReadonlySet<string>): AgeEdges {
  return {
    ...edges,
    calls: waiting.has('calls') ? NO_EDGES.calls : edges.calls,
    held_calls: waiting.has('held-calls') ? NO_EDGES.held_calls : edges.held_calls,
    raw_copies: waiting.has('raw-copies') ? NO_EDGES.raw_copies : edges.raw_copies,
  };
}

/** The later of what is demanded and what was reached. */
function withReached(demanded: AgeEdges, reached: readonly ReachedEdge[]): AgeEdges {
  const of = (name: string, step: string, day: Day | null): Day | null => {
    const known = reached.find((edge_) => edge_.class === name && edge_.step === step)?.day;
    return known === undefined ? day : (Math.max(known, day ?? known) as Day);
  };
  const calls = (name: (typeof CLASSES)[number]): CallEdges => ({
    masked: of(name, 'masked', demanded[name].masked),
    anonymous: of(name, 'anonymous', demanded[name].anonymous),
    gone: of(name, 'gone', demanded[name].gone),
  });
  return {
    ...demanded,
    calls: calls('calls'),
    held_calls: calls('held_calls'),
    raw_copies: of('raw_copies', 'gone', demanded.raw_copies),
  };
}
