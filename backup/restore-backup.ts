import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BackupManifest } from '../record/backup.ts';
import type { LoggedErasure } from '../record/erasure.ts';
import { OperationError } from '../record/operation-error.ts';
import { SEALED } from '../record/raw-copy.ts';
import type { ErasureLine } from '../store/backup-store.ts';
import { CLOSED_FILE, whileClosed } from '../store/closed-folder.ts';
import { type FolderLock, lockForRestore, RESTORE_LOCK } from '../store/folder-lock.ts';
import type { AgeKeys } from './age-files.ts';
import { unlockKeys } from './installation-keys.ts';
import { newestErasures } from './newest-erasures.ts';
import { readBackup } from './read-backup.ts';
import { syncTarget } from './target-files.ts';

/** A restore as it was asked for. */
export interface RestoreWish {
  /** The backup. */
  readonly path: string;
  /** The data folder to be made of it. */
  readonly into: string;
  readonly keys: AgeKeys;
  /** Lists of erasures besides those at the targets that the backup names. */
  readonly erasures: readonly string[];
  /** Goes on without a complete list, and why; null: it does not. */
  readonly forced: string | null;
}

/** What makes a restored folder fit to be read: the program put together, which knows the store and the ladder. */
export interface RestoredFolder {
  /** The installation's key, as it stands in the folder now. */
  readonly key: () => Uint8Array;
  /** Says in the audit log of the folder, before anything else is recorded there, from what it goes on. */
  readonly noteRestore: (
    manifest: BackupManifest,
    forced: { readonly reason: string; readonly incomplete: string | null } | null,
  ) => void;
  /** What does not add up; empty when all is well. */
  readonly check: () => Promise<readonly string[]>;
  /** Does erasures again, keeps their lines, and applies what the ladder demands today; gives what is to be said of what is left. */
  readonly bringUpToDate: (
    erasures: readonly LoggedErasure[],
    lines: readonly ErasureLine[],
    manifest: BackupManifest,
  ) => Promise<readonly string[]>;
}

export interface RestoreEnd {
  readonly manifest: BackupManifest;
  readonly erased_again: number;
  /** What of the list of erasures could not be believed; null where it was complete. */
  readonly incomplete: string | null;
  /** What is to be said of lists that lack something that another one has. */
  readonly notes: readonly string[];
  /** What is to be said of people who were erased and of what of them somebody has to correct. */
  readonly left: readonly string[];
}

/**
 * Makes a data folder of a backup. It is closed to everybody from its first file until erasures and the ladder have been applied;
 * killed anywhere, it stays closed, and the same restore begins anew. One that fails leaves nothing in it.
 */
export async function restoreBackup(wish: RestoreWish, folder: RestoredFolder): Promise<RestoreEnd> {
  const { into } = wish;
  const lock = await closeFolder(into);
  try {
    const end = await restoredInto(wish, folder).catch(async (error: unknown) => {
      // Whoever was erased since stands in there, and closed is not gone. Trouble with that says less than what it comes from.
      await readdir(into)
        .then((names) => emptyClosed(into, names))
        .catch(() => {});
      throw asNoRoom(into, error);
    });
    await openFolder(into);
    return end;
  } finally {
    lock.release();
  }
}

async function restoredInto(wish: RestoreWish, folder: RestoredFolder): Promise<RestoreEnd> {
  const { into } = wish;
  const { manifest, keys } = await readBackup(wish.path, wish.keys, async ({ name, bytes }) => {
    await writeFileIn(into, name, bytes);
    // A plain raw copy behind a packed one: that was unpacked, and overwritten, while the backup was made.
    await rm(join(into, name + SEALED), { force: true });
  });
  await unlockKeys(into, keys, wish.keys);
  return await whileClosed(into, async () => {
    const wrong = await folder.check();
    if (wrong.length > 0) throw broken(wish.path, wrong);
    const found = await newestErasures(wish, manifest, folder.key());
    const { lines, later, notes, trouble: incomplete } = found;
    if (incomplete !== null && wish.forced === null) throw erasuresIncomplete(incomplete);
    folder.noteRestore(manifest, wish.forced === null ? null : { reason: wish.forced, incomplete });
    const left = await folder.bringUpToDate(later, lines, manifest);
    return { manifest, erased_again: later.length, incomplete, notes, left };
  });
}

/** From its first step on somebody may be at work in the folder: whatever fails here, nothing is taken out of it any more. */
async function openFolder(into: string): Promise<void> {
  await rm(join(into, CLOSED_FILE));
  await rm(join(into, RESTORE_LOCK));
  await syncTarget(into);
}

/** Makes the folder, or empties one that a restore left behind, and closes it before anything is in it. */
async function closeFolder(into: string): Promise<FolderLock> {
  await refuseFull(into);
  const lock = lockForRestore(into);
  try {
    // Another restore may have come to its end in between.
    const names = await refuseFull(into);
    await writeFileIn(into, CLOSED_FILE, []);
    await syncTarget(into);
    await emptyClosed(into, names);
    return lock;
  } catch (error) {
    lock.release();
    throw asNoRoom(into, error);
  }
}

async function emptyClosed(into: string, names: readonly string[]): Promise<void> {
  for (const name of names)
    if (name !== CLOSED_FILE && name !== RESTORE_LOCK)
      await rm(join(into, name), { recursive: true, force: true });
}

/** What stands in the folder; nothing may, unless a restore was broken off there. */
async function refuseFull(into: string): Promise<string[]> {
  await mkdir(into, { recursive: true, mode: 0o700 });
  const names = (await readdir(into)).filter((name) => name !== RESTORE_LOCK);
  if (names.length === 0 || names.includes(CLOSED_FILE)) return names;
  throw new OperationError('USAGE', `The folder ${into} is not empty.`, {
    hint: 'A backup is restored into a new or empty folder, and never over what is there.',
  });
}

async function writeFileIn(
  into: string,
  name: string,
  bytes: AsyncIterable<Uint8Array> | readonly Uint8Array[],
): Promise<void> {
  const path = join(into, name);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'w', 0o600);
  try {
    for await (const piece of bytes) await file.writeFile(piece);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncTarget(dirname(path));
}

/** Also of its folders and keys; the database has words of its own for it. */
function asNoRoom(into: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error && ['ENOSPC', 'EDQUOT'].includes(String(error.code))))
    return error;
  return new OperationError(
    'BACKUP_NO_ROOM',
    `The disk that holds ${into} is too full for what is restored.`,
    {
      hint: 'Make room, or restore into a folder elsewhere; this one stays closed and empty, and the same command begins anew.',
      cause: error,
    },
  );
}

function erasuresIncomplete(why: string): OperationError {
  return new OperationError('ERASURES_INCOMPLETE', `The list of erasures is not complete: ${why}.`, {
    hint: 'People who were erased since would come back, so the folder stays closed. Mount every target that the backup names, or give the list of each that is mounted elsewhere with --erasures FILE; where one cannot be had any more, go on without with --force --reason TEXT.',
  });
}

function broken(path: string, wrong: readonly string[]): OperationError {
  return new OperationError(
    'LEDGER_BROKEN',
    `What ${path} brought back does not add up in ${wrong.length} places: ${wrong.slice(0, 3).join('; ')}`,
    { hint: 'The folder stays closed. Restore an earlier backup, and keep this one.' },
  );
}
