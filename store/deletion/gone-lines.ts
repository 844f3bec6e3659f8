import type { Connection } from '../open-database.ts';

/** What becomes of the lines of calls that leave the store: they are counted, and what repeated lines brought of them goes. */
export function createGoneLines(connection: Connection) {
  const clear = connection.prepare<[string], unknown>(
    `update duplicate set calling = null, calling_text = null, private = null
     where call in (select value from json_each(?)) and (calling is not null or calling_text is not null)`,
  );
  return {
    /** What lines that came again brought for their calls. */
    clearRepeated: (calls: readonly number[]): void => void clear.run(JSON.stringify(calls)),
    count: connection.prepare<{ intake: number; calls: number; held: number }, unknown>(
      `insert into lines_gone (intake, calls, held) values (@intake, @calls, @held)
       on conflict (intake) do update set calls = calls + excluded.calls, held = held + excluded.held`,
    ),
  };
}
