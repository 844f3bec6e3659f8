import { CallTotals, COUNTED_OF_CALL, callTotalsAdder, countedCall } from '../call-totals.ts';
import { addedTo, TOTAL_KEYS, TOTAL_SUMS } from '../day-totals.ts';
import { HOUR_COLUMNS, HOUR_SUMS, type HourRow } from '../hour-totals.ts';
import { NumberDays } from '../number-days.ts';
import type { Connection } from '../open-database.ts';

/**
 * Days that go whole, one at a time (docs/decisions/0017-days-that-go-whole.md). What all their calls come to is known before the first
 * of them goes: it is in the totals of what is there, and becomes that of what is gone when the last one went. Until then both
 * together tell the same as ever. Whoever else changes a call of such a day settles it first.
 */
export function createLeavingDays(connection: Connection) {
  const statements = prepare(connection);
  const addTotals = callTotalsAdder(connection);
  const numbers = new NumberDays(connection);

  function settleOne(day: number, held: number): void {
    const gone = new CallTotals();
    for (const row of statements.totals.iterate(day, held)) gone.days.add(row, 0);
    for (const row of statements.hours.iterate(day, held)) gone.hours.add(row);
    for (const row of statements.calls.iterate(day, held)) gone.take(countedCall(row));
    for (const rows of [gone.days.sums, gone.hours.rows])
      for (const [key, sums] of rows) if (sums.every((sum) => sum === 0)) rows.delete(key);
    addTotals(day, 1, gone);
    end(day, 0);
  }

  /** Which numbers the day has is not known any more, so it is totalled anew. Where its totals are exact the other class can go whole before that. */
  function end(day: number, exact: 0 | 1): void {
    const changes = (statements.changesOf.get(day) ?? 0) + 1;
    statements.end.run(day);
    statements.mark.run(day, changes, exact);
  }

  const settle = (): void => {
    for (const { day, held } of statements.all.all()) settleOne(day, held);
  };

  return {
    /** In the transaction of the first batch. False where the totals are not those of its calls, so that each has to be added up. */
    begin: (day: number, held: number): boolean => {
      if (statements.heldOf.get(day) === held) return true;
      settle();
      const stale = statements.stale.get(day);
      if (stale?.exact === 0) return false;
      statements.unmark.run(day);
      statements.begin.run(day, held, stale?.changes ?? 0);
      numbers.forget(day);
      return true;
    },
    /**
     * What has gone until now is added to the totals of what is gone: it is what the day came to less what is there. Where a run broke off, and
     * before anything else changes a call of the day; its time is that of adding up what is there.
     */
    settle,
    /** Behind the last batch: totals of what was there become those of what is gone, so many at once; false while some are left. */
    finish: (day: number, held: number, limit: number): boolean => {
      if (statements.heldOf.get(day) !== held) return true;
      // What a legal hold keeps, or came when the others were listed already.
      if (statements.isOneLeft.get({ day, held }) === 1) {
        settle();
        return true;
      }
      const last = statements.lastOf.get(day, held, limit - 1);
      const upTo = { day, held, ...(last ?? { source: Number.MAX_SAFE_INTEGER, extension: 0 }) };
      for (const move of statements.moveTotals) move.run(upTo);
      if (last !== undefined) return false;
      for (const move of statements.moveHours) move.run({ day, held });
      end(day, 1);
      return true;
    },
  };
}

const OF_TOTALS = [...TOTAL_KEYS, ...TOTAL_SUMS].join(', ');
const OF_HOURS = HOUR_COLUMNS.join(', ');

function prepare(connection: Connection) {
  return {
    all: connection.prepare<[], { day: number; held: number }>('select day, held from leaving_day'),
    heldOf: connection.prepare<[number], number>('select held from leaving_day where day = ?').pluck(),
    changesOf: connection.prepare<[number], number>('select changes from leaving_day where day = ?').pluck(),
    stale: connection.prepare<[number], { changes: number; exact: number }>(
      'select changes, exact from stale_day where day = ?',
    ),
    unmark: connection.prepare<[number], unknown>('delete from stale_day where day = ?'),
    mark: connection.prepare<[number, number, number], unknown>(
      'insert into stale_day (day, changes, exact) values (?, ?, ?)',
    ),
    begin: connection.prepare<[number, number, number], unknown>(
      'insert into leaving_day (day, held, changes) values (?, ?, ?)',
    ),
    end: connection.prepare<[number], unknown>('delete from leaving_day where day = ?'),
    totals: connection
      .prepare<[number, number], number[]>(
        `select ${OF_TOTALS} from day_total where day = ? and gone = 0 and held = ?`,
      )
      .raw(),
    hours: connection.prepare<[number, number], HourRow>(
      `select ${OF_HOURS} from hour_total where day = ? and gone = 0 and held = ?`,
    ),
    calls: connection
      .prepare<[number, number], (number | null)[]>(
        `select ${COUNTED_OF_CALL} from call where day = ? and (held_by is not null) = ?`,
      )
      .raw(),
    // Beside the calls of the other class, which are those of their totals: which class a call is of stands in no index.
    isOneLeft: connection
      .prepare<{ day: number; held: number }, number>(
        `select (select count(*) from call where day = @day)
         > (select coalesce(sum(legs), 0) from day_total where day = @day and gone = 0 and held <> @held)`,
      )
      .pluck(),
    lastOf: connection.prepare<[number, number, number], { source: number; extension: number }>(
      `select source, extension from day_total where day = ? and gone = 0 and held = ?
       order by source, extension limit 1 offset ?`,
    ),
    ...prepareMoves(connection),
  };
}

/** What was there becomes what is gone. */
function prepareMoves(connection: Connection) {
  const ofClass = 'day = @day and gone = 0 and held = @held';
  const upTo = `${ofClass} and (source, extension) <= (@source, @extension)`;
  return {
    moveTotals: [
      connection.prepare<object, unknown>(
        `insert into day_total (day, gone, ${OF_TOTALS}) select day, 1, ${OF_TOTALS} from day_total where ${upTo}
         ${addedTo(TOTAL_SUMS)}`,
      ),
      connection.prepare<object, unknown>(`delete from day_total where ${upTo}`),
    ],
    moveHours: [
      connection.prepare<object, unknown>(
        `insert into hour_total (day, gone, ${OF_HOURS}) select day, 1, ${OF_HOURS} from hour_total where ${ofClass}
         ${addedTo(HOUR_SUMS)}`,
      ),
      connection.prepare<object, unknown>(`delete from hour_total where ${ofClass}`),
    ],
  };
}
