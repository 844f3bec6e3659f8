import type { Job } from '../job.ts';

/** Requests to be forgotten that were broken off, of which a legal hold kept something, or that wait for a correction. */
export const subjectRequests: Job = {
  name: 'subject-requests',
  summary: 'Goes on with requests to be forgotten that are not done.',
  schedule: { hour: 3, minute: 30 },
  ladder: false,
  async plan({ reads }) {
    const open = await reads.openRequests();
    return { counts: open > 0 ? { requests: open } : {}, deferred: 0, taking: null };
  },
  async run({ erasing, backups, signal, count }) {
    await backups.bringErasures();
    const { done, waiting } = await erasing.goOn(signal);
    if (done > 0) count('requests_done', done);
    if (waiting > 0) count('requests_waiting', waiting);
  },
};
