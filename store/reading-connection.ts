import { join } from 'node:path';
import { OperationError } from '../record/operation-error.ts';
import { refuseClosed } from './closed-folder.ts';
import { DATABASE_FILE } from './database-file.ts';
import { checkVersion, MIGRATIONS } from './migrate.ts';
import { type Connection, openDatabase } from './open-database.ts';

/** The database opened for reading only, for what asks it in SQL: the builder of queries takes a quarter of a second to load. */
export interface ReadingConnection {
  readonly connection: Connection;
  close(): Promise<void>;
}

export function openReadingConnection(folder: string): ReadingConnection {
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
  return { connection, close: async () => void connection.close() };
}
