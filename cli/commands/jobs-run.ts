import type { Job } from '../../maintenance/job.ts';
import type { JobEnd } from '../../maintenance/job-runner.ts';
import { JOBS } from '../../maintenance/jobs.ts';
import { jobAlarms } from '../../store/queries/job-runs.ts';
import type { Command, CommandCall } from '../command.ts';
import { CONFIRM_OPTIONS, confirmedPlan, NOT_DONE_EXIT } from '../confirmed-plan.ts';
import { countsText, givenJob } from '../job-names.ts';
import { plannedJob, plansText } from '../job-plans.ts';
import { jobReads } from '../service/job-reads.ts';
import { activeConfiguration } from '../service/judging.ts';
import { isSet, optional, usageError } from '../usage.ts';

export const jobsRun: Command = {
  name: 'jobs run',
  summary:
    'Runs a job now, in the service where one runs. What the brake has stopped goes on with --confirm, which shows the plan first.',
  positionals: 'JOB',
  options: {
    confirm: { value: null, summary: 'it is meant, however much it takes; who said so is kept with the run' },
    ...CONFIRM_OPTIONS,
    json: { value: null, summary: 'how it ended, as JSON' },
  },
  example: './ledgerline jobs run calls --confirm --yes --reason "the first retention, as agreed"',
  writes: true,
  audit: { runs: 'job' },
  async run(call) {
    const job = givenJob(call);
    if (job === null) throw usageError('JOB is missing.', 'For example: ./ledgerline jobs run calls');
    if (isSet(call, 'confirm') && !(await isMeant(call, job))) return NOT_DONE_EXIT;
    if (!isSet(call, 'confirm') && (isSet(call, 'yes') || optional(call, 'reason') !== null))
      throw usageError(
        '--yes and --reason belong to --confirm.',
        'A job that nothing has stopped runs without them.',
      );
    const { jobs } = await call.writer();
    if (jobs.running !== null) call.err(`Waiting: job ${jobs.running} is running.\n`);
    const { signal, principal } = call;
    const wish = { due_at: null, by: principal, confirmed: isSet(call, 'confirm'), signal };
    const end = await jobs.run(job, wish);
    signal.throwIfAborted();
    if (end === null) throw new Error('a run that nobody planned was made before');
    // Of several things that it waits for, that one which stopped it: the others are no way on yet.
    const alarm = jobAlarms(call.reading().connection).find(({ subject }) => subject === end.alarm);
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify({ job: job.name, ...end, alarm: alarm ?? null }, null, 1)}\n`);
    } else {
      await call.out(endText(job.name, end));
      if (end.detail !== null) await call.out(`${end.detail}\n`);
      if (alarm !== undefined) await call.out(`${alarm.hint}\n`);
      await call.out(await linesLeft(call, job, end));
    }
    return end.result === 'done' ? 0 : 1;
  },
};

/** Shows what the brake has stopped; whoever goes ahead says why, and the audit log keeps it. */
async function isMeant(call: CommandCall, job: Job): Promise<boolean> {
  const { retention } = await activeConfiguration(call.reading());
  const context = { reads: jobReads(call.folder), retention, now: call.now };
  const plan = await plannedJob(job, context);
  if (!isSet(call, 'json')) return (await confirmedPlan(call, plansText([plan], context))) !== null;
  if (isSet(call, 'yes')) return (await confirmedPlan(call, '')) !== null;
  await call.out(`${JSON.stringify(plan, null, 1)}\n`);
  return false;
}

/** A call that was taken by a job of its own, before the one that takes its line, leaves that in the raw copy. */
async function linesLeft(call: CommandCall, { after }: Job, { result }: JobEnd): Promise<string> {
  const earlier = after === undefined || result !== 'done' ? undefined : JOBS[after];
  if (earlier?.name !== 'raw-copies') return '';
  const { retention } = await activeConfiguration(call.reading());
  const { counts } = await plannedJob(earlier, { reads: jobReads(call.folder), retention, now: call.now });
  if (Object.keys(counts).length === 0) return '';
  return `Lines as old as these calls still stand in raw copies, until job raw-copies has run: ./ledgerline jobs run raw-copies\n`;
}

/** A run that took nothing is no list of one word. */
function endText(job: string, { result, counts }: JobEnd): string {
  if (Object.keys(counts).length > 0) return `Job ${job} ${result}: ${countsText(counts)}.\n`;
  return result === 'done'
    ? `Job ${job} done: there was nothing to do.\n`
    : `Job ${job} ${result} before it did anything.\n`;
}
