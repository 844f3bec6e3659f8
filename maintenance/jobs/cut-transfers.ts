import { TRANSFER_KEPT_MS } from '../../record/intake.ts';
import type { Job } from '../job.ts';

/** Parts of files whose transfer was cut and that nobody went on with. */
export const cutTransfers: Job = {
  name: 'cut-transfers',
  summary: 'Removes parts of files whose transfer was cut three days ago and that nobody went on with.',
  schedule: { hour: 2, minute: 0 },
  ladder: false,
  async plan({ reads, now }) {
    const cut = await reads.cutTransfers(now() - TRANSFER_KEPT_MS);
    return { counts: cut > 0 ? { transfers_forgotten: cut } : {}, deferred: 0, taking: null };
  },
  async run({ store, rawCopies, now, count }) {
    const begun = await store.forgetTransfersBefore(now() - TRANSFER_KEPT_MS);
    for (const path of begun) await rawCopies.destroy(path);
    if (begun.length > 0) count('transfers_forgotten', begun.length);
  },
};
