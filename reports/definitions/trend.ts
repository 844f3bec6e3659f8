import { type Day, showDay } from '../../record/calendar.ts';
import type { Report } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { partsOf } from '../report-period.ts';
import { addSums, SUM_COLUMNS, sumRows } from '../sum-rows.ts';

/** How calls, time and cost go on from day to day; a day without calls has its row. What is still to come has none. */
export const trend: Report = {
  name: 'trend',
  title: 'Trend',
  summary: 'Calls, time and cost of every day, week or month.',
  parameters: [...COST_PARAMETERS, 'by'],
  choices: ['day', 'week', 'month'],
  columns: [
    { name: 'part', title: 'Period', type: 'text' },
    { name: 'from_day', title: 'From', type: 'day' },
    { name: 'to_day', title: 'To', type: 'day' },
    ...SUM_COLUMNS,
  ],
  chart: { kind: 'line', along: ['part'], drawn: 'cost_micros' },
  async *rows(sources, { period, filter, by = 'day' }) {
    const found = await sources.sums(period, ['day'], filter);
    const last = Math.max(sources.today, ...found.map(({ last_day }) => Date.parse(last_day) / 86_400_000));
    const shown = { ...period, to_day: Math.min(period.to_day, last) as Day };
    for (const part of partsOf(shown, by as 'day' | 'week' | 'month')) {
      const [from, to] = [showDay(part.from_day), showDay(part.to_day)];
      const within = found.filter(({ group: { day = null } }) => day !== null && day >= from && day <= to);
      for (const row of sumRows(addSums(within)))
        yield { part: part.asked, from_day: from, to_day: to, ...row };
    }
  },
};
