import type { Origin } from '../../record/intake.ts';
import { OperationError } from '../../record/operation-error.ts';
import type { ListedFile } from './origin-folder.ts';
import type { PickUpOptions, Round } from './round.ts';

/**
 * Moves, renames or deletes a file that was taken. Its raw copy is durable and registered by now, so whatever goes wrong
 * here loses nothing; the file is known and is not taken twice. A file that changed meanwhile is left for the next round.
 */
export async function disposeOf(
  round: Pick<Round, 'folder' | 'options'>,
  listed: ListedFile,
  origin: Pick<Origin, 'size' | 'modified_at' | 'intake'>,
): Promise<void> {
  const { folder, options } = round;
  if (options.afterwards === 'leave') return;
  const now = await folder.stat(listed.path);
  if (now === null || now.size !== origin.size || now.modified_at !== origin.modified_at) return;
  if (options.afterwards === 'delete') {
    await folder.remove(listed.path);
  } else {
    await moveAside(round, listed.path, origin.intake);
  }
  const marker = markerOf(listed.path, options);
  if (marker !== null && (await folder.stat(marker)) !== null) await folder.remove(marker);
}

async function moveAside(
  { folder, options }: Pick<Round, 'folder' | 'options'>,
  path: string,
  intake: number,
): Promise<void> {
  const target = options.afterwards === 'move' ? `${options.move_to}/${path}` : path + options.rename_suffix;
  if (await folder.move(path, target)) return;
  // An older file of this name was put there: neither replaces the other.
  if (await folder.move(path, `${target}.${intake}`)) return;
  throw new OperationError('FILE_IMMOVABLE', 'a file was taken, but not moved: its place is taken', {
    hint: 'Empty the folder for taken files; the file itself is safe and is not taken twice.',
    retryable: true,
  });
}

/** The name of a file's done-marker; null when the source has none. */
export function markerOf(path: string, { done_marker }: Pick<PickUpOptions, 'done_marker'>): string | null {
  if (done_marker === null) return null;
  const slash = path.lastIndexOf('/') + 1;
  const name = path.slice(slash);
  const stem = name.replace(/\.[^.]*$/, '');
  return path.slice(0, slash) + done_marker.replaceAll('{name}', name).replaceAll('{stem}', stem);
}
