import { endsTrouble } from '../../directory/ends-trouble.ts';
import { type DirectoryDelivery, planDelivery } from '../../directory/plan-delivery.ts';
import type { ImportPlan } from '../../directory/plan-import.ts';
import type { Directory } from '../../record/directory.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { Job } from '../job.ts';

/** Lists that somebody exports where ours are, and people from LDAP, taken in each night. */
export const directory: Job = {
  name: 'directory',
  summary: 'Takes files and people from LDAP into the directory, as the configuration says.',
  schedule: { hour: 1, minute: 30 },
  ladder: false,
  async plan({ reads, now }) {
    const counts: Record<string, number> = {};
    const add = (name: string): void => {
      counts[name] = (counts[name] ?? 0) + 1;
    };
    let directory = await reads.directory();
    for (const of of await reads.directoryImports()) {
      const trouble = await troubleOf(async () => {
        const delivery = await reads.directoryDelivery({ of, now: now() });
        const plan = soundPlan(directory, delivery);
        for (const { what } of plan.changes) add(`entries_${what}`);
        // People name the cost centres that came before them.
        directory = plan.after;
      });
      // Whoever asks what all jobs would do is not kept from it by a server that is away.
      if (trouble !== null) add('imports_in_trouble');
    }
    return { counts, deferred: 0, taking: null };
  },
  async run({ reads, store, now, count, signal }) {
    let first: OperationError | null = null;
    for (const of of await reads.directoryImports()) {
      signal.throwIfAborted();
      const trouble = await troubleOf(async () => {
        const delivery = await reads.directoryDelivery({ of, now: now() });
        for (let version: number | null = null; version === null; ) {
          const plan = soundPlan(await store.directory(), delivery);
          if (plan.changes.length === 0) return;
          version = await store.changeDirectory(plan.change({ at: now(), by: 'schedule' }));
          if (version !== null) for (const { what } of plan.changes) count(`entries_${what}`, 1);
        }
      });
      first ??= trouble;
    }
    if (first !== null) throw first;
  },
};

/** What is wrong with one import is told at the end: it does not keep the others from their turn. */
async function troubleOf(work: () => Promise<void>): Promise<OperationError | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof OperationError) return error;
    throw error;
  }
}

/** A plan that can be carried out; what is told says nothing that stands in the delivery. */
function soundPlan(before: Directory, delivery: DirectoryDelivery): ImportPlan {
  const { name, given, complete, largest_share_percent } = delivery;
  const isFile = 'bytes' in given;
  const command = `./ledgerline directory import ${isFile ? name : `--ldap ${name}`}${complete ? ' --complete' : ''}`;
  const called = isFile ? name : `What ldap ${name} has`;
  const found = planDelivery(before, delivery);
  if (!found.ok)
    throw new OperationError(
      'DIRECTORY_REFUSED',
      `${called} is no list of the directory, and was not taken in.`,
      { hint: `Why: ${command} --preview` },
    );
  const { plan } = found;
  if (plan.refused.length > 0) {
    const places = plan.refused.map(({ place }) => place).filter((place) => place.startsWith('line '));
    const shown = isFile ? ` (${places.slice(0, 5).join(', ')})` : '';
    const what = isFile ? 'lines' : 'entries';
    const text = `${plan.refused.length} of its ${what} cannot be${shown}`;
    throw new OperationError('DIRECTORY_REFUSED', `${called} was not taken in: ${text}.`, {
      hint: `Why: ${command} --preview`,
    });
  }
  const trouble = endsTrouble(plan, largest_share_percent);
  if (trouble !== null)
    throw new OperationError('DIRECTORY_SHRINKS', `${called} was not taken in: ${trouble}.`, {
      hint: `See what would end: ${command} --preview. If it is meant, run the same with --confirm in its place.`,
    });
  return plan;
}
