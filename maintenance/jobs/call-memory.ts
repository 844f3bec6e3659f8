import { dayIn, edge } from '../../privacy/retention.ts';
import type { Job } from '../job.ts';

/** Entries of call memories: copies with a ladder of their own. */
export const callMemory: Job = {
  name: 'call-memory',
  summary: 'Removes entries of call memories by their age, and those that a hold kept when it has ended.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  claims_displaced: true,
  async plan({ retention, reads, now }) {
    const today = dayIn(retention?.time_zone ?? 'UTC', now());
    const before = edge(retention?.call_memory ?? null, today);
    if (before === null) return { counts: {}, deferred: 0, taking: null };
    const { rows, deferred, of } = await reads.dueEntries({ before, today });
    return { counts: rows > 0 ? { entries_gone: rows } : {}, deferred, taking: { takes: rows, of } };
  },
  async run({ gateway, retention, signal, count }) {
    if (retention === null) return;
    await gateway.expireMemory(retention, { signal, told: (rows) => count('entries_gone', rows) });
  },
};
