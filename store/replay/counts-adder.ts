import type { LineCounts } from '../../record/outcome.ts';
import type { Connection } from '../open-database.ts';

/** Adds to the counts of an intake; what is added may be negative. */
export function countsAdder(connection: Connection) {
  return connection.prepare<[LineCounts & { intake: number }], unknown>(
    `update intake set lines = lines + @lines, calls = calls + @calls, held = held + @held,
     undefined = undefined + @undefined, duplicates = duplicates + @duplicates, ignored = ignored + @ignored,
     excluded = excluded + @excluded where id = @intake`,
  );
}
