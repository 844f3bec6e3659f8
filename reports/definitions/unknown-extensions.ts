import { byWeight } from '../../record/call-sums.ts';
import type { Report } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { SUM_COLUMNS, sumRows } from '../sum-rows.ts';

/** Extensions with calls on days on which they are nobody’s. */
export const unknownExtensions: Report = {
  name: 'unknown-extensions',
  title: 'Unknown extensions',
  summary:
    'Extensions with calls on days on which they are nobody’s: neither a person’s nor a cost centre’s.',
  parameters: COST_PARAMETERS.filter((name) => name !== 'cost-centre' && name !== 'person'),
  columns: [
    { name: 'site', title: 'Site', type: 'text' },
    { name: 'source', title: 'Source', type: 'text' },
    { name: 'extension', title: 'Extension', type: 'text' },
    { name: 'first_seen', title: 'First seen', type: 'day' },
    { name: 'last_seen', title: 'Last seen', type: 'day' },
    ...SUM_COLUMNS,
  ],
  drill: { report: 'itemised', by: { extension: 'extension', source: 'source' } },
  async *rows(sources, { period, filter }) {
    const found = await sources.sums(period, ['source', 'extension', 'cost_centre', 'person'], filter);
    const nobodys = found.filter(
      ({ group: { extension = null, cost_centre = null, person = null } }) =>
        extension !== null && cost_centre === null && person === null,
    );
    for (const sums of nobodys.sort(byWeight)) {
      const { source = null, extension = null } = sums.group;
      const site = sources.sites_of[source ?? ''] ?? null;
      const seen = { first_seen: sums.first_day, last_seen: sums.last_day };
      for (const row of sumRows(sums)) yield { site, source, extension, ...seen, ...row };
    }
  },
};
