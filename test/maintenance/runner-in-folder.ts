import { Archives } from '../../cli/service/archives.ts';
import { auditUpkeep } from '../../cli/service/audit-upkeep.ts';
import { Backups } from '../../cli/service/backups.ts';
import { jobReads } from '../../cli/service/job-reads.ts';
import { NO_CONFIGURATION } from '../../cli/service/judging.ts';
import { rawCopyUpkeep } from '../../cli/service/raw-copy-upkeep.ts';
import type { Job } from '../../maintenance/job.ts';
import { type JobEnd, JobRunner, type JobWish, type RunnerParts } from '../../maintenance/job-runner.ts';
import { DEFAULT_SCHEDULE } from '../../maintenance/schedule.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { KEY } from '../asterisk-lines.ts';
import { erasingIn } from '../gateway-in-folder.ts';
import type { TestFolder } from '../test-folder.ts';

/** Of a folder without a configuration: there is none to be made. */
function backupsOf({ folder, store, now }: TestFolder): Backups {
  return new Backups({
    folder,
    key: KEY,
    store,
    now: () => now,
    configuration: async () => NO_CONFIGURATION,
  });
}

function archivesOf({ folder, store, gateway, now }: TestFolder): Archives {
  const configuration = async (): Promise<Configuration> => NO_CONFIGURATION;
  return new Archives({ folder, key: KEY, store, gateway, now: () => now, configuration });
}

/** What a job touches in a test folder, by the folder's own clock and retention. */
export function partsIn(data: TestFolder, given: Partial<RunnerParts> = {}): RunnerParts {
  return {
    store: data.store,
    gateway: data.gateway,
    erasing: erasingIn(data.folder, data.store, () => data.now),
    reads: jobReads(data.folder),
    audit: auditUpkeep(data.folder, () => data.now),
    planned: () => {},
    rawCopies: rawCopyUpkeep(data.folder, async () => {}),
    backups: backupsOf(data),
    archives: archivesOf(data),
    reports: { isDue: async () => false, run: async () => {} },
    rateFreeMinutes: async () => 0,
    now: () => data.now,
    inTurn: (work) => work(),
    retention: async () => data.retention,
    schedule: async () => DEFAULT_SCHEDULE,
    readers: () => [],
    endReaders: async () => 0,
    pause: async () => {},
    ballast: { release: async () => false, restore: async () => {} },
    log: () => {},
    ...given,
  };
}

export function asked(given: Partial<JobWish> = {}): JobWish {
  return {
    due_at: null,
    by: 'os:somebody',
    confirmed: false,
    signal: new AbortController().signal,
    ...given,
  };
}

export async function runIn(
  data: TestFolder,
  job: Job,
  { parts = {}, wish = {} }: { parts?: Partial<RunnerParts>; wish?: Partial<JobWish> } = {},
): Promise<JobEnd> {
  const end = await new JobRunner(partsIn(data, parts)).run(job, asked(wish));
  if (end === null) throw new Error('the run was made already');
  return end;
}
