import { createRequire } from 'node:module';
import type { Kysely } from 'kysely';
import { openReadingConnection, type ReadingConnection } from './reading-connection.ts';
import type { Tables } from './tables.ts';

/** The store opened for reading only; many processes may do so beside the one that writes. */
export interface ReadingStore extends ReadingConnection {
  readonly query: Kysely<Tables>;
}

const require = createRequire(import.meta.url);

export function openReadingStore(folder: string): ReadingStore {
  const { connection, close } = openReadingConnection(folder);
  let built: Kysely<Tables> | null = null;
  return {
    connection,
    // Loaded where it is asked for: most commands ask in SQL alone, and start in two thirds of the time.
    get query() {
      if (built === null) {
        const { Kysely, SqliteDialect } = require('kysely') as typeof import('kysely');
        built = new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
      }
      return built;
    },
    close: async () => {
      await built?.destroy();
      // Where nothing was asked by `query`, it has not opened, and so does not close, what it was given.
      await close();
    },
  };
}
