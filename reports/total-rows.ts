import type { Cell, ReportColumn, ReportRow } from './report.ts';
import type { ReportTotals } from './report-totals.ts';

/** What stands under a report as rows of its columns: one, and a further one for each currency where there are several. */
export function totalRows(columns: readonly ReportColumn[], totals: ReportTotals): ReportRow[] {
  if (!columns.some(({ total }) => total !== undefined)) return [];
  const texts = columns.findIndex(({ total }) => total === undefined);
  const plain = columns.map(({ name }, place): [string, Cell] => {
    const value = totals[name] ?? null;
    if (typeof value === 'object' && value !== null) return [name, null];
    return [name, place === texts && value === null ? 'Total' : value];
  });
  const amounts = columns.flatMap(({ name }) => {
    const by = totals[name === 'cost_micros' ? 'costs' : `${name}_by_currency`];
    return typeof by === 'object' && by !== null ? [[name, by] as const] : [];
  });
  const currencies = new Set(amounts.flatMap(([, by]) => Object.keys(by)));
  const others = [...currencies].map((currency) => ({
    ...Object.fromEntries(amounts.map(([name, by]): [string, Cell] => [name, by[currency] ?? null])),
    currency,
  }));
  return [Object.fromEntries(plain), ...others];
}
