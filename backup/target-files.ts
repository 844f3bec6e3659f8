import { constants } from 'node:fs';
import { open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupFile } from '../record/backup.ts';
import { OperationError } from '../record/operation-error.ts';

/** What is being written; whatever carries it after a crash holds nothing that counts. */
const PART = '.part';
const NAME = /^ledgerline-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.age$/;

/** `ledgerline-20261128T021500Z.age` */
export function backupName(made_at: number): string {
  return `ledgerline-${new Date(made_at).toISOString().replace(/[-:]|\.\d+/g, '')}.age`;
}

export const partOf = (path: string): string => `${path}${PART}`;

/** When a backup was made, by its name; null where that is no name of a backup. */
function madeAt(name: string): number | null {
  const [, year, month, day, hour, minute, second] = NAME.exec(name) ?? [];
  return year === undefined ? null : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

export const isBackupName = (name: string): boolean => madeAt(name) !== null;

/** The backups at a target, the oldest first. */
export async function backupsAt(target: string): Promise<BackupFile[]> {
  const names = await readdir(target).catch((error: unknown) => {
    throw targetTrouble(target, error);
  });
  const files: BackupFile[] = [];
  for (const name of names.sort()) {
    const made_at = madeAt(name);
    if (made_at === null) continue;
    const there = await stat(join(target, name)).catch(() => null);
    if (there?.isFile() === true) files.push({ target, name, made_at, bytes: there.size });
  }
  return files;
}

/** Refuses a target that is not there: a share that is not mounted must not be made a folder of the local disk. */
export async function checkTarget(target: string, needed_bytes: number): Promise<void> {
  try {
    if (!(await stat(target)).isDirectory()) throw new Error('it is no folder');
    const { bavail, bsize } = await statfs(target);
    if (bavail * bsize < needed_bytes) throw noRoomAt(target, needed_bytes, bavail * bsize);
  } catch (error) {
    throw targetTrouble(target, error);
  }
}

/** Removes what a backup that was killed had begun. */
export async function clearParts(target: string): Promise<void> {
  const names = await readdir(target).catch((error: unknown) => {
    throw targetTrouble(target, error);
  });
  const begun = names.filter((name) => name.endsWith(PART) && madeAt(name.slice(0, -PART.length)) !== null);
  for (const name of begun) await rm(join(target, name), { force: true });
}

export async function removeAt(target: string, name: string): Promise<void> {
  await rm(join(target, name), { force: true }).catch((error: unknown) => {
    throw targetTrouble(target, error);
  });
  await syncTarget(target);
}

/** Makes the names at a target durable, where its file system can. */
export async function syncTarget(target: string): Promise<void> {
  const folder = await open(target, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await folder.sync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP'].includes(codeOf(error))) throw targetTrouble(target, error);
  } finally {
    await folder.close();
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;

function noRoomAt(target: string, needed: number, free: number): OperationError {
  return new OperationError(
    'BACKUP_NO_ROOM',
    `There is no room for a backup at ${target}: up to ${megabytes(needed)} are needed, ${megabytes(free)} are free.`,
    { hint: 'Make room there, or keep fewer backups (backup.keep). Nothing was begun; taking in goes on.' },
  );
}

/** What a target answered, in our words; the disk of the data folder has no part in it. */
export function targetTrouble(target: string, error: unknown): OperationError {
  if (error instanceof OperationError) return error;
  if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))) {
    return new OperationError(
      'BACKUP_NO_ROOM',
      `The disk of ${target} became full while a file was written there.`,
      {
        hint: 'Nothing of it was left, and what stood there is as it was. Make room there and run it again; taking in goes on.',
        cause: error,
      },
    );
  }
  const why = error instanceof Error ? error.message : String(error);
  return new OperationError('BACKUP_TARGET', `The target ${target} cannot be used: ${why}`, {
    hint: 'Mount the share or make the folder, and give the account of the service the right to write there.',
    cause: error,
  });
}
