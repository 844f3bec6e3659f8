import { Kysely, SqliteDialect } from 'kysely';
import type { Connection } from '../open-database.ts';
import type { Tables } from '../tables.ts';

/** What builds queries for a connection, which stays whose it was. */
export function queryOf(connection: Connection): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) });
}
