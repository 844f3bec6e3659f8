import type { JobEnd } from '../../maintenance/job-runner.ts';
import { jobAlarms } from '../../store/queries/job-runs.ts';
import type { Command } from '../command.ts';
import { countsText, givenJob } from '../job-names.ts';
import { isSet, usageError } from '../usage.ts';

export const jobsRun: Command = {
  name: 'jobs run',
  summary:
    'Runs a job now, in the service where one runs. What the brake has stopped goes on with --confirm.',
  positionals: 'JOB',
  options: {
    confirm: { value: null, summary: 'it is meant, however much it takes; who said so is kept with the run' },
    json: { value: null, summary: 'how it ended, as JSON' },
  },
  example: './ledgerline jobs run calls --confirm',
  writes: true,
  audit: { runs: 'job' },
  async run(call) {
    const job = givenJob(call);
    if (job === null) throw usageError('JOB is missing.', 'For example: ./ledgerline jobs run calls');
    const { jobs } = await call.writer();
    if (jobs.running !== null) call.err(`Waiting: job ${jobs.running} is running.\n`);
    const { signal, principal } = call;
    const wish = { due_at: null, by: principal, confirmed: isSet(call, 'confirm'), signal };
    const end = await jobs.run(job, wish);
    signal.throwIfAborted();
    if (end === null) throw new Error('a run that nobody planned was made before');
    const alarm = jobAlarms(call.reading().connection).find(({ subject }) => subject === job.name);
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify({ job: job.name, ...end, alarm: alarm ?? null }, null, 1)}\n`);
    } else {
      await call.out(endText(job.name, end));
      if (end.detail !== null) await call.out(`${end.detail}\n`);
      if (alarm !== undefined) await call.out(`${alarm.hint}\n`);
    }
    return end.result === 'done' ? 0 : 1;
  },
};

/** A run that took nothing is no list of one word. */
function endText(job: string, { result, counts }: JobEnd): string {
  if (Object.keys(counts).length > 0) return `Job ${job} ${result}: ${countsText(counts)}.\n`;
  return result === 'done'
    ? `Job ${job} done: there was nothing to do.\n`
    : `Job ${job} ${result} before it did anything.\n`;
}
