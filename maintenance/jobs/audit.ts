import { dayIn, edge, type Retention, startOf } from '../../privacy/retention.ts';
import type { Job } from '../job.ts';

/** What was done, by its age, from the first record on. */
export const audit: Job = {
  name: 'audit',
  summary: 'Removes old records of the audit log, behind a signed checkpoint that the rest begins with.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  async plan({ retention, reads, now }) {
    const before = retention === null ? null : edgeOf(retention, now());
    if (before === null) return { counts: {}, deferred: 0, taking: null };
    const due = await reads.dueAudit(before);
    const counts: Record<string, number> = due.rows > 0 ? { audit_records_gone: due.rows } : {};
    return { counts, deferred: 0, taking: { takes: due.rows, of: due.of } };
  },
  async run({ gateway, retention, count }) {
    if (retention !== null) count('audit_records_gone', await gateway.expireAudit(retention));
  },
};

function edgeOf({ audit: period, time_zone }: Retention, now: number): number | null {
  return startOf(edge(period, dayIn(time_zone, now)), time_zone);
}
