import { JOBS } from '../maintenance/jobs.ts';
import type { Connection } from '../store/open-database.ts';
import { jobAlarms } from '../store/queries/job-runs.ts';

/** Why the next run of a job takes nothing, as the alarm says it: the clock, or the brake, also of the job that comes first. Null where it goes. */
export function waitingJobs(connection: Connection): (job: string) => string | null {
  const alarms = jobAlarms(connection);
  const clock = alarms.find(({ subject }) => subject === 'clock');
  return (job) => {
    const braked = alarms.find(
      ({ subject, planned }) => planned !== null && (subject === job || subject === JOBS[job]?.after),
    );
    return (clock ?? braked)?.message ?? null;
  };
}
