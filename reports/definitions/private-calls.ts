import { UNASSIGNED } from '../cost-centre-tree.ts';
import { directoryNames } from '../directory-names.ts';
import type { Report, ReportColumn, ReportRow } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { addSums, type Counted } from '../sum-rows.ts';

const CHOICES = ['extension', 'person', 'cost_centre'] as const;
type Choice = (typeof CHOICES)[number];
const TITLES: Readonly<Record<Choice, string>> = {
  ...{ extension: 'Extension', person: 'Person', cost_centre: 'Cost centre' },
};

/** Private and business calls side by side, never with whom. A call of which nothing says that it was private was business. */
export const privateCalls: Report = {
  name: 'private-calls',
  title: 'Private and business calls',
  summary:
    'How many calls were private, how long and at what cost, beside those of business; never a number.',
  parameters: [...COST_PARAMETERS.filter((name) => name !== 'private' && name !== 'number'), 'by'],
  choices: CHOICES,
  columns: ({ by }): ReportColumn[] => [
    { name: 'entity', title: TITLES[by as Choice] ?? 'Extension', type: 'text' },
    ...(by === 'extension' ? [] : [{ name: 'name', title: 'Name', type: 'text' } as const]),
    { name: 'private_calls', title: 'Private calls', type: 'count', total: 'sum' },
    { name: 'private_duration_ms', title: 'Private time', type: 'duration', total: 'sum' },
    { name: 'private_cost_micros', title: 'Private cost', type: 'money', total: 'sum' },
    { name: 'business_calls', title: 'Business calls', type: 'count', total: 'sum' },
    { name: 'business_duration_ms', title: 'Business time', type: 'duration', total: 'sum' },
    { name: 'business_cost_micros', title: 'Business cost', type: 'money', total: 'sum' },
    { name: 'currency', title: 'Currency', type: 'text' },
  ],
  chart: { kind: 'bars', along: ['entity'], drawn: 'private_cost_micros' },
  async *rows(sources, { period, filter, by = 'extension' }) {
    const key = by as Choice;
    const names = directoryNames(await sources.directory());
    const found = await sources.sums(period, [key, 'private'], filter);
    const nobodys = key === 'cost_centre' ? UNASSIGNED : null;
    const groups = Map.groupBy(found, ({ group }) => group[key] ?? nobodys);
    for (const [entity, sums] of groups) {
      const name = key === 'person' ? names.person(entity) : names.unit(entity);
      const [own, business] = [true, false].map((wanted) =>
        addSums(sums.filter(({ group }) => (group.private === 'yes') === wanted)),
      );
      if (own === undefined || business === undefined) continue;
      for (const row of besideRows(own, business)) yield { entity, name, ...row };
    }
  },
};

/** A row for each currency; counts stand in the first. */
function besideRows(own: Counted, business: Counted): ReportRow[] {
  const currencies = [...new Set([...Object.keys(own.costs), ...Object.keys(business.costs)])].sort();
  return (currencies.length === 0 ? [null] : currencies).map((currency, place) => {
    const counted = (sums: Counted, kind: string): ReportRow => ({
      [`${kind}_calls`]: place === 0 ? sums.calls : 0,
      [`${kind}_duration_ms`]: place === 0 ? sums.duration_ms : 0,
      [`${kind}_cost_micros`]: sums.costs[currency ?? ''] ?? 0,
    });
    return { ...counted(own, 'private'), ...counted(business, 'business'), currency };
  });
}
