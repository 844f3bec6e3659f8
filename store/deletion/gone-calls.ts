import { CallHeads } from '../call-heads.ts';
import type { CallsToForget } from '../job-store.ts';
import type { Connection } from '../open-database.ts';

/**
 * Which calls are gone that were counted, as long as a leg of theirs can still arrive: it must not count as one more call. The
 * group is known, not the key.
 */
export function createGoneCalls(connection: Connection) {
  const heads = new CallHeads(connection);
  const add = connection.prepare<[number, number, number], unknown>(
    `insert into gone_call (day, call_group, counted) values (?, ?, ?)
     on conflict do update set counted = max(counted, excluded.counted)`,
  );
  const count = connection.prepare<[number, number], unknown>(
    'update gone_call set counted = 1 where day = ? and call_group = ? and counted = 0',
  );
  const forget = connection.prepare<CallsToForget, unknown>(
    `delete from gone_call where (day, call_group) in (
       select day, call_group from gone_call where day < @before order by day limit @limit)`,
  );
  return {
    /** A leg of the call is removed. It was counted with its head, which is there yet where another class has it, or a legal hold. */
    remember: (day: number, group: number, head: boolean): void => {
      const counted = head || !heads.hasHead(group, day);
      add.run(day, group, counted ? 1 : 0);
      // What is kept in mind of an earlier day is forgotten earlier.
      for (let at = day + 1; counted && count.run(at, group).changes > 0; ) at += 1;
    },
    forgetGoneCalls: (wish: CallsToForget): number => forget.run(wish).changes,
  };
}
