import { setTimeout } from 'node:timers/promises';
import type { JobReads } from '../../maintenance/job.ts';
import { JobRunner, type RunnerParts } from '../../maintenance/job-runner.ts';
import type { Configuration } from '../../settings/configuration.ts';
import type { WritingStore } from '../../store/store.ts';
import { auditUpkeep } from './audit-upkeep.ts';
import { auditedJobStore } from './audited-job-store.ts';
import { ballastIn } from './ballast.ts';
import { jobReadsAsNeeded } from './job-reads-as-needed.ts';
import { jobReadsBeside } from './job-reads-beside.ts';
import { logReaders } from './log-readers.ts';
import { endOwnReaders } from './own-readers.ts';
import { rawCopyUpkeep } from './raw-copy-upkeep.ts';

interface ReadsParts {
  readonly store: WritingStore;
  readonly configuration: () => Promise<Configuration>;
  readonly logFolder: string | null;
  /** A service, which answers sockets meanwhile. */
  readonly lasting: boolean;
}

/** What the configuration alone tells needs no thread: one that reads it loads every driver and source for it. */
function readsFor(folder: string, { configuration, store, logFolder, lasting }: ReadsParts): JobReads {
  const others = lasting ? jobReadsBeside(folder, { logFolder }) : jobReadsAsNeeded(folder, logFolder);
  const own: Pick<JobReads, 'directoryImports' | 'archives' | 'backups'> = {
    directoryImports: async () => (await configuration()).directory.imports,
    async archives(now) {
      const used = (await configuration()).archive !== null || (await store.archivePieces()).length > 0;
      return used ? await others.archives(now) : { archived: 0, gone: 0, kept: 0, in_archives: 0 };
    },
    async backups(now) {
      const used = (await configuration()).backup !== null;
      return used ? await others.backups(now) : { targets: 0, surplus: 0 };
    },
  };
  return Object.assign(Object.create(others) as JobReads, own);
}

/** The one that runs jobs over a data folder, by the configuration that is in force when a job begins. */
export function jobRunnerIn(
  folder: string,
  parts: Pick<
    RunnerParts,
    'gateway' | 'erasing' | 'now' | 'log' | 'inTurn' | 'backups' | 'archives' | 'reports' | 'rateFreeMinutes'
  > & {
    readonly blank: () => Promise<void>;
  } & ReadsParts,
): JobRunner {
  const { blank, configuration, logFolder, lasting, ...rest } = parts;
  return new JobRunner({
    ...rest,
    ...auditedJobStore(folder, parts.store, parts.now),
    audit: auditUpkeep(folder, parts.now),
    reads: readsFor(folder, { configuration, logFolder, lasting, store: parts.store }),
    rawCopies: rawCopyUpkeep(folder, blank),
    readers: () => logReaders(folder),
    endReaders: () => endOwnReaders(folder),
    pause: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => {}),
    ballast: ballastIn(folder, parts.log),
    retention: async () => (await configuration()).retention,
    schedule: async () => (await configuration()).schedule,
  });
}
