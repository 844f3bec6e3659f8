import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { attachmentPath } from '../record/attachment.ts';
import { OperationError } from '../record/operation-error.ts';
import { LINE_COUNTS, type LineCounts } from '../record/outcome.ts';
import { DATABASE_FILE } from './database-file.ts';
import { checkVersion } from './migrate.ts';
import { asOperationError, type Connection, openDatabase } from './open-database.ts';
import { attachmentFiles } from './queries/attachment-files.ts';
import { createTransferUpkeep } from './transfers.ts';

/** A raw copy, or the encrypted file of an attachment, as the copied store knows it. */
export interface CopiedRaw {
  readonly path: string;
  /** Of a plain one that may have grown since; null where all of the file counts. */
  readonly length: number | null;
}

/** What a copy of the store says of itself. */
export interface StoreCopy {
  readonly bytes: number;
  readonly schema: number;
  readonly erasures: number;
  readonly ledger: LineCounts;
  readonly raw: readonly CopiedRaw[];
}

/**
 * Copies a database as it is at this moment, while others write. `VACUUM INTO` carries nothing along that was deleted, as a copy of its
 * pages would. SQLite works in the thread that asks, so ask in one of its own.
 */
export function copyDatabase(path: string, into: string): number {
  const connection = openDatabase(path, 'read');
  try {
    // The file is made here, because SQLite would let everybody read it.
    closeSync(openSync(into, 'wx', 0o600));
    connection.pragma('query_only = OFF');
    // The copy takes it over. Without it rows that its making moved stand twice in it, once where nothing that deletes finds them.
    connection.pragma('secure_delete = ON');
    connection.prepare('vacuum into ?').run(into);
  } catch (error) {
    throw noRoomFor(path, error);
  } finally {
    connection.close();
  }
  return statSync(into).size;
}

function noRoomFor(path: string, error: unknown): unknown {
  const trouble = asOperationError(error, path);
  if (!(trouble instanceof OperationError && trouble.code === 'DISK_FULL')) return trouble;
  return new OperationError('BACKUP_NO_ROOM', `There is no room in the data folder for a copy of ${path}.`, {
    hint: 'A backup needs as much room there as the database has; nothing was left half done. Make room and run it again.',
    cause: error,
  });
}

/** Copies the store of a data folder, looks whether the copy is sound, and says what is in it. */
export function copyStore(folder: string, into: string): StoreCopy {
  const bytes = copyDatabase(join(folder, DATABASE_FILE), into);
  const connection = openDatabase(into, 'read');
  try {
    const faults = connection.prepare<[], string>('pragma quick_check').pluck().all();
    if (faults.join() !== 'ok') {
      throw new OperationError('DATABASE_DAMAGED', `The copy of the database is not sound: ${faults[0]}.`, {
        hint: 'No backup was made. ./ledgerline verify says what is wrong with the database; docs/operating.md says what to do.',
      });
    }
    return { bytes, ...contentsOf(connection) };
  } finally {
    connection.close();
  }
}

function contentsOf(connection: Connection): Omit<StoreCopy, 'bytes'> {
  const sums = LINE_COUNTS.map((name) => `coalesce(sum(${name}), 0) as ${name}`).join(', ');
  const ledger = connection.prepare<[], LineCounts>(`select ${sums} from intake`).get();
  if (ledger === undefined) throw new Error('a sum has no row');
  const kept = connection
    .prepare<[], CopiedRaw>(
      `select path, case when path like '%.zst' then null else length end as length from intake
       where path <> '' and same_as is null and raw_gone_at is null order by id`,
    )
    .all();
  const attachments = attachmentFiles(connection);
  const begun = createTransferUpkeep(connection).unfinishedPaths();
  return {
    schema: checkVersion(connection),
    erasures: lastErasure(connection),
    ledger,
    raw: [...kept, ...[...begun, ...attachments.map(attachmentPath)].map((path) => ({ path, length: null }))],
  };
}

function lastErasure(connection: Connection): number {
  const last = connection.prepare<[], number>('select coalesce(max(sequence), 0) from erasure_log').pluck();
  return last.get() ?? 0;
}

/** Bytes that the databases of a folder have on disk: what copying them needs at most. */
export function databaseBytes(folder: string, files: readonly string[]): number {
  return files
    .map((name) => join(folder, name))
    .reduce((sum, path) => sum + (existsSync(path) ? statSync(path).size : 0), 0);
}
