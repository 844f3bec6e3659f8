import type { Connection } from '../open-database.ts';

/** Values of the counter `unscrubbed`. */
const SCRUBBED = 0;
const DELETED = 1;
const UNDER_WAY = 2;

/** Whether something was deleted or replaced since unused parts of pages were overwritten; it outlives the process. */
export function createScrubMark(connection: Connection) {
  const state = connection.prepare<[], number>("select value from counter where name = 'unscrubbed'").pluck();
  const set = connection.prepare<[number], unknown>(
    `insert into counter (name, value) values ('unscrubbed', ?)
     on conflict (name) do update set value = excluded.value where value <> excluded.value`,
  );
  const changes = connection.prepare<[], number>('select total_changes()').pluck();
  return {
    /** False where there is nothing to do. */
    begin: (): boolean => {
      // A database that never was scrubbed may have been written by a program that did not note what it deleted.
      if (state.get() === SCRUBBED) return false;
      set.run(UNDER_WAY);
      return true;
    },
    isUnderWay: (): boolean => state.get() === UNDER_WAY,
    /** In the transaction that deletes. */
    note: (): void => void set.run(DELETED),
    /** What was deleted meanwhile waits for the next time: its page may have been passed already. */
    end: (): void => {
      if (state.get() === UNDER_WAY) set.run(SCRUBBED);
    },
    /** The same method; where it changes anything, that is noted in the same transaction. */
    noting: <Given extends unknown[], Result>(method: (...given: Given) => Result) => {
      const noted = connection.transaction((...given: Given): Result => {
        const before = changes.get();
        const result = method(...given);
        if (changes.get() !== before) set.run(DELETED);
        return result;
      });
      return (...given: Given): Result => noted.immediate(...given);
    },
  };
}
