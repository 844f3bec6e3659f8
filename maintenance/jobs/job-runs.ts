import { expireRows } from '../expire-rows.ts';
import type { Job } from '../job.ts';

/** What jobs did, by how it ended. The last run of each stays: by it no job runs twice. */
export const jobRuns: Job = {
  name: 'job-runs',
  summary: 'Removes runs of jobs by how they ended and their age.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  ...expireRows([
    { kind: 'runs_done', period: (retention) => retention.job_runs.done },
    { kind: 'runs_failed', period: (retention) => retention.job_runs.failed },
    { kind: 'runs_cancelled', period: (retention) => retention.job_runs.cancelled },
  ]),
};
