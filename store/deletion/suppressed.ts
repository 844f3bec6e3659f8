import type { Connection } from '../open-database.ts';

/** What keeps erased calls from coming back goes when lines of that age are not taken any more. */
export function forgettingSuppressed(connection: Connection) {
  const forget = connection.prepare<[number], unknown>('delete from suppressed where day < ?');
  return { forgetSuppressed: (before: number): void => void forget.run(before) };
}
