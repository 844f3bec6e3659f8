import type { Connection } from '../open-database.ts';

/** Some calls with all other legs of each, as an erasure takes them together, by id, in order. */
export function legsOfCalls(connection: Connection, calls: readonly number[]): number[] {
  if (calls.length === 0) return [];
  const ofHead = (head: 0 | 1): string => `select call.id from mine cross join call
    on call.day in (mine.day - 1, mine.day, mine.day + 1) and call.call_group = mine.call_group and call.head = ${head}`;
  return connection
    .prepare<[string], number>(
      `with mine as materialized (select call.id, call.day, call.call_group
         from json_each(?) ids cross join call on call.id = ids.value)
       select id from mine union ${ofHead(1)} union ${ofHead(0)} order by 1`,
    )
    .pluck()
    .all(JSON.stringify(calls));
}
