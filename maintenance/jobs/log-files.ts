import { edge, type Retention } from '../../privacy/retention.ts';
import { dayOf } from '../../record/calendar.ts';
import type { Job } from '../job.ts';

/** What the service had to say, by the day in the name of the file. */
export const logFiles: Job = {
  name: 'log-files',
  summary: 'Removes old files of the log, where the service was given a folder for them.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  async plan({ retention, reads, now }) {
    const before = retention === null ? null : edgeOf(retention, now());
    const old = before === null ? 0 : await reads.oldLogFiles(before);
    return { counts: old > 0 ? { log_files_gone: old } : {}, deferred: 0, taking: null };
  },
  async run({ gateway, retention, count }) {
    if (retention !== null) count('log_files_gone', await gateway.expireLogFiles(retention));
  },
};

/** Names of files have days in UTC. */
function edgeOf({ log_files }: Retention, now: number): number | null {
  return edge(log_files, dayOf(now));
}
