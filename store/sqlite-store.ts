import { join } from 'node:path';
import { OperationError } from '../record/operation-error.ts';
import { rawPath } from '../record/raw-copy.ts';
import { createArchiveRegister } from './archive/archive-register.ts';
import { createAttachments } from './attachments.ts';
import { createBackupRegister } from './backup-register.ts';
import { createBlankRegister } from './blank-register.ts';
import { ChunkWriter } from './chunk-writer.ts';
import { DATABASE_FILE } from './database-file.ts';
import { createAgingCalls } from './deletion/aging-calls.ts';
import { createAgingTotals } from './deletion/aging-totals.ts';
import { createArchivedCalls } from './deletion/archived-calls.ts';
import { createAttachmentRemoval } from './deletion/attachments.ts';
import { createExpiredLines } from './deletion/expired-lines.ts';
import { createExpiredRows } from './deletion/expired-rows.ts';
import { createGapScrubber } from './deletion/gap-scrubber.ts';
import { createLeavingDays } from './deletion/leaving-days.ts';
import { createPlannedErasure } from './deletion/planned-erasure.ts';
import { createExpiredRawCopies } from './deletion/raw-copies.ts';
import { createReturnedCalls } from './deletion/returned-calls.ts';
import { createScrubMark } from './deletion/scrub-mark.ts';
import { createStatementRemoval } from './deletion/statements.ts';
import { createUnusedLabels } from './deletion/unused-labels.ts';
import { createDirectory } from './directory-writer.ts';
import { emptyLog } from './empty-log.ts';
import { createHeldCalls } from './held-calls.ts';
import { createIntakeRegister } from './intake-register.ts';
import { createJobRuns } from './job-runs.ts';
import { createLadderEdges } from './ladder-edges.ts';
import { preparingLate } from './late-statements.ts';
import { leavingFlush } from './left-flush.ts';
import { createLegalHolds } from './legal-holds.ts';
import { LogCheckpoints } from './log-checkpoints.ts';
import type { MemoryPace } from './memory/call-memories.ts';
import { createMemoryMethods } from './memory/memory-methods.ts';
import { migrate } from './migrate.ts';
import { asOperationError, type Connection, openDatabase } from './open-database.ts';
import { createPipelineMethods } from './pipeline-methods.ts';
import { createReplayMethods } from './replay/replay-methods.ts';
import { settleResent } from './resent-intake.ts';
import { createRestrictions } from './restrictions.ts';
import { Sortings } from './sortings.ts';
import { LeavingDayChanged } from './stale-days.ts';
import { createStatements } from './statements.ts';
import type { ChunkCommit, WritingStore } from './store.ts';
import { createSubjectRequests } from './subject-requests.ts';
import { createTariffs } from './tariffs.ts';
import { createTotalsMaker } from './totals-maker.ts';
import { createUpkeep } from './upkeep.ts';

export interface StoreWays {
  /** The pace at which entries of call memories are written, where it is not the usual one. */
  readonly memoryPace?: MemoryPace;
  /** Who moves the log of the database into it: the commit that made it long, or a thread beside the writer. */
  readonly checkpoints?: 'behind commits' | 'beside the writer';
  /** At once tells whether all of them fit the database. */
  readonly statements?: 'when used' | 'at once';
}

/**
 * Opens the store of a data folder for writing, bringing the database to its newest shape. The caller holds the
 * folder's lock. SQLite is synchronous, so this belongs into a thread of its own (store-thread.ts).
 */
export function openSqliteStore(
  folder: string,
  { memoryPace, checkpoints = 'behind commits', statements = 'when used' }: StoreWays = {},
): WritingStore {
  const path = join(folder, DATABASE_FILE);
  const connection = openedForWriting(path, statements);
  const chunks = new ChunkWriter(connection, memoryPace);
  const sortings = new Sortings(connection);
  const log = checkpoints === 'behind commits' ? null : new LogCheckpoints(connection, path);
  const { flushing, leaving } = leavingFlush(connection);
  const { endPlans, ...plannedErasure } = createPlannedErasure(path);
  const methods = {
    ...createIntakeRegister(connection, rawPath),
    ...createUpkeep(connection),
    ...createBlankRegister(connection),
    ...createPipelineMethods(connection, sortings),
    commit: flushing((chunk: ChunkCommit) => chunks.commit(chunk)),
    ...createReplayMethods(connection, chunks),
    ...createHeldCalls(connection, chunks.labels, sortings),
    ...createUnusedLabels(connection, chunks.labels),
    ...createAgingCalls(connection),
    ...createExpiredLines(connection),
    ...createExpiredRows(connection),
    ...createAgingTotals(connection),
    ...createJobRuns(connection),
    ...createExpiredRawCopies(connection),
    ...createLadderEdges(connection),
    ...createTotalsMaker(connection),
    ...createLegalHolds(connection),
    logInTime: async () => await log?.inTime(),
    moveLog: async () => await log?.all(),
    ...createGapScrubber(connection, path),
    ...createBackupRegister(connection),
    ...createAttachments(connection),
    ...createAttachmentRemoval(connection),
    ...{ ...createStatements(connection), ...createStatementRemoval(connection) },
    ...{ ...createArchiveRegister(connection), ...createArchivedCalls(connection) },
    ...createReturnedCalls(connection, chunks),
    ...createDirectory(connection),
    ...createTariffs(connection, chunks.labels),
    ...{ ...createSubjectRequests(connection), ...plannedErasure },
    ...createRestrictions(connection),
    emptyLog: () => emptyLog(connection),
    ...createMemoryMethods(connection, chunks.memories),
    settleResent: (intake: number, settings: string) => settleResent(connection, intake, settings),
    close: async () => {
      await endPlans();
      await log?.close();
      closeConnection(connection, path);
    },
  };
  const noting = notingDeletions(connection, methods);
  const around = { settle: methods.settleLeaving, behind: () => log?.look() };
  return asPromises({ ...noting, ageCalls: leaving(noting.ageCalls) }, path, around);
}

function openedForWriting(path: string, statements: StoreWays['statements']): Connection {
  const opened = openDatabase(path, 'write');
  const connection = statements === 'at once' ? opened : preparingLate(opened);
  try {
    migrate(connection);
    settleLeft(connection, path);
  } catch (error) {
    connection.close();
    throw asOperationError(error, path);
  }
  return connection;
}

/** What takes rows away or makes them less clear, besides replays and call memories, which say so themselves. */
const DELETING = [
  'ageCalls',
  'removeLoneQuality',
  'forgetGoneCalls',
  'removeLabels',
  'expireLines',
  'expireRows',
  'ageTotals',
  'giveUpRawCopy',
  'rawCopyDestroyed',
  'rawCopyBlanked',
  'forgetOldNames',
  'forgetOldSettings',
  'settleEndedHolds',
  'releaseHold',
  'forgetTransfersBefore',
  'matchAttachments',
  'keepRefusedAttachments',
  'giveUpOldAttachments',
  'giveUpAttachments',
  'attachmentDestroyed',
  'giveUpOldStatements',
  'eraseStatement',
  'changeDirectory',
  'forgetEntries',
  'eraseCalls',
  'eraseLines',
  'eraseNamedCalls',
  'eraseCopies',
  'eraseTexts',
  'settleSubjectRequest',
  'releaseRestriction',
  'forgetSuppressed',
  'archiveCalls',
  'dropArchived',
  'returnCalls',
] as const;

/**
 * Those of them that read or change totals of what is gone, which must have all that has gone. A day that is going whole is settled
 * before, while what arrives waits: so not for what takes something else, as a place in a raw copy every second.
 */
const OF_GONE_TOTALS: ReadonlySet<(typeof DELETING)[number]> = new Set([
  'forgetGoneCalls',
  'ageTotals',
  'eraseCalls',
  'eraseLines',
  'eraseNamedCalls',
  'eraseCopies',
  'archiveCalls',
  'dropArchived',
  'returnCalls',
]);

/** The methods, of which those that delete note that unused parts of pages are to be overwritten. */
function notingDeletions<Methods extends Record<(typeof DELETING)[number], (...given: never[]) => unknown>>(
  connection: Connection,
  methods: Methods,
): Methods {
  const { noting } = createScrubMark(connection);
  const { settle } = createLeavingDays(connection);
  const settled =
    (method: (...given: never[]) => unknown) =>
    (...given: never[]): unknown => {
      settle();
      return method(...given);
    };
  const wrapped = DELETING.map((name) => {
    const method = OF_GONE_TOTALS.has(name) ? settled(methods[name]) : methods[name];
    return [name, noting(method)] as const;
  });
  return { ...methods, ...Object.fromEntries(wrapped) };
}

/** Brings the log into the database. On a full disk it stays beside it: nothing is lost, the next start reads it. */
function closeConnection(connection: Connection, path: string): void {
  try {
    unlessFull(path, () => connection.pragma('wal_checkpoint(TRUNCATE)'));
  } finally {
    connection.close();
  }
}

/**
 * A process was killed while a day went. On a full disk it stays as it is, and whoever needs it settles it: totals are right, and the
 * purge, which makes room, goes on with it.
 */
function settleLeft(connection: Connection, path: string): void {
  unlessFull(path, connection.transaction(createLeavingDays(connection).settle).immediate);
}

function unlessFull(path: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    const trouble = asOperationError(error, path);
    if (!(trouble instanceof OperationError && trouble.code === 'DISK_FULL')) throw error;
  }
}

/**
 * The methods with their results as promises and SQLite's errors in our words; behind each that has ended well something is done. One that
 * changed a call of a day that is going whole, and was rolled back, is carried out once more behind `settle`.
 */
function asPromises<Methods extends Record<string, (...given: never[]) => unknown>>(
  methods: Methods,
  path: string,
  { settle, behind }: { settle(): void; behind(): void },
): Promised<Methods> {
  const wrapped: Record<string, (...given: never[]) => Promise<unknown>> = {};
  for (const [name, method] of Object.entries(methods)) {
    wrapped[name] = async (...given) => {
      try {
        const result = await settledFor(settle, () => method(...given));
        if (name !== 'close') behind();
        return result;
      } catch (error) {
        throw asOperationError(error, path);
      }
    };
  }
  return wrapped as Promised<Methods>;
}

async function settledFor(settle: () => void, work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LeavingDayChanged)) throw error;
    settle();
    return await work();
  }
}

type Promised<Methods extends Record<string, (...given: never[]) => unknown>> = {
  [Name in keyof Methods]: (
    ...given: Parameters<Methods[Name]>
  ) => Promise<Awaited<ReturnType<Methods[Name]>>>;
};
