import { showTime } from '../../record/calendar.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import { jobRuns } from '../../store/queries/job-runs.ts';
import type { Command } from '../command.ts';
import { countsKnown, didText, givenJob } from '../job-names.ts';
import { runsAsTheyAre } from '../runs-as-they-are.ts';
import { isSet, optional, wholeNumber } from '../usage.ts';

export const jobsHistory: Command = {
  name: 'jobs history',
  summary:
    'What jobs did: when each was due, who started it, how it ended and what it counted; newest first.',
  positionals: '[JOB]',
  options: {
    last: { value: 'COUNT', summary: 'how many (default: 20)' },
    json: { value: null, summary: 'as a JSON array' },
  },
  example: './ledgerline jobs history calls --last 5',
  writes: false,
  audit: 'none',
  async run(call) {
    const limit = wholeNumber(optional(call, 'last') ?? '20', '--last');
    const { connection } = call.reading();
    const job = givenJob(call)?.name ?? null;
    const read = () => jobRuns(connection, job, limit);
    const runs = (await runsAsTheyAre(call.folder, read)).map((run) => ({
      ...run,
      counts: countsKnown(run),
      due_at: run.due_at === null ? null : showTime(run.due_at, 0),
      started_at: showTime(run.started_at, 0),
      ended_at: run.ended_at === null ? null : showTime(run.ended_at, 0),
    }));
    if (isSet(call, 'json')) {
      await call.out(`${JSON.stringify(runs, null, 1)}\n`);
      return 0;
    }
    if (runs.length === 0) {
      await call.out('No job ran yet.\n');
      return 0;
    }
    const rows = runs.map((run) => [
      run.job,
      run.due_at ?? '',
      run.started_at,
      run.ended_at ?? '',
      run.started_by,
      run.result,
      [didText(run.counts), ...(run.detail === null ? [] : [run.detail])].join('; '),
    ]);
    const titles = ['job', 'due', 'started', 'ended', 'by', 'result', 'did'];
    await call.out(textTable(textColumns(titles), rows));
    return 0;
  },
};
