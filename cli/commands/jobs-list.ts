import { JOBS } from '../../maintenance/jobs.ts';
import { nextDue } from '../../maintenance/retention-preview.ts';
import { dailySchedule } from '../../maintenance/schedule.ts';
import { showTime } from '../../record/calendar.ts';
import { textColumns, textTable } from '../../reports/text-table.ts';
import { jobAlarms, jobRuns, lastRound } from '../../store/queries/job-runs.ts';
import type { Command } from '../command.ts';
import { countsKnown, didText } from '../job-names.ts';
import { runsAsTheyAre } from '../runs-as-they-are.ts';
import { activeConfiguration } from '../service/judging.ts';
import { isSet } from '../usage.ts';

/** The scheduler looks every minute; after so long it does not any more. */
const DEAD_AFTER_MS = 5 * 60_000;

export const jobsList: Command = {
  name: 'jobs list',
  summary:
    'Every job: when it is due, when it last ran and how that ended, and what somebody must see. Fails while an alarm stands.',
  positionals: '',
  options: { json: { value: null, summary: 'as JSON' } },
  example: './ledgerline jobs list',
  writes: false,
  audit: 'none',
  async run(call) {
    const store = call.reading();
    const { schedule, retention } = await activeConfiguration(store);
    const now = call.now();
    const read = () => Object.keys(JOBS).flatMap((name) => jobRuns(store.connection, name, 1));
    const runs = await runsAsTheyAre(call.folder, read);
    const jobs = Object.values(JOBS).map((job) => {
      const last = runs.find((run) => run.job === job.name);
      const off = dailySchedule(schedule, job) === null;
      return {
        job: job.name,
        summary: job.summary,
        next_due_at: off ? null : showTime(nextDue(job, schedule, now), 0),
        last_started_at: last === undefined ? null : showTime(last.started_at, 0),
        last_result: last?.result ?? null,
        last_counts: last === undefined ? null : countsKnown(last),
      };
    });
    const alarms = jobAlarms(store.connection).map((alarm) => ({
      ...alarm,
      raised_at: showTime(alarm.raised_at, 0),
    }));
    const looked = lastRound(store.connection);
    const dead = looked === null || now - looked > DEAD_AFTER_MS || looked - now > DEAD_AFTER_MS;
    const scheduler = { looked_at: looked === null ? null : showTime(looked, 0), running: !dead };
    if (isSet(call, 'json')) {
      await call.out(
        `${JSON.stringify({ jobs, alarms, scheduler, retention: retention !== null }, null, 1)}\n`,
      );
      return alarms.length === 0 ? 0 : 1;
    }
    const rows = jobs.map((row) => [
      row.job,
      row.next_due_at ?? (JOBS[row.job]?.schedule === null ? 'see report schedule list' : 'off'),
      row.last_started_at ?? 'never',
      row.last_result ?? '',
      row.last_started_at === null ? '' : didText(row.last_counts),
    ]);
    await call.out(textTable(textColumns(['job', 'next due', 'last run', 'result', 'did']), rows));
    if (dead) {
      const since = scheduler.looked_at ?? 'the beginning';
      await call.out(`\nNothing runs by itself since ${since}: is the service running? ./ledgerline serve\n`);
    }
    if (retention === null)
      await call.out(
        '\nNo retention is in force: nothing is masked or removed by itself (docs/retention.md).\n',
      );
    for (const { message, hint, raised_at } of alarms)
      await call.out(`\nALARM since ${raised_at}: ${message.replace(/\.$/, '')}.\n${hint}\n`);
    return alarms.length === 0 ? 0 : 1;
  },
};
