import { join } from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import { OperationError } from '../record/operation-error.ts';
import { refuseClosed } from './closed-folder.ts';
import { checkVersion, MIGRATIONS } from './migrate.ts';
import { type Connection, openDatabase } from './open-database.ts';
import { DATABASE_FILE } from './sqlite-store.ts';
import type { Tables } from './tables.ts';

/** The store opened for reading only; many processes may do so beside the one that writes. */
export interface ReadingStore {
  readonly connection: Connection;
  readonly query: Kysely<Tables>;
  close(): Promise<void>;
}

export function openReadingStore(folder: string): ReadingStore {
  refuseClosed(folder);
  const connection = openDatabase(join(folder, DATABASE_FILE), 'read');
  try {
    if (checkVersion(connection) < MIGRATIONS.length) {
      throw new OperationError(
        'USAGE',
        'The database is of an older version and has not been brought up to date.',
        {
          hint: 'Start the service or run ./ledgerline init on this data folder once.',
        },
      );
    }
  } catch (error) {
    connection.close();
    throw error;
  }
  const query = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
  return {
    connection,
    query,
    close: async () => {
      await query.destroy();
      // Where nothing was asked by `query`, it has not opened, and so does not close, what it was given.
      connection.close();
    },
  };
}
