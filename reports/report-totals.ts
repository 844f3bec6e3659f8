import { exactSum } from '../record/exact-sum.ts';
import type { Cell, ColumnType, ReportColumn, ReportRow } from './report.ts';
import { quotient, share } from './sum-rows.ts';

/** What stands under the columns of a report, by their names. */
export interface ReportTotals {
  readonly [column: string]: Cell | Readonly<Record<string, number>>;
}

/** Of which sums are told to the last unit, or not at all. */
const WHOLE: ReadonlySet<ColumnType> = new Set(['money', 'count', 'duration']);

/** Adds up rows as they are shown. */
export class RunningTotals {
  private rows = 0;
  private readonly sums = new Map<string, number>();
  private readonly most = new Map<string, number>();
  /** Of columns of money, by currency. */
  private readonly costs = new Map<string, Map<string, number>>();
  /** Columns of which a row does not say what a quotient is made of. */
  private readonly unsaid = new Set<string>();
  private readonly columns: readonly ReportColumn[];

  constructor(columns: readonly ReportColumn[]) {
    this.columns = columns;
  }

  add(row: ReportRow): void {
    this.rows += 1;
    for (const { name, type, total } of this.columns) {
      const value = row[name];
      if (typeof total === 'object' && (row[total.of] ?? null) === null && row[total.by] !== 0)
        this.unsaid.add(name);
      if (type === 'money' && typeof value === 'number') exactSum(value);
      if (total === 'max' && typeof value === 'number')
        this.most.set(name, Math.max(value, this.most.get(name) ?? value));
      if (total !== 'sum' || typeof value !== 'number') continue;
      const sum = (this.sums.get(name) ?? 0) + value;
      this.sums.set(name, WHOLE.has(type) ? exactSum(sum) : sum);
      const currency = row.currency;
      if (type !== 'money' || typeof currency !== 'string') continue;
      const costs = this.costs.get(name) ?? new Map<string, number>();
      costs.set(currency, (costs.get(currency) ?? 0) + value);
      this.costs.set(name, costs);
    }
  }

  /** Amounts of several currencies have no sum: null, with `costs` by currency beside them. */
  totals(): ReportTotals {
    const found: Record<string, Cell | Readonly<Record<string, number>>> = {};
    for (const { name, type, total } of this.columns) {
      const costs = this.costs.get(name);
      if (total === 'sum') found[name] = type === 'money' && (costs?.size ?? 0) > 1 ? null : this.sum(name);
      else if (total === 'max') found[name] = this.most.get(name) ?? null;
      else if (total !== undefined) found[name] = this.unsaid.has(name) ? null : this.quotientOf(total, type);
      if (type !== 'money' || total !== 'sum' || costs === undefined) continue;
      if (costs.size === 1) found.currency = [...costs.keys()][0] ?? null;
      else found[name === 'cost_micros' ? 'costs' : `${name}_by_currency`] = Object.fromEntries(costs);
    }
    return found;
  }

  /** Shares are no whole units; of amounts in several currencies there is no quotient. */
  private quotientOf(
    { of, by }: { readonly of: string; readonly by: string },
    type: ColumnType,
  ): number | null {
    if ((this.costs.get(of)?.size ?? 0) > 1 || (this.costs.get(by)?.size ?? 0) > 1) return null;
    const [sum, parts] = [this.sum(of), this.sum(by)];
    if (sum === null || parts === null) return null;
    return type === 'share' ? share(sum, parts) : quotient(sum, parts);
  }

  /** Null where there are rows and none of them knows: what is not known is never 0. */
  private sum(name: string): number | null {
    return this.sums.get(name) ?? (this.rows === 0 ? 0 : null);
  }
}
