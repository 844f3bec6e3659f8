import { expiringAttachments } from '../../privacy/expire-attachments.ts';
import type { Job } from '../job.ts';

/** Recordings and transcripts go by a ladder of their own, and with the last one of a month its key. */
export const attachments: Job = {
  name: 'attachments',
  summary:
    'Removes attachments of calls by their age, those without a call sooner, and keys of months that have none.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  async plan({ retention, reads, now }) {
    if (retention === null) return { counts: {}, deferred: 0, taking: null };
    const { rows, deferred, of } = await reads.dueAttachments(expiringAttachments(retention, now()));
    return { counts: rows > 0 ? { attachments_gone: rows } : {}, deferred, taking: { takes: rows, of } };
  },
  async run({ gateway, retention, signal, count }) {
    if (retention === null) return;
    await gateway.expireAttachments(retention, { signal, told: (rows) => count('attachments_gone', rows) });
  },
};
