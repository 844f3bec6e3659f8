import type { Job } from '../job.ts';

/** Moves old calls into encrypted monthly files, and takes out of these what has reached its age; nothing where the document names none. */
export const archive: Job = {
  name: 'archive',
  summary: 'Moves old calls into encrypted archives, and removes from archives what has reached its age.',
  schedule: { hour: 2, minute: 0 },
  ladder: true,
  after: 'calls',
  async plan({ reads, now }) {
    const { archived, gone, kept, in_archives } = await reads.archives(now());
    const of = (await reads.callsByDay()).reduce((sum, { legs }) => sum + legs, in_archives);
    const counts = {
      ...(archived > 0 && { calls_archived: archived }),
      ...(gone > 0 && { archived_calls_gone: gone }),
    };
    return { counts, deferred: kept, taking: { takes: gone, of } };
  },
  async run({ archives, signal, count }) {
    await archives.run(signal, count);
  },
};
