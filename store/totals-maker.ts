import { CallTotals, COUNTED_OF_CALL, callTotalsAdder, countedCall } from './call-totals.ts';
import { CalledDay } from './called-day.ts';
import { NumberDays } from './number-days.ts';
import { DayNumbers, PARTIES } from './number-prints.ts';
import type { Connection } from './open-database.ts';

/** Calls added up at once, so that a line that arrives does not wait for a whole day of them. */
const CALLS_A_SLICE = 5_000;

const CALLED = PARTIES.indexOf('called');

type SlicedCall = [identity: number, occurrence: number, ...rest: (number | null)[]];

/** A day that is being totalled anew, slice by slice. */
interface Going {
  readonly day: number;
  readonly changes: number;
  readonly totals: CallTotals;
  readonly numbers: DayNumbers;
  readonly called: CalledDay;
  after: { identity: number; occurrence: number };
}

/**
 * Makes the totals of days that changed anew from their calls, a slice at a time, and notes which numbers and names they have and what their called parties come to. A day that changes meanwhile is begun
 * again, so that what is written is what its calls come to.
 */
export function createTotalsMaker(connection: Connection) {
  const next = connection.prepare<[], { day: number; changes: number }>(
    'select day, changes from stale_day order by day limit 1',
  );
  const changesOf = connection
    .prepare<[number], number>('select changes from stale_day where day = ?')
    .pluck();
  const slice = connection
    .prepare<{ day: number; identity: number; occurrence: number; limit: number }, SlicedCall>(
      `select identity, occurrence, ${PARTIES.join(', ')}, ${COUNTED_OF_CALL} from call
       where day = @day and (identity, occurrence) > (@identity, @occurrence)
       order by identity, occurrence limit @limit`,
    )
    .raw();
  const drops = [
    connection.prepare<[number], unknown>('delete from day_total where day = ? and gone = 0'),
    connection.prepare<[number], unknown>('delete from hour_total where day = ? and gone = 0'),
  ];
  const settled = connection.prepare<[number], unknown>('delete from stale_day where day = ?');
  const count = connection.prepare<[], number>('select count(*) from stale_day').pluck();
  const add = callTotalsAdder(connection);
  const numberDays = new NumberDays(connection);
  let going: Going | null = null;
  const write = connection.transaction(({ day, changes, totals, numbers, called }: Going) => {
    if (changesOf.get(day) !== changes) return;
    for (const drop of drops) drop.run(day);
    add(day, 0, totals);
    numberDays.write(day, numbers, called);
    settled.run(day);
  });
  return {
    staleDays: () => count.get() ?? 0,
    /** One slice; false when every day's totals are those of its calls. */
    totalSlice: (): boolean => {
      if (going === null || changesOf.get(going.day) !== going.changes) {
        const day = next.get();
        if (day === undefined) return false;
        going = {
          ...day,
          totals: new CallTotals(),
          numbers: new DayNumbers(),
          called: new CalledDay(),
          after: { identity: -1, occurrence: 0 },
        };
      }
      const rows = slice.all({ day: going.day, ...going.after, limit: CALLS_A_SLICE });
      for (const [, , ...rest] of rows) {
        for (let place = 0; place < PARTIES.length; place++) going.numbers.add(rest[place] ?? null);
        const call = countedCall(rest.slice(PARTIES.length));
        going.totals.add(call);
        if (call.held === 0) going.called.add(rest[CALLED] ?? null, call, call);
      }
      const [identity = 0, occurrence = 0] = rows.at(-1) ?? [];
      going.after = { identity, occurrence };
      if (rows.length === CALLS_A_SLICE) return true;
      write.immediate(going);
      going = null;
      return true;
    },
  };
}
