import { endsTrouble, type FilePlan, planFile } from '../../directory/plan-file.ts';
import type { Directory } from '../../record/directory.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { DirectoryFile, Job } from '../job.ts';

/** Lists that somebody exports where ours are, taken in each night. */
export const directory: Job = {
  name: 'directory',
  summary: 'Takes the files under directory in the configuration into the directory.',
  schedule: { hour: 1, minute: 30 },
  ladder: false,
  async plan({ reads, now }) {
    const counts: Record<string, number> = {};
    const before = await reads.directory();
    for (const file of await reads.directoryFiles(now()))
      for (const { what } of sound(file, planned(before, file)).changes)
        counts[`entries_${what}`] = (counts[`entries_${what}`] ?? 0) + 1;
    return { counts, deferred: 0, taking: null };
  },
  async run({ reads, store, now, count, signal }) {
    for (const file of await reads.directoryFiles(now())) {
      signal.throwIfAborted();
      for (let version: number | null = null; version === null; ) {
        const before = await store.directory();
        const plan = sound(file, planned(before, file));
        if (plan.changes.length === 0) break;
        version = await store.changeDirectory(plan.change({ at: now(), by: 'schedule' }));
        if (version !== null) for (const { what } of plan.changes) count(`entries_${what}`, 1);
      }
    }
  },
};

function planned(before: Directory, { bytes, complete, today, sites }: DirectoryFile): FilePlan {
  return planFile(before, bytes, { from_day: today, today, complete, sites });
}

/** A plan that can be carried out; what is told says nothing that stands in the file. */
function sound({ name, complete }: DirectoryFile, found: FilePlan) {
  const command = `./ledgerline directory import ${name}${complete ? ' --complete' : ''}`;
  if (!found.ok)
    throw new OperationError(
      'DIRECTORY_REFUSED',
      `${name} is no list of the directory, and was not taken in.`,
      {
        hint: `Why: ${command} --preview`,
      },
    );
  const { plan } = found;
  if (plan.refused.length > 0) {
    const places = plan.refused.slice(0, 5).map(({ place }) => place);
    const text = `${plan.refused.length} of its lines cannot be (${places.filter((place) => place.startsWith('line')).join(', ')})`;
    throw new OperationError('DIRECTORY_REFUSED', `${name} was not taken in: ${text}.`, {
      hint: `Why: ${command} --preview`,
    });
  }
  const trouble = endsTrouble(plan);
  if (trouble !== null)
    throw new OperationError('DIRECTORY_SHRINKS', `${name} was not taken in: ${trouble}.`, {
      hint: `See what would end: ${command} --preview. If it is meant, run the same with --confirm in its place.`,
    });
  return plan;
}
