import { type AgeEdges, type Anonymity, NO_EDGES } from '../record/age-edges.ts';
import { type Day, dayOf } from '../record/calendar.ts';
import type { ForgettingChange } from '../record/directory.ts';
import type { ArchivingStore } from '../store/archive-store.ts';
import type { AttachmentRemovalStore } from '../store/attachment-store.ts';
import type { CallsToAge, DeletingStore } from '../store/deleting-store.ts';
import type { DirectoryStore } from '../store/directory-store.ts';
import type { ExpiringRows, JobRunStore, ReachedEdge, TotalsToAge } from '../store/job-store.ts';
import type { RawCopyStore } from '../store/raw-copy-store.ts';
import type { StatementRemovalStore } from '../store/statement-store.ts';
import type { CallMemoryStore, PipelineStore } from '../store/store.ts';
import type { SubjectStore } from '../store/subject-store.ts';
import { type ArchivingGateway, archiving } from './archiving.ts';
import { type BatchLimits, batchSize } from './batch-size.ts';
import { batches, type Going } from './batches.ts';
import { edgesInForce } from './edges-in-force.ts';
import type { NamingHands } from './erase-subject.ts';
import { type ErasingGateway, type ErasingGatewayParts, erasing } from './erasing.ts';
import { type AttachmentHands, type AttachmentRemoval, attachmentRemoval } from './expire-attachments.ts';
import {
  expireRawCopies,
  finishRawCopies,
  type RawCopiesExpired,
  type RawCopyHands,
} from './expire-raw-copies.ts';
import { type StatementRemoval, statementRemoval } from './expire-statements.ts';
import { reachedBy, withReached } from './reached-edges.ts';
import { ageEdges, dayIn, edge, type Retention, SMALLEST_GROUP, startOf } from './retention.ts';
import { type Finished, scrubGaps } from './scrub-gaps.ts';

/** Rows of one batch. Fewer change nearly as many pages, so that all takes longer and no line waits less. */
const BATCH: BatchLimits = { first: 500, largest: 5_000, smallest: 200 };

/** What a hold keeps of a day is added up in one go, and whatever arrives waits for that. */
const FEW_KEPT = 5_000;

/** Before every day there may be. */
const NO_DAY = -1_000_000;

/** What the gateway needs of the world. */
export interface GatewayParts {
  readonly store: DeletingStore &
    Pick<JobRunStore, 'alarms'> &
    RawCopyStore &
    AttachmentRemovalStore &
    StatementRemovalStore &
    Pick<DirectoryStore, 'forgetEntries'> &
    ArchivingStore &
    SubjectStore &
    Pick<PipelineStore & CallMemoryStore, 'settleMemories' | 'expireMemoryEntries'>;
  /** The installation's key. */
  readonly key: Uint8Array;
  readonly now: () => number;
  /** Runs a batch while no line is accounted for; what arrives has its turn in between. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly rawCopies: RawCopyHands;
  readonly attachments: AttachmentHands;
  /** Closes the old part of the audit log by a checkpoint and takes it away. */
  readonly expireAudit: (before: number) => Promise<number>;
  readonly eraseAudit: ErasingGatewayParts['eraseAudit'];
  readonly countAudit: ErasingGatewayParts['countAudit'];
  /** Removes files of the operating log from before a day in UTC. */
  readonly expireLogFiles: (before: number) => Promise<number>;
  readonly naming: NamingHands;
  /** The site of each source by the configuration in force. */
  readonly sitesOf: () => Promise<Anonymity['sites_of']>;
}

/** Calls of one day, and class, that a step is to take. */
export interface DayToAge {
  readonly step: CallsToAge['step'];
  readonly day: number;
  readonly held: boolean;
  /** So many of them legal holds keep. */
  readonly deferred: number;
  readonly retention: Retention;
  /** The day on which the run began, however long it takes. */
  readonly today: Day;
}

/**
 * The one way in which something is taken away for good, or made less clear, because of its age. Every batch leaves what legal
 * holds keep, which the store sees in the same transaction; how far the ladder got is noted before, so that nothing that arrives
 * is younger than what has gone.
 */
export interface Gateway extends AttachmentRemoval, StatementRemoval, ArchivingGateway, ErasingGateway {
  /**
   * What the ladder demands of lines that arrive now: never less than it has done already. By a clock that is not to be
   * believed it demands nothing more, and nothing of a class for which the brake waits for somebody's word. The age of entries of
   * call memories is noted for the store, which writes them.
   */
  edges(retention: Retention | null): Promise<AgeEdges>;
  /** Notes that the ladder is applied up to the edges of a class on a day, and gives these. */
  begin(retention: Retention, of: ReachedEdge['class'], today: Day): Promise<readonly ReachedEdge[]>;
  /** Notes that nothing is left before them but what legal holds keep. */
  complete(edges: readonly ReachedEdge[]): Promise<void>;
  ageDay(wish: DayToAge, going: Going): Promise<number>;
  /** Quality records as old as calls that are not whole any more, which no call has, and which calls are gone. */
  removeLeftOver(retention: Retention, going: Pick<Going, 'signal'> & Pick<DayToAge, 'today'>): Promise<void>;
  /** Lines that could not be read and are older than they may be. */
  expireLines(retention: Retention, going: Going): Promise<number>;
  /** Entries of call memories. */
  expireMemory(retention: Retention, going: Going): Promise<number>;
  /** Rows of a kind that came before the edge of a period. */
  expireRows(kind: ExpiringRows, period: string, retention: Retention, going: Going): Promise<number>;
  /** Entries of the directory; how many, or null where it was worked out from an older one. */
  forgetEntries(change: ForgettingChange): Promise<number | null>;
  /** Totals of calls that are gone. */
  ageTotals(step: TotalsToAge['step'], retention: Retention, going: Going): Promise<number>;
  /** Texts that nothing has any more, of those that `unused` finds while lines arrive. */
  removeLabels(unused: () => Promise<readonly number[]>, going: Pick<Going, 'told'>): Promise<void>;
  /** Raw copies that have reached their age, and old lines in younger ones. */
  expireRawCopies(retention: Retention, going: Going & Pick<DayToAge, 'today'>): Promise<RawCopiesExpired>;
  /** Old records of the audit log, which is a database of its own; no legal hold is about them. */
  expireAudit(retention: Retention): Promise<number>;
  /** Old files of the operating log, by the day in their name. */
  expireLogFiles(retention: Retention): Promise<number>;
  /** Ends what a killed process had begun. */
  finishRawCopies(): Promise<void>;
  /** Makes room on a full disk: false while a reader keeps the log. */
  emptyLog(): Promise<boolean>;
  /** What arrivals displaced from call memories until now is to be gone behind the next `finish`, too. */
  claimDisplaced(): Promise<void>;
  /** Nothing that went is left in the log of the database, nor in unused parts of its pages. */
  finish(signal: AbortSignal): Promise<Finished>;
}

export function createGateway(parts: GatewayParts): Gateway {
  const {
    store,
    key,
    now,
    inTurn: next,
    rawCopies,
    attachments,
    naming,
    expireAudit,
    eraseAudit,
    countAudit,
  } = parts;
  const size = batchSize(now, BATCH);
  /** What deletes has time: what arrives must not be the one to wait for a log that grew long. */
  const inTurn: GatewayParts['inTurn'] = async (work) => {
    await store.logInTime();
    return await next(work);
  };
  const { inBatches, untilFewer } = batches(inTurn, size);
  /** Calls of which no entry was written yet would get none. */
  async function settled(): Promise<void> {
    while (!(await inTurn(() => store.settleMemories())));
  }
  const anonymityBy = async (retention: Retention | null): Promise<Anonymity> => ({
    sites_of: await parts.sitesOf(),
    smallest_group: retention?.smallest_group ?? SMALLEST_GROUP,
  });
  const edges = edgesInForce({ store, now, anonymityBy });
  const removal = attachmentRemoval({ store, now, inTurn, hands: attachments });
  const { finishAttachments } = removal;
  const files = { store, now, inTurn, hands: rawCopies, edges };
  return {
    ...archiving({ store, key, now, inTurn, size, edges }),
    ...erasing({
      store,
      key,
      now,
      inTurn,
      naming,
      edges,
      settled,
      eraseAudit,
      countAudit,
      blank: rawCopies.blank,
      finishAttachments,
    }),
    edges,
    async begin(retention, of, today) {
      await settled();
      const begun = reachedBy(ageEdges(retention, today)).filter((one) => one.class === of);
      await store.reachEdges(begun);
      // A line of an age that both have reached is taken as nothing at all, whatever the policy says later.
      const { calls, held_calls } = withReached(NO_EDGES, await store.reachedEdges());
      if (calls.gone !== null && held_calls.gone !== null)
        await store.forgetSuppressed(Math.min(calls.gone, held_calls.gone));
      return begun;
    },
    complete: (edges) => store.completeEdges(edges),
    async ageDay({ step, day, held, deferred, retention, today }, { signal, told }) {
      const { mask, ...edges } = ageEdges(retention, today);
      const reached = edges[held ? 'held_calls' : 'calls'][step];
      if (reached === null) return 0;
      const anonymity = await anonymityBy(retention);
      const remembered_from = (edges.calls.gone ?? reached) - 1;
      for (let begins = true; !(await inTurn(() => store.listCalls(day, begins))); begins = false)
        signal.throwIfAborted();
      const withTotals = deferred <= FEW_KEPT;
      const wish = { step, day, held, withTotals, edge: reached, today, mask, anonymity, key };
      try {
        for (let rows = 0; ; ) {
          signal.throwIfAborted();
          const batch = await inTurn(() =>
            size.timed((limit) => store.ageCalls({ ...wish, remembered_from, limit })),
          );
          rows += batch.calls;
          told(batch.calls);
          if (batch.done) return rows;
        }
      } catch (error) {
        await inTurn(() => store.settleLeaving());
        throw error;
      }
    },
    async removeLeftOver({ calls }, { signal, today }) {
      const first = calls.masked ?? calls.anonymous ?? calls.gone;
      const [reached, last] = [edge(first, today), edge(calls.gone, today)];
      if (reached === null || last === null) return;
      const going = { signal, told: () => {} };
      await untilFewer(going, (limit) => store.removeLoneQuality({ edge: reached, limit, today }));
      await untilFewer(going, (limit) => store.forgetGoneCalls({ before: last - 1, limit }));
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
    async forgetEntries(change) {
      const { removed, entries } = change;
      if (removed.length + entries.length === 0) return 0;
      const version = await inTurn(() => store.forgetEntries(change));
      return version === null ? null : removed.length;
    },
    async ageTotals(step, retention, going) {
      const { totals, time_zone } = retention;
      const today = dayIn(time_zone, now());
      const before = edge(totals[step], today);
      if (before === null) return 0;
      const wish = { step, before, today, anonymity: await anonymityBy(retention) };
      return await inBatches(going, (after, limit) => store.ageTotals({ ...wish, after, limit }), NO_DAY);
    },
    ...{ ...removal, ...statementRemoval({ store, now, inTurn, finish: finishAttachments }) },
    async removeLabels(unused, { told }) {
      // What a line is given from now on stays, whatever is found.
      await store.watchLabels();
      const ids = await unused();
      if (ids.length > 0) told(await inTurn(() => store.removeLabels(ids)));
    },
    expireRawCopies: (retention, going) => expireRawCopies(files, retention, false, going),
    async expireAudit({ audit, time_zone }) {
      const before = startOf(edge(audit, dayIn(time_zone, now())), time_zone);
      return before === null ? 0 : await expireAudit(before);
    },
    async expireLogFiles({ log_files }) {
      const before = edge(log_files, dayOf(now()));
      return before === null ? 0 : await parts.expireLogFiles(before);
    },
    finishRawCopies: async () => {
      await finishRawCopies(files);
      await finishAttachments();
    },
    emptyLog: () => next(() => store.emptyLog()),
    claimDisplaced: () => next(() => store.claimDisplaced()),
    async finish(signal) {
      await store.moveLog();
      return await scrubGaps({ store, now, inTurn: next }, signal);
    },
  };
}
