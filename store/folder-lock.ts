import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { OperationError } from '../record/operation-error.ts';
import { refuseClosed } from './closed-folder.ts';
import { LOCK_FILE } from './database-file.ts';
import { asOperationError } from './open-database.ts';

/** The lock of a data folder: the kernel's, gone with the process that holds it, whatever ends it. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for one writing process. SQLite's exclusive file lock is used because Node has no flock: a kernel
 * lock on an open file, so nothing stale can remain and no process id has to be believed.
 */
export function lockFolder(folder: string): FolderLock {
  makeDataFolder(folder);
  refuseClosed(folder);
  return lockFile(folder, LOCK_FILE, {
    message: `Another process writes to the data folder ${folder}.`,
    hint: 'A service or another command is at work there: wait for it, stop it, or use another --data folder.',
  });
}

/** Stands in a folder while a backup is restored into it. */
export const RESTORE_LOCK = 'restore.lock';

/** Takes a folder for one restore, which is not to find what another one is writing. */
export function lockForRestore(folder: string): FolderLock {
  return lockFile(folder, RESTORE_LOCK, {
    message: `Another restore writes to the folder ${folder}.`,
    hint: 'Wait for it, or give another folder with --into. Nothing was changed.',
  });
}

function lockFile(
  folder: string,
  name: string,
  busy: { readonly message: string; readonly hint: string },
): FolderLock {
  const path = join(folder, name);
  let connection: Database.Database;
  try {
    connection = new Database(path, { timeout: 0 });
  } catch (cause) {
    throw new OperationError(
      'DATA_FOLDER_RIGHTS',
      `The data folder ${folder} cannot be written by this account.`,
      {
        hint: 'Run the command as the account that owns the folder, or correct its rights.',
        cause,
      },
    );
  }
  try {
    // No journal: a full disk must not look like another process.
    connection.pragma('journal_mode = MEMORY');
    connection.pragma('locking_mode = EXCLUSIVE');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    connection.close();
    if (!isBusy(cause)) throw asOperationError(cause, path);
    throw new OperationError('DATA_FOLDER_LOCKED', busy.message, { hint: busy.hint, retryable: true, cause });
  }
  held.add(connection);
  return {
    release: () => {
      held.delete(connection);
      connection.close();
    },
  };
}

/** A lock that nobody looks at must not be collected as garbage, and so released. */
const held = new Set<Database.Database>();

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_BUSY');
}

/** Makes the folder and those above it, or says why that cannot be. */
export function makeDataFolder(folder: string): void {
  try {
    makeFolder(folder);
    if (!statSync(folder).isDirectory()) throw new Error('not a folder');
  } catch (cause) {
    throw new OperationError('DATA_FOLDER_RIGHTS', `The data folder ${folder} cannot be made or used.`, {
      hint: 'Choose a folder that this account may write to.',
      cause,
    });
  }
}

/**
 * Node's own `recursive` never ends, and takes all memory, where a folder that is there lets none be made in it as if
 * it were not (an automounter, /proc).
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Somebody else was faster.
    if (!existsSync(folder)) throw error;
  }
}
