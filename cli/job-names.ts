import type { Job } from '../maintenance/job.ts';
import { JOBS } from '../maintenance/jobs.ts';
import type { JobCounts, JobRun } from '../record/job-run.ts';
import { grouped } from '../reports/text-table.ts';
import { suggestion } from '../settings/describe-issues.ts';
import type { CommandCall } from './command.ts';
import { usageError } from './usage.ts';

/** The job that a command names first; null where it names none. */
export function givenJob(call: CommandCall): Job | null {
  const [name] = call.positionals;
  if (name === undefined) return null;
  const job = Object.hasOwn(JOBS, name) ? JOBS[name] : undefined;
  if (job !== undefined) return job;
  const names = Object.keys(JOBS);
  throw usageError(`There is no job ${name}${suggestion(name, names)}`, `Jobs: ${names.join(', ')}.`);
}

/** `calls masked 1,234, calls gone 20`; `nothing` where nothing was counted. */
export function countsText(counts: JobCounts): string {
  const all = Object.entries(counts).map(([name, rows]) => `${name.replaceAll('_', ' ')} ${grouped(rows)}`);
  return all.length === 0 ? 'nothing' : all.join(', ');
}

/** The counts of a run, null where it did not come to note them: it is running, or a kill ended it. */
export function countsKnown({ counts, ended_at }: Pick<JobRun, 'counts' | 'ended_at'>): JobCounts | null {
  return ended_at === null ? null : counts;
}

export function didText(counts: JobCounts | null): string {
  return counts === null ? 'not counted' : countsText(counts);
}
