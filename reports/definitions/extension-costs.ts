import { byWeight } from '../../record/call-sums.ts';
import { directoryNames } from '../directory-names.ts';
import type { Report } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { SUM_COLUMNS, sumRows } from '../sum-rows.ts';

/** What each extension cost; one that had several owners in the period has a row for each. */
export const extensionCosts: Report = {
  name: 'extension-costs',
  title: 'Costs by extension',
  summary:
    'Calls, time and cost of every extension, with the person and cost centre it belonged to on the days of its calls.',
  parameters: COST_PARAMETERS,
  columns: [
    { name: 'extension', title: 'Extension', type: 'text' },
    { name: 'person', title: 'Person', type: 'text' },
    { name: 'person_name', title: 'Name', type: 'text' },
    { name: 'cost_centre', title: 'Cost centre', type: 'text' },
    ...SUM_COLUMNS,
  ],
  chart: { kind: 'bars', along: ['extension'], drawn: 'cost_micros' },
  drill: { report: 'itemised', by: { extension: 'extension', 'cost-centre': 'cost_centre' } },
  async *rows(sources, { period, filter }) {
    const names = directoryNames(await sources.directory());
    // Who is not shown names is told the extension alone.
    const whose = sources.shows('person') ? (['person'] as const) : [];
    const found = await sources.sums(period, ['extension', ...whose, 'cost_centre'], filter);
    for (const sums of [...found].sort(byWeight)) {
      const { extension = null, person = null, cost_centre = null } = sums.group;
      for (const row of sumRows(sums))
        yield { extension, person, person_name: names.person(person), cost_centre, ...row };
    }
  },
};
