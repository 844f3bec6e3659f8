import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../../collector/source.ts';
import { JOBS } from '../../maintenance/jobs.ts';
import { startScheduler } from '../../maintenance/scheduler.ts';
import { ThreadEnded } from '../../record/message-calls.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { Configuration, SourceEntry } from '../../settings/configuration.ts';
import { openReadingConnection } from '../../store/reading-connection.ts';
import { AttachmentFolders } from './attachment-folders.ts';
import { activeConfiguration, LISTS, NO_CONFIGURATION } from './judging.ts';
import { noteLogFolder } from './noted-log-folder.ts';
import { PresentTroubles, type SourceTrouble } from './present-troubles.ts';
import { readSecret } from './secrets.ts';
import { placedOptions } from './source-places.ts';
import { openWriter, type Writer, type WriterSurroundings } from './writer.ts';

/** The running service: sources, pipeline and jobs over one data folder. */
export interface Service {
  readonly writer: Writer;
  /** Resolves with the trouble after which the process must end and start anew from what is on disk. */
  readonly failure: Promise<Error>;
  /** What keeps sources from their work now. */
  troubles(): SourceTrouble[];
  /** The job in hand. */
  inHand(): string | null;
  /** Stops taking in, makes durable what was received, and closes the store. */
  stop(): Promise<void>;
}

export async function startService(
  folder: string,
  now: () => number,
  log: Log,
  logFolder: string | null = null,
): Promise<Service> {
  const failure = Promise.withResolvers<Error>();
  const troubles = new PresentTroubles(now);
  const failed = (error: unknown): void => {
    if (isPastMending(error)) failure.resolve(error);
    if (error instanceof OperationError && error.retryable) troubles.note(null, error);
  };
  const opened = await openWriter(folder, { now, log, logFolder, failed, lasting: true });
  const { configuration, waiting } = await startingPoint(opened).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  noteLogFolder(folder, logFolder, log);
  opened.watch(() => troubles.note(null, null));
  const sources = new RunningSources(opened, {
    ...{ now: opened.clock.now, log, troubles },
    failed: (error) => failure.resolve(asError(error)),
  });
  const attachments = new AttachmentFolders(opened, {
    ...{ now: opened.clock.now, log, failed },
    trouble: (name, error) => troubles.note(`attachments ${name}`, error),
  });
  const jobs = new AbortController();
  const scheduler = startScheduler(JOBS, opened.jobs, { signal: jobs.signal });
  const writer: Writer = {
    ...opened,
    configurationChanged: async (configuration) => {
      await opened.configurationChanged(configuration);
      await sources.follow(configuration);
      await attachments.follow(configuration);
    },
  };
  for (const intake of waiting) opened.pipeline.arrived(intake, null);
  // What a killed process had begun; what is told to stop goes on at the next start.
  const erasing = opened.erasing.goOn(jobs.signal).catch((error: unknown) => {
    if (!jobs.signal.aborted)
      log('error', 'a request to be forgotten could not be gone on with', { error: asError(error).message });
  });
  await sources.follow(configuration);
  await attachments.follow(configuration);
  if (!Object.values(configuration.sources).some(({ enabled }) => enabled)) {
    log('warn', 'no source is configured: nothing is collected', {
      folder,
      hint: 'Is this the right data folder? ./ledgerline config apply FILE puts a configuration in force.',
    });
  }
  if (configuration.retention === null) {
    log('warn', 'no retention is in force: nothing is ever masked or removed by itself', {
      hint: './ledgerline retention template prints a section to begin with; docs/retention.md explains it.',
    });
  }
  return {
    writer,
    failure: failure.promise,
    troubles: () => troubles.list(),
    inHand: () => opened.jobs.inHand,
    async stop() {
      await sources.follow(NO_CONFIGURATION);
      await attachments.follow(NO_CONFIGURATION);
      jobs.abort();
      await scheduler.stop();
      await opened.jobs.idle();
      await erasing;
      await opened.pipeline.idle();
      await opened.close();
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** After a failed flush nobody knows what is on disk, and without the store's thread nothing can be kept. */
function isPastMending(error: unknown): error is Error {
  return error instanceof ThreadEnded || (error instanceof OperationError && error.code === 'DISK_FAILED');
}

async function startingPoint({ folder, store, settleMemories }: Writer) {
  await settleMemories();
  const reading = openReadingConnection(folder);
  try {
    return { configuration: await activeConfiguration(reading), waiting: await store.waiting() };
  } finally {
    await reading.close();
  }
}

/** The sources that run now. */
class RunningSources {
  private readonly running = new Map<string, { entry: SourceEntry; stop(): Promise<void> }>();
  private following: Promise<void> = Promise.resolve();
  private readonly writer: Writer;
  private readonly now: () => number;
  private readonly log: Log;
  private readonly failed: (error: unknown) => void;
  private readonly troubles: PresentTroubles;

  constructor(
    writer: Writer,
    {
      now,
      log,
      failed,
      troubles,
    }: Omit<WriterSurroundings, 'lasting' | 'logFolder'> & { readonly troubles: PresentTroubles },
  ) {
    this.writer = writer;
    this.troubles = troubles;
    this.now = now;
    this.log = log;
    this.failed = failed;
  }

  /** Stops what is gone or changed, starts what is new or changed, leaves the rest alone; one change after the other. */
  follow(configuration: Configuration): Promise<void> {
    const changed = this.following.then(() => this.change(configuration));
    this.following = changed.catch(() => {});
    return changed;
  }

  private async change(configuration: Configuration): Promise<void> {
    const wanted = Object.values(configuration.sources).filter(({ enabled }) => enabled);
    const same = (entry: SourceEntry): boolean =>
      isDeepStrictEqual(this.running.get(entry.name)?.entry, entry);
    const kept = new Set(wanted.filter(same).map(({ name }) => name));
    const ended = [...this.running].filter(([name]) => !kept.has(name));
    await Promise.all(
      ended.map(async ([name, source]) => {
        await source.stop();
        this.running.delete(name);
        this.troubles.note(name, null);
      }),
    );
    for (const entry of wanted) if (!kept.has(entry.name)) this.start(entry);
  }

  private start(entry: SourceEntry): void {
    const kind = LISTS.sources[entry.kind];
    if (kind === undefined) return;
    const { folder, journal, store, pipeline } = this.writer;
    const abort = new AbortController();
    const source = kind.open(placedOptions(entry, folder) as never, {
      name: entry.name,
      journal,
      register: store,
      now: this.now,
      log: (level, message, fields) => this.log(level, message, { source: entry.name, ...fields }),
      trouble: (error) => this.troubles.note(entry.name, error),
      secret: (reference) => readSecret(reference, process.env.CREDENTIALS_DIRECTORY),
      arrived: (intake, arrival) => pipeline.arrived(intake, arrival?.length ?? null),
    });
    const ended = source.run(abort.signal).catch((error: unknown) => {
      this.log('error', 'a source has stopped', {
        source: entry.name,
        error: error instanceof Error ? error.message : String(error),
      });
      // Nobody would hear of a source that ended by itself; told to stop, only a failed disk matters to the others.
      if (!abort.signal.aborted || isPastMending(error)) this.failed(error);
    });
    this.log('info', 'source started', { source: entry.name, kind: entry.kind });
    this.running.set(entry.name, {
      entry,
      stop: async () => {
        abort.abort();
        await ended;
      },
    });
  }
}
