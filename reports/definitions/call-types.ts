import { byWeight } from '../../record/call-sums.ts';
import type { Report } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { addSums, SUM_COLUMNS, share, sumRows } from '../sum-rows.ts';

/** What kinds of calls there were: the class of their destination and their direction. */
export const callTypes: Report = {
  name: 'call-types',
  title: 'Calls by type',
  summary: 'Calls, time and cost by class of destination and direction, with their share of all calls.',
  parameters: COST_PARAMETERS,
  columns: [
    { name: 'class', title: 'Class', type: 'text' },
    { name: 'direction', title: 'Direction', type: 'text' },
    ...SUM_COLUMNS,
    { name: 'share', title: 'Share of calls', type: 'share' },
  ],
  chart: { kind: 'bars', along: ['class'], drawn: 'calls' },
  drill: { report: 'itemised', by: { class: 'class', direction: 'direction' } },
  async *rows(sources, { period, filter }) {
    const found = await sources.sums(period, ['class', 'direction'], filter);
    const all = addSums(found).calls;
    for (const sums of [...found].sort(byWeight)) {
      const { direction = null } = sums.group;
      const type = { class: sums.group.class ?? null, direction };
      const [first, ...others] = sumRows(sums);
      yield { ...type, ...first, share: share(sums.calls, all) };
      for (const row of others) yield { ...type, ...row, share: null };
    }
  },
};
