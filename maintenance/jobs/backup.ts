import type { Job } from '../job.ts';

/** Writes an encrypted backup to each target that the document names; nothing where it names none. */
export const backup: Job = {
  name: 'backup',
  summary: 'Writes an encrypted backup to each target, and removes those that must not stay.',
  schedule: { hour: 2, minute: 0 },
  ladder: false,
  async plan({ reads, now }) {
    const { targets, surplus } = await reads.backups(now());
    const counts = {
      ...(targets > 0 && { backups_made: targets }),
      ...(surplus > 0 && { backups_removed: surplus }),
    };
    return { counts, deferred: 0, taking: null };
  },
  async run({ backups, signal, count }) {
    for (const { missing } of await backups.make(signal)) {
      count('backups_made', 1);
      count('raw_copies_missing', missing);
    }
    count('backups_removed', await backups.removeSurplus());
  },
};
