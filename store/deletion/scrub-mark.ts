import type { Connection } from '../open-database.ts';

/** Values of the counter `unscrubbed`. */
const SCRUBBED = 0;
const DELETED = 1;
const UNDER_WAY = 2;

/** Whether something was deleted or replaced since unused parts of pages were overwritten; it outlives the process. */
export function createScrubMark(connection: Connection) {
  const state = connection.prepare<[], number>("select value from counter where name = 'unscrubbed'").pluck();
  const setTo = (name: string) =>
    connection.prepare<[number], unknown>(
      `insert into counter (name, value) values ('${name}', ?)
       on conflict (name) do update set value = excluded.value where value <> excluded.value`,
    );
  const set = setTo('unscrubbed');
  const isDisplaced = connection
    .prepare<[], number>("select value from counter where name = 'displaced'")
    .pluck();
  const setDisplaced = setTo('displaced');
  const changes = connection.prepare<[], number>('select total_changes()').pluck();
  const begin = connection.transaction(() => {
    set.run(UNDER_WAY);
    // What was displaced before is gone behind this one, too.
    if (isDisplaced.get() === 1) setDisplaced.run(0);
  });
  const claimDisplaced = connection.transaction(() => {
    if (isDisplaced.get() !== 1) return;
    set.run(DELETED);
    setDisplaced.run(0);
  });
  return {
    /** False where there is nothing to do. */
    begin: (): boolean => {
      // A database that never was scrubbed may have been written by a program that did not note what it deleted.
      if (state.get() === SCRUBBED) return false;
      begin.immediate();
      return true;
    },
    isUnderWay: (): boolean => state.get() === UNDER_WAY,
    /** In the transaction that deletes. */
    note: (): void => void set.run(DELETED),
    /** What arrivals displace all day long is dealt with once in a night: it is no reason for every other job to scrub. */
    noteDisplaced: (): void => void setDisplaced.run(1),
    /** What was displaced until now counts as deleted. */
    claimDisplaced: (): void => claimDisplaced.immediate(),
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
