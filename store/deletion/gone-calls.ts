import { CallHeads } from '../call-heads.ts';
import type { CallsToForget } from '../job-store.ts';
import type { Connection } from '../open-database.ts';

/** A call of which legs are removed. */
export interface GoneLeg {
  readonly call_group: number;
  /** 1 where the leg by which it is counted is one of them. */
  readonly head: number;
  /** 1 where a further leg that somebody answered is. */
  readonly answered: number;
}

/**
 * Which calls are gone that were counted, as long as a leg of theirs can still arrive: it must not count as one more call. The
 * group is known, not the key.
 */
export function createGoneCalls(connection: Connection) {
  const heads = new CallHeads(connection);
  const add = connection.prepare<{ day: number; counted: number; answered: number; groups: string }, unknown>(
    `insert into gone_call (day, call_group, counted, answered)
     select @day, value, @counted, @answered from json_each(@groups) where true
     on conflict do update set counted = max(counted, excluded.counted), answered = max(answered, excluded.answered)`,
  );
  const oneOf = connection.prepare<[number], unknown>('select 1 from gone_call where day = ? limit 1');
  const count = connection.prepare<[number, number], unknown>(
    'update gone_call set counted = 1 where day = ? and call_group = ? and counted = 0',
  );
  const forget = connection.prepare<CallsToForget, unknown>(
    `delete from gone_call where (day, call_group) in (
       select day, call_group from gone_call where day < @before order by day limit @limit)`,
  );
  /** They were counted with their head, which is there yet where another class has it, or a legal hold. */
  const isCounted =
    (day: number) =>
    ({ call_group, head }: GoneLeg): boolean =>
      head === 1 || !heads.hasHead(call_group, day);
  /** Of calls that are counted and have nothing there any more: legs of later days, which went before them, are known to be counted, too. */
  function countLater(day: number, legs: readonly GoneLeg[]): void {
    let left = legs.map(({ call_group }) => call_group);
    // What is kept in mind of an earlier day is forgotten earlier.
    for (let at = day + 1; left.length > 0 && oneOf.get(at) !== undefined; at += 1)
      left = left.filter((group) => count.run(at, group).changes > 0);
  }
  return {
    /** Behind the removal. */
    remember: (day: number, legs: readonly GoneLeg[]): void => {
      const of = Map.groupBy(legs, (leg) => `${isCounted(day)(leg) ? 1 : 0} ${leg.answered}`);
      for (const [key, found] of of) {
        const [counted = 0, answered = 0] = key.split(' ').map(Number);
        add.run({
          day,
          counted,
          answered,
          groups: JSON.stringify(found.map(({ call_group }) => call_group)),
        });
      }
      countLater(
        day,
        ['1 0', '1 1'].flatMap((key) => of.get(key) ?? []),
      );
    },
    /** Of a day behind which no leg can come any more; it can behind the next ones, whose legs may have gone before these. */
    countedLater: (day: number, legs: readonly GoneLeg[]): void => {
      if (oneOf.get(day + 1) !== undefined) countLater(day, legs.filter(isCounted(day)));
    },
    /** No leg can come any more, or this one stands in an archive, but the turn of the head comes: that it was answered must still be known then. */
    rememberAnswers: (day: number, legs: readonly GoneLeg[]): void => {
      const left = legs.filter(({ head, call_group }) => head === 0 && heads.hasHead(call_group, day));
      const groups = JSON.stringify(left.map(({ call_group }) => call_group));
      if (left.length > 0) add.run({ day, counted: 0, answered: 1, groups });
    },
    forgetGoneCalls: (wish: CallsToForget): number => forget.run(wish).changes,
  };
}
