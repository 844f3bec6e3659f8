import type { Sums } from '../../record/call-sums.ts';
import { UNASSIGNED } from '../cost-centre-tree.ts';
import { directoryNames } from '../directory-names.ts';
import type { Report, ReportColumn, ReportRow } from '../report.ts';
import { COST_PARAMETERS } from '../report-parameters.ts';
import { periodBefore } from '../report-period.ts';
import { type Counted, share } from '../sum-rows.ts';

const CHOICES = ['cost_centre', 'extension', 'person', 'class', 'trunk'] as const;
type Choice = (typeof CHOICES)[number];
const TITLES: Readonly<Record<Choice, string>> = {
  ...{ cost_centre: 'Cost centre', extension: 'Extension', person: 'Person' },
  ...{ class: 'Class', trunk: 'Trunk' },
};

/** Two periods side by side. */
export const comparison: Report = {
  name: 'comparison',
  title: 'Comparison with an earlier period',
  summary: 'Calls, time and cost beside those of the period before or of another one, with the difference.',
  parameters: [...COST_PARAMETERS, 'by', 'compare'],
  choices: CHOICES,
  columns: ({ by }): ReportColumn[] => [
    { name: 'entity', title: TITLES[by as Choice] ?? 'Cost centre', type: 'text' },
    ...(by === 'class' || by === 'trunk' || by === 'extension'
      ? []
      : [{ name: 'name', title: 'Name', type: 'text' } as const]),
    { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
    { name: 'calls_before', title: 'Calls before', type: 'count', total: 'sum' },
    { name: 'duration_ms', title: 'Duration', type: 'duration', total: 'sum' },
    { name: 'duration_before_ms', title: 'Duration before', type: 'duration', total: 'sum' },
    { name: 'cost_micros', title: 'Cost', type: 'money', total: 'sum' },
    { name: 'cost_before_micros', title: 'Cost before', type: 'money', total: 'sum' },
    { name: 'difference_micros', title: 'Difference', type: 'money', total: 'sum' },
    {
      name: 'change',
      title: 'Change',
      type: 'share',
      total: { of: 'difference_micros', by: 'cost_before_micros' },
    },
    { name: 'currency', title: 'Currency', type: 'text' },
  ],
  chart: { kind: 'bars', along: ['entity'], drawn: 'difference_micros' },
  async *rows(sources, { period, compare, filter, by = 'cost_centre' }) {
    const key = by as Choice;
    const names = directoryNames(await sources.directory());
    const now = foundBy(await sources.sums(period, [key], filter), key);
    const before = foundBy(await sources.sums(compare ?? periodBefore(period), [key], filter), key);
    const rows = [...new Set([...now.keys(), ...before.keys()])].flatMap((entity) => {
      const name = key === 'person' ? names.person(entity) : names.unit(entity);
      return comparedRows(now.get(entity), before.get(entity)).map((row) => ({ entity, name, ...row }));
    });
    const size = (row: ReportRow): number => Math.abs(Number(row.difference_micros));
    yield* rows.sort((one, other) => size(other) - size(one));
  },
};

function foundBy(found: readonly Sums[], key: Choice): Map<string | null, Counted> {
  const nobodys = key === 'cost_centre' ? UNASSIGNED : null;
  return new Map(found.map((sums) => [sums.group[key] ?? nobodys, sums]));
}

/** A row for each currency of either period; counts stand in the first. */
function comparedRows(now: Counted | undefined, before: Counted | undefined): ReportRow[] {
  const currencies = [...new Set([...Object.keys(now?.costs ?? {}), ...Object.keys(before?.costs ?? {})])];
  return (currencies.length === 0 ? [null] : currencies.sort()).map((currency, place) => {
    const cost = (sums: Counted | undefined): number => sums?.costs[currency ?? ''] ?? 0;
    const difference = cost(now) - cost(before);
    const [one, other] = place === 0 ? [now, before] : [undefined, undefined];
    return {
      ...{ calls: one?.calls ?? 0, calls_before: other?.calls ?? 0 },
      ...{ duration_ms: one?.duration_ms ?? 0, duration_before_ms: other?.duration_ms ?? 0 },
      ...{ cost_micros: cost(now), cost_before_micros: cost(before), difference_micros: difference },
      ...{ change: share(difference, cost(before)), currency },
    };
  });
}
