import { byWeight } from '../../record/call-sums.ts';
import { costCentreTree, UNASSIGNED } from '../cost-centre-tree.ts';
import { directoryNames } from '../directory-names.ts';
import { MARK_UP_COLUMNS, markedRows, sumsWithMarkUp } from '../mark-up.ts';
import type { Report } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { partsOf } from '../report-period.ts';
import { SUM_COLUMNS } from '../sum-rows.ts';

/** What is charged to each cost centre for every month, by extension and person; each day counts to whose it was. */
export const chargeBack: Report = {
  name: 'charge-back',
  title: 'Charge-back statement',
  summary:
    'What is charged to each cost centre for each month: its extensions and people with their calls, time, cost and mark-up.',
  parameters: COST_PARAMETERS,
  columns: [
    { name: 'posting_period', title: 'Posting period', type: 'text' },
    { name: 'cost_centre', title: 'Cost centre', type: 'text' },
    { name: 'name', title: 'Name', type: 'text' },
    { name: 'extension', title: 'Extension', type: 'text' },
    { name: 'person', title: 'Person', type: 'text' },
    { name: 'person_name', title: 'Person’s name', type: 'text' },
    ...SUM_COLUMNS,
    ...MARK_UP_COLUMNS,
  ],
  chart: { kind: 'bars', along: ['cost_centre'], drawn: 'charged_micros', together: true },
  drill: { report: 'itemised', by: { extension: 'extension', 'cost-centre': 'cost_centre' } },
  async *rows(sources, { period, filter }) {
    const directory = await sources.directory();
    const names = directoryNames(directory);
    const places = new Map(costCentreTree(directory, period.to_day).map(({ code }, place) => [code, place]));
    const placeOf = (code: string | null): number => places.get(code ?? '') ?? places.size;
    const whose = sources.shows('person') ? (['person'] as const) : [];
    for (const month of partsOf(period, 'month')) {
      const by = ['cost_centre', 'extension', ...whose] as const;
      const found = await sumsWithMarkUp(sources, by, { period: month, filter });
      const ordered = [...found].sort(
        (one, other) =>
          placeOf(one.group.cost_centre ?? null) - placeOf(other.group.cost_centre ?? null) ||
          byWeight(one, other),
      );
      for (const sums of ordered) {
        const { cost_centre = null, extension = null, person = null } = sums.group;
        for (const row of markedRows(sums))
          yield {
            ...{ posting_period: month.asked, cost_centre: cost_centre ?? UNASSIGNED },
            ...{
              name: names.unit(cost_centre),
              extension,
              person,
              person_name: names.person(person),
              ...row,
            },
          };
      }
    }
  },
};
