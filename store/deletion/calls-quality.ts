import type { LoneQuality } from '../job-store.ts';
import { heldDay } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';
import type { LinePlace } from '../queries/subject-found.ts';

/**
 * Days of a quality record before and behind the local day of a leg of its call: one counts in UTC, the clocks of a cluster are
 * not one, and what is measured at the end of a call is that of a later day.
 */
const BEFORE = 2;
const BEHIND = 3;

const days = (day: string, from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, place) => `${day} + ${from + place}`).join(', ');

/** Whether a leg of full clearness has the key by which a record of `quality` belongs to its call. */
const HAS_CALL = ['1', '0']
  .map(
    (head) => `exists (select 1 from call where call.day in (${days('quality.day', -BEHIND, BEFORE)})
      and call.call_group = quality.call_group and call.head = ${head} and call.step = 0)`,
  )
  .join(' or ');

/** Quality records go with their call: when no leg of it is whole any more, nobody finds them by its key. */
export function createCallsQuality(connection: Connection) {
  const near = connection.prepare<{ day: number }, unknown>(
    `select 1 from quality where day between @day - ${BEFORE} and @day + ${BEHIND} limit 1`,
  );
  const ofCalls = connection.prepare<{ day: number; groups: string }, unknown>(
    `delete from quality where day in (${days('@day', -BEFORE, BEHIND)})
     and call_group in (select value from json_each(@groups)) and not (${HAS_CALL})`,
  );
  const record = connection.prepare<LinePlace, { day: number; call_group: number }>(
    'select day, call_group from quality where intake = @intake and offset = @offset',
  );
  const legs = connection.prepare<{ day: number; call_group: number }, { id: number; step: number }>(
    `select id, step from call where day in (${days('@day', -BEHIND, BEFORE)}) and call_group = @call_group and head = 1
     union all
     select id, step from call where day in (${days('@day', -BEHIND, BEFORE)}) and call_group = @call_group and head = 0`,
  );
  return {
    /** The legs that a record can belong to; null where there is none at that place. */
    legsOf: (place: LinePlace): readonly { id: number; step: number }[] | null => {
      const found = record.get(place);
      return found === undefined ? null : legs.all(found);
    },
    /** Whether there is any that may belong to a call of the day: most systems have none. */
    isNear: (day: number): boolean => near.get({ day }) !== undefined,
    /** Behind the step that legs of the calls have taken. */
    ofCalls: (day: number, groups: readonly number[]): void => {
      if (groups.length > 0) ofCalls.run({ day, groups: JSON.stringify(groups) });
    },
    /** Those of earlier days than the edge that no call has; gives how many. */
    lone: ({ edge, limit, today }: LoneQuality): number =>
      connection
        .prepare<{ edge: number; limit: number }, unknown>(
          `delete from quality where (intake, offset) in (select intake, offset from quality where day < @edge
           and not (${HAS_CALL}) and not ${heldDay(connection, today, 'day')} order by day limit @limit)`,
        )
        .run({ edge, limit }).changes,
  };
}
