import { Kysely, SqliteDialect } from 'kysely';
import { openReadingConnection, type ReadingConnection } from './reading-connection.ts';
import type { Tables } from './tables.ts';

/** The store opened for reading only; many processes may do so beside the one that writes. */
export interface ReadingStore extends ReadingConnection {
  readonly query: Kysely<Tables>;
}

export function openReadingStore(folder: string): ReadingStore {
  const { connection, close } = openReadingConnection(folder);
  const query = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
  return {
    connection,
    query,
    close: async () => {
      await query.destroy();
      // Where nothing was asked by `query`, it has not opened, and so does not close, what it was given.
      await close();
    },
  };
}
