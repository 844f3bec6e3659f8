import type { Directory } from '../record/directory.ts';
import { csvEntries } from './csv-entries.ts';
import { type ImportPlan, type ImportWish, planImport, type RefusedEntry } from './plan-import.ts';

/** What a file would change; or why it is none that can be taken in. */
export type FilePlan =
  | { readonly ok: true; readonly plan: ImportPlan }
  | { readonly ok: false; readonly reason: string };

/** A file as it came, judged against the directory. */
export function planFile(
  before: Directory,
  bytes: Uint8Array,
  wish: Omit<ImportWish, 'list' | 'entries'>,
): FilePlan {
  const read = csvEntries(bytes);
  if (!read.ok) return read;
  const { list, entries } = read;
  const plan = planImport(before, { ...wish, list, entries });
  const refused = [...read.refused, ...plan.refused].sort((one, other) => lineOf(one) - lineOf(other));
  return { ok: true, plan: { ...plan, refused } };
}

function lineOf({ place }: RefusedEntry): number {
  return Number(/\d+$/.exec(place)?.[0] ?? 0);
}
