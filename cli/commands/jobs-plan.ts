import { JOBS } from '../../maintenance/jobs.ts';
import type { Command } from '../command.ts';
import { givenJob } from '../job-names.ts';
import { clockAlarm, plannedJob, plansText } from '../job-plans.ts';
import { jobReads } from '../service/job-reads.ts';
import { activeConfiguration } from '../service/judging.ts';
import { isSet } from '../usage.ts';

export const jobsPlan: Command = {
  name: 'jobs plan',
  summary: 'What a job, or each, would do if it ran now, by the code that does it. Changes nothing.',
  positionals: '[JOB]',
  options: { json: { value: null, summary: 'as a JSON array' } },
  example: './ledgerline jobs plan calls',
  writes: false,
  audit: 'none',
  async run(call) {
    const { retention } = await activeConfiguration(call.reading());
    const given = givenJob(call);
    const context = { reads: jobReads(call.folder), retention, now: call.now };
    const plans = [];
    for (const job of given === null ? Object.values(JOBS) : [given])
      plans.push(await plannedJob(job, context));
    if (isSet(call, 'json')) await call.out(`${JSON.stringify(plans, null, 1)}\n`);
    else await call.out(plansText(plans, context) + (clockAlarm(call.reading().connection) ?? ''));
    return 0;
  },
};
