import type { Job } from '../job.ts';

/** What was signed and lies elsewhere cannot be changed here without showing. */
export const auditCheckpoints: Job = {
  name: 'audit-checkpoints',
  summary: 'Signs how the audit log stands, and writes that to the folders of audit.checkpoints.',
  schedule: { hour: 1, minute: 30 },
  ladder: false,
  async plan() {
    return { counts: { checkpoints: 1 }, deferred: 0, taking: null };
  },
  async run({ audit, count }) {
    await audit.checkpoint();
    count('checkpoints', 1);
  },
};
