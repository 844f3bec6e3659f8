import type { Directory } from '../record/directory.ts';
import { csvEntries } from './csv-entries.ts';
import { type ImportPlan, type ImportWish, planImport, type RefusedEntry } from './plan-import.ts';

/** What a file would change; or why it is none that can be taken in. */
export type FilePlan =
  | { readonly ok: true; readonly name: string; readonly plan: ImportPlan }
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
  return { ok: true, name: list.name, plan: { ...plan, refused } };
}

function lineOf({ place }: RefusedEntry): number {
  return Number(/\d+$/.exec(place)?.[0] ?? 0);
}

/** Of fewer entries a share says nothing. */
const FEWEST_ENDS = 5;
const LARGEST_SHARE_PERCENT = 10;

/** Why an import should not go on without somebody's word; null where it may: half an export would end half of the people. */
export function endsTrouble({ changes, present, list }: ImportPlan): string | null {
  const ends = changes.filter((change) => change.what === 'ended' && change.list === list).length;
  if (ends <= FEWEST_ENDS || ends * 100 <= present * LARGEST_SHARE_PERCENT) return null;
  return `it would end ${ends} of ${present} entries, more than ${LARGEST_SHARE_PERCENT} % at once`;
}
