import { setTimeout } from 'node:timers/promises';
import { ErasingRequests } from '../../maintenance/erasing-requests.ts';
import type { JobRunner } from '../../maintenance/job-runner.ts';
import { openSubject } from '../../record/sealed-subject.ts';
import { PROGRAM } from '../program.ts';
import { backupsHolding } from './backups-holding.ts';
import { certifierIn } from './certify.ts';
import { jobRunnerIn } from './job-runner-in.ts';
import { logReaders } from './log-readers.ts';
import { endOwnReaders } from './own-readers.ts';
import { ScheduledReports } from './scheduled-reports.ts';
import type { SubjectSearch } from './search-for-subject.ts';

type UpkeepParts = Omit<Parameters<typeof jobRunnerIn>[1], 'erasing' | 'reports'> & {
  readonly key: Uint8Array;
};

interface Upkeep {
  readonly erasing: ErasingRequests;
  readonly jobs: JobRunner;
  readonly reports: ScheduledReports;
}

/** What takes something away in a data folder by itself, or because a person asked for it. */
export function upkeepIn(folder: string, parts: UpkeepParts): Upkeep {
  const { configuration, key, ...rest } = parts;
  const erasing = new ErasingRequests({
    ...rest,
    retention: async () => (await configuration()).retention,
    readers: () => logReaders(folder),
    endReaders: () => endOwnReaders(folder),
    pause: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => {}),
    program: PROGRAM,
    certify: certifierIn(folder),
    open: (sealed) => openSubject(key, sealed),
    copiesGone: (signal) => rest.backups.copiesGone(signal),
    search: searchIn(folder, configuration),
    backups: async () => await backupsHolding(folder, await configuration()),
    note: (erasure) => rest.backups.appendErasure(erasure),
  });
  const alone: ErasingRequests['alone'] = (work) => erasing.alone(work);
  const reports = new ScheduledReports({ ...rest, folder, configuration, alone });
  return { erasing, jobs: jobRunnerIn(folder, { ...parts, erasing, reports }), reports };
}

/** What knows every spelling of a number is loaded where somebody is erased. */
function searchIn(folder: string, configuration: UpkeepParts['configuration']): SubjectSearch {
  return async (...asked) => {
    const { subjectSearchIn } = await import('./search-for-subject.ts');
    return await subjectSearchIn(folder, configuration)(...asked);
  };
}
