import { isTaken } from '../../record/job-run.ts';
import type { Report, ReportRow } from '../report.ts';
import { LocalHours } from '../traffic/local-hours.ts';

/** How long each class is kept and what of it is there; or what was purged in a period. */
export const retention: Report = {
  name: 'retention',
  title: 'Retention and purge',
  summary:
    'Of each class of what is stored its policy, the oldest, how much is due and held; or what was purged in the period.',
  parameters: ['by'],
  choices: ['class', 'purged'],
  columns: ({ by }) =>
    by === 'purged'
      ? [
          { name: 'day', title: 'Day', type: 'day' },
          { name: 'job', title: 'Job', type: 'text' },
          { name: 'what', title: 'What', type: 'text' },
          { name: 'runs', title: 'Runs', type: 'count', total: 'sum' },
          { name: 'rows', title: 'Rows', type: 'count', total: 'sum' },
        ]
      : [
          { name: 'class', title: 'Class', type: 'text' },
          { name: 'policy', title: 'Policy', type: 'text' },
          { name: 'oldest', title: 'Oldest', type: 'day' },
          { name: 'rows', title: 'Rows', type: 'count', total: 'sum' },
          { name: 'due', title: 'Due', type: 'count', total: 'sum' },
          { name: 'held', title: 'Kept by holds', type: 'count', total: 'sum' },
          { name: 'next_at', title: 'Next purge', type: 'time' },
          { name: 'waits', title: 'Waits', type: 'text' },
        ],
  async *rows(sources, { period, by }) {
    const hours = new LocalHours(sources.time_zone);
    if (by !== 'purged') {
      const classes = await sources.retention();
      if (classes === null) yield { class: '(everything)', policy: 'no retention: nothing goes by itself' };
      for (const { name, next_at, ...rest } of classes ?? [])
        yield { class: name, ...rest, next_at: hours.show(next_at) };
      return;
    }
    const { from, to } = hours.edges(period);
    const found = new Map<string, ReportRow & { runs: number; rows: number }>();
    for (const { job, started_at, counts } of await sources.jobRuns(from, to)) {
      const day = hours.show(started_at).slice(0, 10);
      for (const [what, rows] of Object.entries(counts)) {
        if (!isTaken(what) || rows === 0) continue;
        const key = JSON.stringify([day, job, what]);
        const known = found.get(key) ?? { day, job, what, runs: 0, rows: 0 };
        found.set(key, { ...known, runs: known.runs + 1, rows: known.rows + rows });
      }
    }
    yield* found.values();
  },
};
