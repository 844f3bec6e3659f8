import { dayIn, edge, type Retention, startOf } from '../privacy/retention.ts';
import type { ExpiringRows } from '../store/job-store.ts';
import type { Job } from './job.ts';

/** A kind of rows, and which period of the retention they have. */
export interface RowsAndPeriod {
  readonly kind: ExpiringRows;
  readonly period: (retention: Retention) => string;
}

/** The going of rows that nothing but their age keeps: the same rows in plan and run. */
export function expireRows(all: readonly RowsAndPeriod[]): Pick<Job, 'plan' | 'run'> {
  return {
    async plan({ retention, reads, now }) {
      const counts: Record<string, number> = {};
      let [takes, of, deferred] = [0, 0, 0];
      for (const { kind, period } of retention === null ? [] : all) {
        if (retention === null) break;
        const { time_zone } = retention;
        const today = dayIn(time_zone, now());
        const before = startOf(edge(period(retention), today), time_zone);
        if (before === null) continue;
        const due = await reads.dueRows({ kind, before, today });
        if (due.rows > 0) counts[`${kind}_gone`] = due.rows;
        deferred += due.deferred;
        takes += due.rows;
        of += due.of;
      }
      return { counts, deferred, taking: { takes, of } };
    },
    async run({ gateway, retention, signal, count }) {
      for (const { kind, period } of retention === null ? [] : all) {
        if (retention === null) break;
        const told = (rows: number): void => count(`${kind}_gone`, rows);
        await gateway.expireRows(kind, period(retention), retention, { signal, told });
      }
    },
  };
}
