import { chmodSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { OperationError } from '../record/operation-error.ts';

export type Connection = Database.Database;

/** How long a statement waits for another process that has the database. */
export const BUSY_TIMEOUT_MS = 5_000;

/**
 * The only place that opens the database, with every setting that durability and erasure rest on. better-sqlite3 is
 * compiled so that WAL means NORMAL, and secure_delete is per connection and off: both are set and read back here.
 */
export function openDatabase(path: string, mode: 'write' | 'read'): Connection {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    // A process that was killed right after it made the file leaves an empty one.
    const fresh = found === undefined || found.size === 0;
    if (found === undefined && mode === 'read') {
      throw new OperationError('DATA_FOLDER_MISSING', `There is no database at ${path}.`, {
        hint: 'Run ./ledgerline init --data DIR, or name the right folder with --data.',
      });
    }
    const connection = new Database(path, {
      readonly: mode === 'read',
      fileMustExist: found !== undefined,
      timeout: BUSY_TIMEOUT_MS,
    });
    try {
      if (fresh && mode === 'write') chmodSync(path, 0o600);
      if (mode === 'write') setForWriting(connection, fresh);
      else setForReading(connection);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  } catch (cause) {
    throw asOperationError(cause, path);
  }
}

function setForWriting(connection: Connection, fresh: boolean): void {
  // 8 KiB pages: fewer levels in the indexes that every call touches.
  if (fresh) connection.pragma('page_size = 8192');
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('secure_delete = ON');
  connection.pragma('temp_store = MEMORY');
  connection.pragma('foreign_keys = ON');
  connection.pragma('cell_size_check = ON');
  connection.pragma('trusted_schema = OFF');
  connection.pragma('mmap_size = 0');
  connection.pragma('cache_size = -32768');
  connection.pragma('journal_size_limit = 67108864');
  connection.pragma('wal_autocheckpoint = 4000');
  const synchronous = connection.pragma('synchronous', { simple: true });
  const secureDelete = connection.pragma('secure_delete', { simple: true });
  if (synchronous !== 2 || secureDelete !== 1) {
    throw new Error(
      `SQLite did not take its settings: synchronous ${synchronous}, secure_delete ${secureDelete}`,
    );
  }
}

function setForReading(connection: Connection): void {
  connection.pragma('temp_store = MEMORY');
  connection.pragma('cache_size = -16384');
  connection.pragma('query_only = ON');
}

/** SQLite's words as ours: what happened, and what to do. */
export function asOperationError(cause: unknown, path: string): unknown {
  if (cause instanceof OperationError || !(cause instanceof Error) || !('code' in cause)) return cause;
  const code = String(cause.code);
  // What a process shares with others cannot grow on a full disk either, and SQLite has another word for that.
  if (['SQLITE_FULL', 'ENOSPC', 'EDQUOT', 'SQLITE_IOERR_SHMSIZE'].includes(code)) {
    return new OperationError(
      'DISK_FULL',
      `The disk that holds ${path} is full; nothing of this step was kept.`,
      {
        hint: 'Free some space. What was received is safe: the service goes on by itself, a command is to be run again.',
        retryable: true,
        cause,
      },
    );
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new OperationError(
      'DISK_FAILED',
      `The disk refused a read, write or flush of ${path} (${code}).`,
      {
        hint: 'Check the disk and the system log, then start again: start-up checks the database.',
        cause,
      },
    );
  }
  if (
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_READONLY') ||
    code === 'SQLITE_PERM' ||
    code === 'EACCES'
  ) {
    return new OperationError(
      'DATA_FOLDER_RIGHTS',
      `The database ${path} cannot be opened by this account.`,
      {
        hint: 'Run the command as the account that owns the data folder, or correct the folder’s rights.',
        cause,
      },
    );
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new OperationError('DATABASE_DAMAGED', `${path} is not a sound database (${code}).`, {
      hint: 'Keep the folder as it is and restore from a backup; the raw copies hold every line received.',
      cause,
    });
  }
  return cause;
}
