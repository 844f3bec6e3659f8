import type { Connection } from '../open-database.ts';

/** Every source that ever brought something. */
export function sourceNames(connection: Connection): string[] {
  return connection.prepare<[], string>('select name from source').pluck().all();
}
