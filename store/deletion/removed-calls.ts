import { COUNTED_OF_CALL, countedCall } from '../call-totals.ts';
import { ADDED, KEYS_OF_CALL, SUMS_OF_CALL, TOTAL_KEYS, TOTAL_SUMS } from '../day-totals.ts';
import { HourSums, hourAdder } from '../hour-totals.ts';
import type { Connection } from '../open-database.ts';
import { createCallsQuality } from './calls-quality.ts';
import { createGoneCalls, type GoneLeg } from './gone-calls.ts';
import { createGoneLines } from './gone-lines.ts';

/** Calls of one day that are to go in one transaction. */
export interface CallsToRemove {
  readonly day: number;
  readonly ids: readonly number[];
  /** A leg of the day behind can still arrive: it must not count as one more call. */
  readonly othersCanCome: boolean;
  /** An extension that the totals of what is gone do not name, and the unit that stands there instead. */
  readonly nameless?: { readonly extension: number; readonly unit: number | null };
}

/** The calls of a list of ids, in its order. */
export const LISTED = '(select value as listed from json_each(@ids)) cross join call on call.id = listed';

/**
 * Takes calls away with all that follows from it: their counts and minutes are added to those of what is gone, their lines are
 * counted as gone, what repeated lines brought and quality records go along, and groups of which more can come are kept in mind.
 */
export function createRemovedCalls(connection: Connection): (calls: CallsToRemove) => void {
  const statements = prepare(connection);
  const addHours = hourAdder(connection);
  const lines = createGoneLines(connection);
  const quality = createCallsQuality(connection);
  const gone = createGoneCalls(connection);

  return ({ day, ids: list, othersCanCome, nameless }) => {
    if (list.length === 0) return;
    const ids = JSON.stringify(list);
    const legs = othersCanCome || quality.isNear(day) ? statements.legs.all({ ids }) : [];
    const answering = othersCanCome ? [] : statements.answering.all({ ids });
    const hours = new HourSums();
    for (const row of statements.counted.all({ ids })) hours.addCall(countedCall(row));
    addHours(day, 1, hours);
    statements.totals.run({ day, ids, extension: nameless?.extension ?? null, unit: nameless?.unit ?? 0 });
    for (const intake of statements.intakes.all({ ids })) lines.count.run(intake);
    statements.remove.run({ ids });
    lines.clearRepeated(list);
    quality.ofCalls(
      day,
      legs.map(({ call_group }) => call_group),
    );
    if (othersCanCome) gone.remember(day, legs);
    else gone.rememberAnswers(day, answering);
  };
}

function prepare(connection: Connection) {
  const keys = {
    ...KEYS_OF_CALL,
    extension: `iif(${KEYS_OF_CALL.extension} = @extension, @unit, ${KEYS_OF_CALL.extension})`,
  };
  const sums = Object.values(SUMS_OF_CALL).map((sum) => `sum(${sum})`);
  const answers = 'head = 0 and answered is 1 and held_by is null';
  const leg = `select call_group, max(head) as head, max(${answers}) as answered from ${LISTED}`;
  return {
    legs: connection.prepare<{ ids: string }, GoneLeg>(
      `${leg} where call_group is not null group by call_group`,
    ),
    /** Further legs that somebody answered, few of all. */
    answering: connection.prepare<{ ids: string }, GoneLeg>(
      `${leg} where call_group is not null and ${answers} group by call_group`,
    ),
    counted: connection
      .prepare<{ ids: string }, (number | null)[]>(`select ${COUNTED_OF_CALL} from ${LISTED}`)
      .raw(),
    totals: connection.prepare<{ day: number; ids: string; extension: number | null; unit: number }, unknown>(
      `insert into day_total (day, gone, ${[...TOTAL_KEYS, ...TOTAL_SUMS].join(', ')})
       select @day, 1, ${[...Object.values(keys), ...sums].join(', ')} from ${LISTED} where true
       group by ${TOTAL_KEYS.map((_, place) => place + 3).join(', ')} ${ADDED}`,
    ),
    intakes: connection.prepare<{ ids: string }, { intake: number; calls: number; held: number }>(
      `select intake, sum(held_by is null) as calls, sum(held_by is not null) as held from ${LISTED} group by intake`,
    ),
    remove: connection.prepare<{ ids: string }, unknown>(
      'delete from call where id in (select value from json_each(@ids))',
    ),
  };
}
