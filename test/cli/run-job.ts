import { openWriter } from '../../cli/service/writer.ts';
import type { Job } from '../../maintenance/job.ts';
import type { JobEnd } from '../../maintenance/job-runner.ts';

/** Runs a job over a data folder, as the command does when no service runs. */
export async function runJob(folder: string, job: Job, now: number): Promise<JobEnd | null> {
  const writer = await openWriter(folder, {
    now: () => now,
    log: () => {},
    failed: () => {},
    lasting: false,
  });
  const { signal } = new AbortController();
  try {
    return await writer.jobs.run(job, { due_at: null, by: 'os:somebody', confirmed: false, signal });
  } finally {
    await writer.close();
  }
}
