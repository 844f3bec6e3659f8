import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Blanker } from '../../collector/journal/blanker.ts';
import type { Journal } from '../../collector/journal/journal.ts';
import { JournalFiles } from '../../collector/journal/journal-files.ts';
import { STRAY_FOLDER, sortOutStrayRawCopies } from '../../collector/journal/stray-raw-copies.ts';
import type { Log } from '../../collector/source.ts';
import type { ErasingRequests } from '../../maintenance/erasing-requests.ts';
import type { JobContext } from '../../maintenance/job.ts';
import type { JobRunner } from '../../maintenance/job-runner.ts';
import { Pipeline, type PipelineParts } from '../../pipeline.ts';
import type { LineReader } from '../../pipeline-worker.ts';
import { BelievedClock } from '../../privacy/believed-clock.ts';
import type { Gateway } from '../../privacy/gateway.ts';
import type { Retention } from '../../privacy/retention.ts';
import type { ProcessingSettings } from '../../processor/processing-context.ts';
import { type IntakeId, type IntakeKind, TRANSFER_KEPT_MS } from '../../record/intake.ts';
import type { InstallationKey } from '../../record/mac.ts';
import type { LineCounts } from '../../record/outcome.ts';
import { type ReplayWish, replay } from '../../replay.ts';
import type { Configuration } from '../../settings/configuration.ts';
import {
  createInstallationKey,
  readInstallationKey,
  requireInstallationKey,
} from '../../settings/installation-key.ts';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { type FolderLock, lockFolder } from '../../store/folder-lock.ts';
import { openReadingConnection } from '../../store/reading-connection.ts';
import type { WritingStore } from '../../store/store.ts';
import { openStoreThread } from '../../store/store-thread.ts';
import { PROGRAM } from '../program.ts';
import type { RatedSums } from '../rated-sums.ts';
import { clearAttachments } from './attachment-hands.ts';
import { memoryProfiles } from './call-memories.ts';
import { type Copies, copiesIn } from './copies-in.ts';
import { gatewayIn } from './gateway-in.ts';
import { activeConfiguration, judgedAsFile } from './judging.ts';
import { lineReaderAsNeeded } from './line-reader-as-needed.ts';
import { notedLogFolder } from './noted-log-folder.ts';
import { type RatePeriodWish, ratingIn } from './rate-period.ts';
import { RatingInForce } from './rating-in-force.ts';
import { keptTimings } from './report-timings.ts';
import type { ScheduledReports } from './scheduled-reports.ts';
import { settingsIn } from './settings-in.ts';
import { startLineReader } from './start-line-reader.ts';
import { judgedAlone, notAccounted, notBlanked } from './told-troubles.ts';
import { upkeepIn } from './upkeep-in.ts';
import { warnOfOpenFolder } from './warn-of-open-folder.ts';

/** Everything that writes into a data folder, behind its lock; there is one in the world at a time. */
export interface Writer extends Copies {
  readonly folder: string;
  readonly store: WritingStore;
  /** The one way in which something is taken away. */
  readonly gateway: Gateway;
  readonly journal: Journal;
  readonly pipeline: Pipeline;
  readonly jobs: JobRunner;
  /** Requests of people to be forgotten. */
  readonly erasing: ErasingRequests;
  readonly reports: ScheduledReports;
  /** The time by which lines arrive. */
  readonly clock: BelievedClock;
  /** Reads intakes again; what arrives meanwhile has its turn in between. */
  replay(wish: ReplayWish): Promise<void>;
  /** Rates stored calls again by today's tariffs; what arrives meanwhile has its turn in between. */
  rate(wish: RatePeriodWish): Promise<RatedSums>;
  /** How a source's lines are judged until the configuration changes, where it does not say. */
  judge(settings: ProcessingSettings): void;
  /** How long everything is kept, by the configuration that is in force. */
  retention(): Promise<Retention | null>;
  /** Call memories have all that arrived. */
  settleMemories(): Promise<void>;
  /** A new configuration is in force. */
  configurationChanged(configuration: Configuration): Promise<void>;
  /** A tariff was imported: lines are rated by it from now on. */
  tariffsChanged(): void;
  /** Told after each commit, until the returned function is called. */
  watch(listener: (intake: IntakeId, counts: LineCounts, cursor: number) => void): () => void;
  close(): Promise<void>;
}

export interface WriterSurroundings {
  readonly now: () => number;
  readonly log: Log;
  /** Told of every intake that could not be accounted for. */
  readonly failed: (error: unknown) => void;
  /** The process goes on and tries again by itself; a command does what it was asked for, and ends. */
  readonly lasting: boolean;
  /** Where the log of the service is written by day, when it is; as it was noted last where this is not the service. */
  readonly logFolder?: string | null;
}

/** Locks the folder, opens its store and clears what a crash left behind. */
export async function openWriter(folder: string, surroundings: WriterSurroundings): Promise<Writer> {
  const lock = lockFolder(folder);
  try {
    return await openLocked(folder, lock, surroundings);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openLocked(
  folder: string,
  lock: FolderLock,
  surroundings: WriterSurroundings,
): Promise<Writer> {
  const key = installationKey(folder);
  warnOfOpenFolder(folder, surroundings.log);
  const { lasting } = surroundings;
  // Both threads of the service load their modules at the same time. A command has no socket that a commit could hold up.
  const reader = lasting ? startLineReader(folder, key) : lineReaderAsNeeded(folder, key);
  try {
    const store = lasting
      ? await openStoreThread(folder)
      : (await import('../../store/sqlite-store.ts')).openSqliteStore(folder, {
          checkpoints: 'beside the writer',
        });
    return await assemble(folder, lock, { store, reader }, key, surroundings).catch(async (error) => {
      await store.close().catch(() => {});
      throw error;
    });
  } catch (error) {
    // A thread that is left would keep the process from ending.
    await reader.close();
    throw error;
  }
}

async function assemble(
  folder: string,
  lock: FolderLock,
  { store, reader }: { store: WritingStore; reader: LineReader },
  key: InstallationKey,
  { now, log, failed, lasting, logFolder = notedLogFolder(folder) }: WriterSurroundings,
): Promise<Writer> {
  const clock = new BelievedClock({ now, passed: () => performance.now(), seen: await store.clockSeen() });
  await clearLeftOver(folder, store, log, clock.now());
  const blanker = new Blanker(folder, key, { register: store, now: clock.now, failed: notBlanked(log) });
  await blanker.finish();
  // Asked for when it is needed: one that this program does not understand must not keep the next from being applied.
  let configuration: Promise<Configuration> | null = null;
  const inForce = (): Promise<Configuration> => {
    configuration ??= remembering(storedConfiguration(folder), store, now()).catch((error: unknown) => {
      configuration = null;
      throw error;
    });
    return configuration;
  };
  const [rating, judged] = [new RatingInForce(folder, reader), new Map<string, ProcessingSettings>()];
  const listeners = new Set<Parameters<Writer['watch']>[0]>();
  const inTurn: JobContext['inTurn'] = (work) => pipeline.inTurn(work);
  const blank = () => blanker.finish();
  const taking = { store, key, now: clock.now, inTurn, reader, blank, logFolder, configuration: inForce };
  const gateway = gatewayIn(folder, taking);
  await gateway.finishRawCopies();
  const settingsOf = async (source: string) =>
    judged.get(source) ?? (await settingsIn(await inForce(), source, store));
  const parts = {
    store,
    reader,
    edges: async () => await gateway.edges((await inForce()).retention),
    program: PROGRAM,
    now: clock.now,
    blank,
    settingsOf: async (source: string, kind: IntakeKind) => {
      const settings = await rating.addTo(await settingsOf(source), await inForce());
      return kind === 'stream' ? settings : judgedAsFile(settings);
    },
    withoutEarlier: judgedAlone(log),
    committed: (intake: IntakeId, counts: LineCounts, cursor: number) => {
      for (const listener of listeners) listener(intake, counts, cursor);
    },
  } satisfies PipelineParts;
  const pipeline = new Pipeline(parts, notAccounted({ log, failed, lasting }));
  const rates = ratingIn({ folder, store, configuration: inForce, settingsOf, now: clock.now, inTurn });
  const shared = { key, store, gateway, configuration: inForce, ...rates };
  const copies = await copiesIn({ ...shared, folder, now: clock.now });
  const told = { now, log, logFolder, lasting, inTurn, blank };
  const { erasing, jobs, reports } = upkeepIn(folder, { ...shared, ...copies, ...told });
  return {
    folder,
    store,
    gateway,
    journal: new JournalFiles(folder, key),
    ...{ ...copies, pipeline, jobs, erasing, reports, clock, rate: rates.rate },
    configurationChanged: async (changed) => {
      const before = await inForce().catch(() => null);
      configuration = Promise.resolve(changed);
      judged.clear();
      rating.clear();
      await remembering(configuration, store, now());
      if (!isDeepStrictEqual(before?.retention, changed.retention)) jobs.policyChanged();
    },
    tariffsChanged: () => rating.clear(),
    retention: async () => (await inForce()).retention,
    settleMemories: async () => {
      await inForce();
      while (!(await store.settleMemories()));
    },
    replay: (wish) => replay({ ...parts, inTurn, arrived: (intake) => pipeline.arrived(intake, null) }, wish),
    judge: (settings) => void judged.set(settings.source, settings),
    watch: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => closeAll(pipeline, reader, store, lock),
  };
}

async function closeAll(
  pipeline: Pipeline,
  reader: LineReader,
  store: WritingStore,
  lock: FolderLock,
): Promise<void> {
  await pipeline.stop();
  await reader.close();
  await store.close().finally(() => lock.release());
}

/** What a process that was killed or lost power left behind. */
async function clearLeftOver(folder: string, store: WritingStore, log: Log, now: number): Promise<void> {
  await store.endLeftOver(now);
  await clearAttachments(folder, store, log);
  await store.forgetTransfersBefore(now - TRANSFER_KEPT_MS);
  const known = new Set(await store.rawPaths());
  const { removed, unpacked, plain, put_aside } = await sortOutStrayRawCopies(folder, {
    isKnown: (path) => known.has(path),
    standsPlain: (path, bytes) => store.standsPlain(path, bytes),
  });
  if (removed > 0) log('info', 'removed raw copies a crash had left unfinished', { files: removed });
  if (unpacked > 0)
    log('warn', 'unpacked raw copies that the database does not know as packed', { files: unpacked });
  if (plain > 0)
    log('warn', 'took plain raw copies in the place of packed ones that are not there', { files: plain });
  if (put_aside > 0) {
    const hint = './ledgerline verify says which of them hold bytes that no intake has, and what to do.';
    log('warn', `raw copies that no intake has were put aside in ${STRAY_FOLDER}`, {
      files: put_aside,
      hint,
    });
  }
}

/** With a configuration in force the store knows whose calls it has to remember, and since when reports are due. */
async function remembering(
  given: Promise<Configuration>,
  store: WritingStore,
  now: number,
): Promise<Configuration> {
  const configuration = await given;
  await store.keepMemories(memoryProfiles(configuration), now);
  await store.keepSchedules(keptTimings(configuration), now);
  return configuration;
}

async function storedConfiguration(folder: string): Promise<Configuration> {
  const store = openReadingConnection(folder);
  try {
    return await activeConfiguration(store);
  } finally {
    await store.close();
  }
}

/** Whether anything was ever kept in this folder. */
export function hasDatabase(folder: string): boolean {
  return existsSync(join(folder, DATABASE_FILE));
}

/** The key of the folder; a fresh folder gets one, a folder with records must have it. */
function installationKey(folder: string) {
  if (hasDatabase(folder)) return requireInstallationKey(folder, 'no record can be recognised again');
  return readInstallationKey(folder) ?? createInstallationKey(folder);
}
