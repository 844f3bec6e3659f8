import { BUSY_TIMEOUT_MS, type Connection } from './open-database.ts';

/** True when the log is empty now: no reader stood in the way. */
export function emptyLog(connection: Connection): boolean {
  // Lines that arrive must not wait for a reader as long as a writer may.
  connection.pragma('busy_timeout = 20');
  try {
    const [result] = connection.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return result?.busy === 0;
  } finally {
    connection.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}
