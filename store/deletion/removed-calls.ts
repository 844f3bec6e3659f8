import { addedTo, KEYS_OF_CALL, SUMS_OF_CALL, TOTAL_KEYS, TOTAL_SUMS } from '../day-totals.ts';
import { hourAdder } from '../hour-totals.ts';
import type { Connection } from '../open-database.ts';
import { createCallsQuality } from './calls-quality.ts';
import { createGoneCalls } from './gone-calls.ts';
import { createGoneLines } from './gone-lines.ts';
import { GONE_CALL, GONE_LEG, type GoneRow, goneBatch, goneHours } from './gone-rows.ts';

/** Calls of one day that are to go in one transaction. */
export interface CallsToRemove {
  readonly day: number;
  readonly ids: readonly number[];
  /** A leg of the day behind can still arrive: it must not count as one more call. */
  readonly othersCanCome: boolean;
  /** An extension that the totals of what is gone do not name, and the unit that stands there instead. */
  readonly nameless?: { readonly extension: number; readonly unit: number | null };
  /** All calls of their class on that day go: what they come to is in the totals of the day (leaving-days.ts). */
  readonly withTheirDay?: boolean;
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
  const rowsOf = preparedRows(connection);
  const statements = prepare(connection);
  const addHours = hourAdder(connection);
  const lines = createGoneLines(connection);
  const quality = createCallsQuality(connection);
  const gone = createGoneCalls(connection);

  function addUp(rows: readonly GoneRow[], ids: readonly number[], { day, nameless }: CallsToRemove): void {
    addHours(day, 1, goneHours(rows));
    const named = { day, extension: nameless?.extension ?? null, unit: nameless?.unit ?? 0 };
    const range = inARow(ids);
    if (range === null) statements.totals.run({ ...named, ids: JSON.stringify(ids) });
    else statements.totalsInARow.run({ ...named, ...range });
  }

  return (calls) => {
    const { day, othersCanCome, withTheirDay = false } = calls;
    const rows = rowsOf(calls);
    if (rows.length === 0) return 0;
    const batch = goneBatch(rows);
    if (!withTheirDay) addUp(rows, batch.ids, calls);
    for (const [intake, counts] of batch.lines) lines.count.run({ intake, ...counts });
    const range = inARow(batch.ids);
    if (range === null) statements.remove.run(JSON.stringify(batch.ids));
    else statements.removeInARow.run(range);
    lines.clearRepeated(batch.ids);
    if (quality.isNear(day))
      quality.ofCalls(
        day,
        batch.legs.map(({ call_group }) => call_group),
      );
    if (othersCanCome) gone.remember(day, batch.legs);
    else {
      gone.rememberAnswers(day, batch.answering);
      gone.countedLater(day, batch.legs);
    }
    return rows.length;
  };
}

/** A condition is the same for thousands of batches, and then another. */
function preparedRows(connection: Connection): (calls: CallsToRemove) => GoneRow[] {
  const prepared = (from: string) => {
    const read = (columns: string) =>
      connection.prepare<object, GoneRow>(`select ${columns} from ${from}`).raw();
    return { whole: read(GONE_CALL), leg: read(GONE_LEG) };
  };
  const both = (sql: string) => ({
    sql,
    listed: prepared(`${LISTED} where ${sql}`),
    inARow: prepared(`${IN_A_ROW} (${sql})`),
  });
  let last = both('true');
  return ({ ids, withTheirDay = false, where = { sql: 'true', values: {} } }) => {
    if (where.sql !== last.sql) last = both(where.sql);
    const range = inARow(ids);
    const columns = withTheirDay ? 'leg' : 'whole';
    return range === null
      ? last.listed[columns].all({ ...where.values, ids: JSON.stringify(ids) })
      : last.inARow[columns].all({ ...where.values, ...range });
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
       select @day, 1, ${values.join(', ')} from ${from} true ${addedTo(TOTAL_SUMS)}`,
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
