import { JOBS } from '../../maintenance/jobs.ts';
import { shareTrouble } from '../../privacy/share-brake.ts';
import { counted, textColumns, textTable } from '../../reports/text-table.ts';
import type { Command } from '../command.ts';
import { countsText, givenJob } from '../job-names.ts';
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
    const reads = jobReads(call.folder);
    const plans = [];
    for (const job of given === null ? Object.values(JOBS) : [given]) {
      const { counts, deferred, taking } = await job.plan({ reads, retention, now: call.now });
      const stops =
        taking === null || retention === null
          ? null
          : shareTrouble(taking, retention.brake_share, await reads.usual(job.name));
      plans.push({ job: job.name, counts, deferred, stops });
    }
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(plans, null, 1)}\n`);
      return 0;
    }
    const rows = plans.map(({ job, counts, deferred }) => [
      job,
      countsText(counts),
      deferred === 0 ? '' : `${counted(deferred, 'row')} kept by legal holds`,
    ]);
    await call.out(textTable(textColumns(['job', 'would do', '']), rows));
    for (const { job, stops } of plans)
      if (stops !== null) await call.out(`\n${job} would stop and ask: ${stops}.\n`);
    if (retention === null)
      await call.out('\nNo retention is in force: nothing is masked or removed by itself.\n');
    return 0;
  },
};
