import { isTaken, type JobAlarm, type JobCounts, type JobRun } from '../../record/job-run.ts';
import type { Connection } from '../open-database.ts';

/** Runs of one job, or of all, newest first. */
export function jobRuns(connection: Connection, job: string | null, limit: number): JobRun[] {
  return connection
    .prepare<object, Omit<JobRun, 'counts'> & { counts: string }>(
      'select * from job_run where @job is null or job = @job order by started_at desc, id desc limit @limit',
    )
    .all({ job, limit })
    .map((run) => ({ ...run, counts: JSON.parse(run.counts) as JobCounts }));
}

/** How many rows the last run of a job took that came to its end. */
export function takenLast(connection: Connection, job: string): number {
  const counts = connection
    .prepare<[string], string>(
      "select counts from job_run where job = ? and result = 'done' order by started_at desc, id desc limit 1",
    )
    .pluck()
    .get(job);
  const taken = Object.entries(JSON.parse(counts ?? '{}') as JobCounts).filter(([name]) => isTaken(name));
  return taken.reduce((sum, [, rows]) => sum + rows, 0);
}

export function jobAlarms(connection: Connection): JobAlarm[] {
  return connection.prepare<[], JobAlarm>('select * from purge_alarm order by subject').all();
}

/** When the scheduler last looked what is due; null where it never did. */
export function lastRound(connection: Connection): number | null {
  const row = connection.prepare<[], number>("select value from counter where name = 'scheduler'").pluck();
  return row.get() ?? null;
}
