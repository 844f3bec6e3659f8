import type { Sums } from '../../record/call-sums.ts';
import { byWeight } from '../../record/call-sums.ts';
import type { Report } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { addSums, SUM_COLUMNS, sumRows } from '../sum-rows.ts';

/** What each carrier charges, to be held against its bill. Calls that went out and that nobody charges have no carrier. */
export const carriers: Report = {
  name: 'carriers',
  title: 'Calls by carrier',
  summary:
    'What each carrier charges by class of destination and time band, and what went out that nobody charges.',
  parameters: COST_PARAMETERS,
  columns: [
    { name: 'carrier', title: 'Carrier', type: 'text' },
    { name: 'class', title: 'Class', type: 'text' },
    { name: 'band', title: 'Time band', type: 'text' },
    ...SUM_COLUMNS,
  ],
  chart: { kind: 'bars', along: ['carrier'], drawn: 'cost_micros', together: true },
  async *rows(sources, { period, filter }) {
    const keys = ['carrier', 'class', 'band', 'direction'] as const;
    const charged = await sources.sums(period, keys, filter);
    // Nobody charges a call that was not answered.
    const talked = { ...filter, min_duration_ms: Math.max(1, filter.min_duration_ms ?? 0) };
    const uncharged = await sources.sums(period, keys, talked);
    const found = [
      ...charged.filter(({ group }) => (group.carrier ?? null) !== null),
      ...uncharged.filter(
        ({ group: { carrier = null, direction } }) =>
          carrier === null && (direction === 'outgoing' || direction === 'transit'),
      ),
    ];
    const groups = Map.groupBy(found, ({ group }) =>
      JSON.stringify([group.carrier, group.class, group.band]),
    );
    const rows = [...groups.values()].map((sums) => ({ group: groupOf(sums), ...addSums(sums) }));
    const order = (one: string | null): string => (one === null ? '\uffff' : one);
    rows.sort(
      (one, other) => compare(order(one.group.carrier), order(other.group.carrier)) || byWeight(one, other),
    );
    for (const { group, ...sums } of rows) for (const row of sumRows(sums)) yield { ...group, ...row };
  },
};

function groupOf([sums]: readonly Sums[]) {
  const { carrier = null, band = null, class: kind = null } = sums?.group ?? {};
  return { carrier, class: kind, band };
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
