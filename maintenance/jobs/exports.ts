import { expiringStatements } from '../../privacy/expire-statements.ts';
import type { Job } from '../job.ts';

/** Reports that were delivered are copies of what stood in calls: they go by a ladder of their own. */
export const exports: Job = {
  name: 'exports',
  summary: 'Removes reports that were delivered, as they are stored here, by their age.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  async plan({ retention, reads, now }) {
    if (retention === null) return { counts: {}, deferred: 0, taking: null };
    const { rows, deferred, of } = await reads.dueStatements(expiringStatements(retention, now()));
    return { counts: rows > 0 ? { statements_gone: rows } : {}, deferred, taking: { takes: rows, of } };
  },
  async run({ gateway, retention, signal, count }) {
    if (retention === null) return;
    await gateway.expireStatements(retention, { signal, told: (rows) => count('statements_gone', rows) });
  },
};
