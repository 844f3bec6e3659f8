import type { SumsFilter } from '../../record/call-sums.ts';
import type { Report, ReportColumn } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { SUM_COLUMNS, share, sumRows } from '../sum-rows.ts';

const COUNTRY_NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** Where calls went: the numbers that were called, or their countries. Outgoing ones, where no other direction is asked for. */
export const destinations: Report = {
  name: 'destinations',
  title: 'Destinations',
  summary: 'The numbers or the countries that were called, with calls, time and cost.',
  parameters: [...COST_PARAMETERS, 'by', 'limit'],
  choices: ['number', 'country'],
  columns: ({ by }): ReportColumn[] => [
    ...(by === 'country'
      ? ([
          { name: 'country', title: 'Country', type: 'text' },
          { name: 'name', title: 'Name', type: 'text' },
        ] as const)
      : ([
          { name: 'called', title: 'Called party', type: 'text' },
          { name: 'class', title: 'Class', type: 'text' },
          { name: 'country', title: 'Country', type: 'text' },
        ] as const)),
    ...SUM_COLUMNS,
    { name: 'share', title: 'Share of calls', type: 'share' },
  ],
  chart: { kind: 'bars', along: ['called', 'name'], drawn: 'cost_micros' },
  async *rows(sources, { period, filter, by = 'number', limit }) {
    const keys = by === 'country' ? (['country'] as const) : (['called', 'class', 'country'] as const);
    const wanted: SumsFilter = { direction: 'outgoing', ...filter };
    const top = { order: 'weight', limit: limit ?? Number.POSITIVE_INFINITY } as const;
    const { groups, calls: all } = await sources.topSums(period, keys, wanted, top);
    for (const sums of groups) {
      const { called = null, country = null } = sums.group;
      const [first, ...others] = sumRows(sums);
      const where = {
        ...{ called, country, class: sums.group.class ?? null },
        name: country === null ? null : (COUNTRY_NAMES.of(country) ?? null),
      };
      yield { ...where, ...first, share: share(sums.calls, all) };
      for (const row of others) yield { ...where, ...row, share: null };
    }
  },
};
