import type { Job } from '../job.ts';

/** What was signed and lies elsewhere cannot be changed here without showing. */
export const auditCheckpoints: Job = {
  name: 'audit-checkpoints',
  summary: 'Signs how the audit log stands, and writes that to the folders of audit.checkpoints.',
  schedule: { hour: 1, minute: 30 },
  ladder: false,
  async plan({ reads }) {
    const counts = { checkpoints_written: await reads.checkpointPlaces() };
    return { counts, deferred: 0, taking: null };
  },
  async run({ audit, count }) {
    count('checkpoints_written', await audit.checkpoint());
  },
};
