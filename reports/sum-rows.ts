import type { Sums } from '../record/call-sums.ts';
import { sumsByCurrency } from '../record/exact-sum.ts';
import type { ReportColumn, ReportRow } from './report.ts';

/** The columns of counts, time and cost that most reports end with. */
export const SUM_COLUMNS: readonly ReportColumn[] = [
  { name: 'calls', title: 'Calls', type: 'count', total: 'sum' },
  { name: 'legs', title: 'Legs', type: 'count', total: 'sum' },
  { name: 'answered', title: 'Answered', type: 'count', total: 'sum' },
  { name: 'duration_ms', title: 'Duration', type: 'duration', total: 'sum' },
  { name: 'average_ms', title: 'Average', type: 'duration', total: { of: 'duration_ms', by: 'answered' } },
  { name: 'cost_micros', title: 'Cost', type: 'money', total: 'sum' },
  { name: 'currency', title: 'Currency', type: 'text' },
];

/** A quotient rounded to whole units; null where there is nothing to divide by. */
export function quotient(of: number, by: number): number | null {
  return by === 0 ? null : Math.round(of / by);
}

/** A fraction of 1; null where there is nothing to divide by. */
export function share(of: number, by: number): number | null {
  return by === 0 ? null : of / by;
}

export type Counted = Pick<Sums, 'calls' | 'legs' | 'answered' | 'duration_ms' | 'costs'>;

/**
 * The cells of SUM_COLUMNS for one group. Amounts of several currencies are no sum: each further one has a row of its own, in
 * which calls are not counted again.
 */
export function sumRows({ calls, legs, answered, duration_ms, costs }: Counted): ReportRow[] {
  const [first, ...others] = Object.entries(costs).sort(([, one], [, other]) => other - one);
  const counts = { calls, legs, answered, duration_ms, average_ms: quotient(duration_ms, answered) };
  const nothing = { calls: 0, legs: 0, answered: 0, duration_ms: 0, average_ms: null };
  return [
    { ...counts, cost_micros: first?.[1] ?? 0, currency: first?.[0] ?? null },
    ...others.map(([currency, cost_micros]) => ({ ...nothing, cost_micros, currency })),
  ];
}

/** Adds groups up. */
export function addSums(groups: readonly Counted[]): Counted {
  const sum = (of: (one: Counted) => number): number => groups.reduce((total, one) => total + of(one), 0);
  const costs = sumsByCurrency(groups.map((one) => one.costs));
  return {
    ...{ calls: sum((one) => one.calls), legs: sum((one) => one.legs), answered: sum((one) => one.answered) },
    ...{ duration_ms: sum((one) => one.duration_ms), costs },
  };
}
