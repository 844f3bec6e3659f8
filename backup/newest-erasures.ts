import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupManifest } from '../record/backup.ts';
import type { LoggedErasure } from '../record/erasure.ts';
import { ERASURES_LOG, type ErasuresRead, type ReadErasure, readErasures } from './erasures-log.ts';

/** What all lists of erasures together say. */
export interface NewestErasures {
  /** Of the longest that is to be believed. */
  readonly lines: readonly ReadErasure[];
  /** What stands behind the last erasure that the backup knows, in any list that is to be believed. */
  readonly later: readonly LoggedErasure[];
  /** What is to be said of lists that are behind, broken or away, where another one has all they had. */
  readonly notes: readonly string[];
  /** Why erasures may be missing all the same; null where none is. */
  readonly trouble: string | null;
}

interface List extends ErasuresRead {
  readonly path: string;
}

/**
 * A target that was away when somebody was erased has an old list, and every line of it is right. So the lists of all targets
 * that the backup names are read, and the longest is taken; one that nobody can read may be longer than that.
 */
export async function newestErasures(
  { path, erasures: given }: { readonly path: string; readonly erasures: readonly string[] },
  { targets, erasures: known }: Pick<BackupManifest, 'targets' | 'erasures'>,
  key: Uint8Array,
): Promise<NewestErasures> {
  const named = await listsOf(
    targets.map((target) => join(target, ERASURES_LOG)),
    key,
  );
  const brought = (await listsOf(given, key)).filter((list) => !named.some((one) => one.real === list.real));
  const beside = await listsOf([join(dirname(path), ERASURES_LOG)], key);
  const all = [...named, ...brought, ...beside.filter(({ standing }) => standing !== null)];
  const longest = all.reduce<List>(longer, { path: '', lines: [], standing: null, trouble: null });
  const [notes, troubles]: [string[], string[]] = [[], []];
  for (const list of new Map(all.map((one) => [one.real, one])).values()) {
    const said = against(list, longest);
    if (said !== null) (said.lost ? troubles : notes).push(said.text);
  }
  const away = named.filter(({ standing }) => standing === null);
  // One that was brought stands for one that is away here: the target is mounted elsewhere on this machine, or is gone.
  const stood_in = brought.filter(({ standing }) => standing !== null).length;
  const missing = away.length > stood_in || named.length + stood_in === 0;
  if (missing && named.length > 0)
    troubles.push(`a list that cannot be read may have later erasures: ${away.map(inWords).join('; ')}`);
  else if (missing) troubles.push('the backup names no target, so no list is known to be kept up to date');
  else notes.push(...away.map(inWords));
  const last = longest.lines.length;
  if (last < known) troubles.push(`it ends with erasure ${last}, the backup knows ${known}`);
  const lines = all.flatMap((list) => list.lines).filter(({ sequence }) => sequence > known);
  const later = [...new Map(lines.map(({ line, erasure }) => [line, erasure])).values()];
  return {
    ...{ lines: longest.lines, later, notes },
    trouble: troubles.length === 0 ? null : [...troubles, ...notes].join('; '),
  };
}

const longer = (one: List, other: List): List => (other.lines.length > one.lines.length ? other : one);

const inWords = ({ path, trouble }: List): string => `${path}: ${trouble}`;

async function listsOf(
  paths: readonly string[],
  key: Uint8Array,
): Promise<(List & { readonly real: string })[]> {
  const lists = paths.map(async (path) => ({
    ...{ path, real: await realpath(path).catch(() => path) },
    ...(await readErasures(path, key)),
  }));
  const found = await Promise.all(lists);
  return [...new Map(found.map((list) => [list.real, list])).values()];
}

/** What is to be said of a list beside the longest; null where it says the same. */
function against(
  { path, lines, standing, trouble }: List,
  longest: List,
): { readonly text: string; readonly lost: boolean } | null {
  if (standing === null) return null;
  const fork = lines.findIndex(({ line }, at) => line !== longest.lines[at]?.line);
  if (fork >= 0)
    return { text: `${path} has another erasure ${fork + 1} than ${longest.path} has`, lost: true };
  const all = longest.lines.length;
  if (trouble !== null)
    return { text: `${path} is broken behind erasure ${lines.length}: ${trouble}`, lost: standing > all };
  if (lines.length === all) return null;
  const text = `${path} is behind: it ends with erasure ${lines.length}, ${longest.path} with ${all}`;
  return { text, lost: false };
}
