import type { Connection } from '../open-database.ts';

/** What becomes of the lines of calls that leave the store: they are counted, and what repeated lines brought of them goes. */
export function createGoneLines(connection: Connection) {
  const near = connection.prepare<[number, number], unknown>(
    'select 1 from duplicate where call between ? and ? limit 1',
  );
  const clear = connection.prepare<[string], unknown>(
    `update duplicate set calling = null, calling_text = null, private = null
     where call in (select value from json_each(?)) and (calling is not null or calling_text is not null)`,
  );
  return {
    /** What lines that came again brought for their calls, most of which came once. */
    clearRepeated: (calls: readonly number[]): void => {
      let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const id of calls) [first, last] = [Math.min(first, id), Math.max(last, id)];
      if (calls.length > 0 && near.get(first, last) !== undefined) clear.run(JSON.stringify(calls));
    },
    count: connection.prepare<{ intake: number; calls: number; held: number }, unknown>(
      `insert into lines_gone (intake, calls, held) values (@intake, @calls, @held)
       on conflict (intake) do update set calls = calls + excluded.calls, held = held + excluded.held`,
    ),
  };
}
