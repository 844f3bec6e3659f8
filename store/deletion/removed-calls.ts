import { ADDED, KEYS_OF_CALL, SUMS_OF_CALL, TOTAL_KEYS, TOTAL_SUMS } from '../day-totals.ts';
import { hourAdder } from '../hour-totals.ts';
import type { Connection } from '../open-database.ts';
import { createCallsQuality } from './calls-quality.ts';
import { createGoneCalls } from './gone-calls.ts';
import { createGoneLines } from './gone-lines.ts';
import { GONE_CALL, type GoneRow, goneBatch } from './gone-rows.ts';

/** Calls of one day that are to go in one transaction. */
export interface CallsToRemove {
  readonly day: number;
  readonly ids: readonly number[];
  /** A leg of the day behind can still arrive: it must not count as one more call. */
  readonly othersCanCome: boolean;
  /** An extension that the totals of what is gone do not name, and the unit that stands there instead. */
  readonly nameless?: { readonly extension: number; readonly unit: number | null };
  /** Those of them only for which this is true, as SQL over the table of calls with its values. */
  readonly where?: { readonly sql: string; readonly values: Readonly<Record<string, number>> };
}

/** The calls of a list of ids, in its order. */
export const LISTED = '(select value as listed from json_each(@ids)) cross join call on call.id = listed';
/** Those of ids without a gap, which is read in half the time. */
const IN_A_ROW = 'call not indexed where id between @first and @last and';

/** Of ids in their order, the first and the last where nothing is missing between them. */
function inARow(ids: readonly number[]): { readonly first: number; readonly last: number } | null {
  const [first = 0, last = 0] = [ids[0], ids.at(-1)];
  return ids.every((id, place) => id === first + place) ? { first, last } : null;
}

/**
 * Takes calls away with all that follows from it: their counts and minutes are added to those of what is gone, their lines are
 * counted as gone, what repeated lines brought and quality records go along, and groups of which more can come are kept in mind.
 * Gives how many went.
 */
export function createRemovedCalls(connection: Connection): (calls: CallsToRemove) => number {
  const rowsWhere = preparedWhere(connection);
  const statements = prepare(connection);
  const addHours = hourAdder(connection);
  const lines = createGoneLines(connection);
  const quality = createCallsQuality(connection);
  const gone = createGoneCalls(connection);

  return ({ day, ids: wanted, othersCanCome, nameless, where }) => {
    const rows = rowsWhere(where?.sql ?? 'true', wanted, where?.values);
    if (rows.length === 0) return 0;
    const batch = goneBatch(rows);
    addHours(day, 1, batch.hours);
    for (const [intake, counts] of batch.lines) lines.count.run({ intake, ...counts });
    const named = { day, extension: nameless?.extension ?? null, unit: nameless?.unit ?? 0 };
    const range = inARow(batch.ids);
    if (range === null) {
      const ids = JSON.stringify(batch.ids);
      statements.totals.run({ ...named, ids });
      statements.remove.run(ids);
    } else {
      statements.totalsInARow.run({ ...named, ...range });
      statements.removeInARow.run(range);
    }
    lines.clearRepeated(batch.ids);
    if (quality.isNear(day))
      quality.ofCalls(
        day,
        batch.legs.map(({ call_group }) => call_group),
      );
    if (othersCanCome) gone.remember(day, batch.legs);
    else gone.rememberAnswers(day, batch.answering);
    return rows.length;
  };
}

/** A condition is the same for thousands of batches, and then another. */
function preparedWhere(connection: Connection) {
  const prepared = (from: string) =>
    connection.prepare<object, GoneRow>(`select ${GONE_CALL} from ${from}`).raw();
  const both = (sql: string) => ({
    sql,
    listed: prepared(`${LISTED} where ${sql}`),
    inARow: prepared(`${IN_A_ROW} (${sql})`),
  });
  let last = both('true');
  return (sql: string, ids: readonly number[], values: object = {}): GoneRow[] => {
    if (sql !== last.sql) last = both(sql);
    const range = inARow(ids);
    return range === null
      ? last.listed.all({ ...values, ids: JSON.stringify(ids) })
      : last.inARow.all({ ...values, ...range });
  };
}

function prepare(connection: Connection) {
  const keys = {
    ...KEYS_OF_CALL,
    extension: `iif(${KEYS_OF_CALL.extension} = @extension, @unit, ${KEYS_OF_CALL.extension})`,
  };
  const values = [...Object.values(keys), ...Object.values(SUMS_OF_CALL)];
  /** By extension they are nearly as many as calls, and are not brought here and back. */
  const totalsOf = <Which>(from: string) =>
    connection.prepare<{ day: number; extension: number | null; unit: number } & Which, unknown>(
      `insert into day_total (day, gone, ${[...TOTAL_KEYS, ...TOTAL_SUMS].join(', ')})
       select @day, 1, ${values.join(', ')} from ${from} true ${ADDED}`,
    );
  return {
    totals: totalsOf<{ ids: string }>(`${LISTED} where`),
    totalsInARow: totalsOf<{ first: number; last: number }>(IN_A_ROW),
    remove: connection.prepare<[string], unknown>(
      'delete from call where id in (select value from json_each(?))',
    ),
    removeInARow: connection.prepare<{ first: number; last: number }, unknown>(
      'delete from call where id between @first and @last',
    ),
  };
}
