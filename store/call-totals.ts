import { TOTAL_KEYS, TOTAL_OF_CALL, TOTAL_SUMS, TotalSums, totalAdder } from './day-totals.ts';
import { HourSums, hourAdder, REACHED_OR_MISSED } from './hour-totals.ts';
import type { Connection } from './open-database.ts';

/** What of a call the totals of hours are made of besides. */
const TIMES = ['started_at', 'utc_offset_min', 'answered_at', 'ended_at', 'ring_ms'] as const;

/** All that the totals of a call's day are made of, as SQL over the table of calls. */
export const COUNTED_OF_CALL = `${TOTAL_OF_CALL},
  started_at, utc_offset_min, answered_at, ended_at, ring_ms, ${REACHED_OR_MISSED}`;

const OF_DAY = [...TOTAL_KEYS, ...TOTAL_SUMS];

/** The values of `COUNTED_OF_CALL` by their names. */
export type CountedCall = Record<(typeof OF_DAY)[number], number> &
  Record<'started_at' | 'utc_offset_min' | 'reached' | 'missed', number> &
  Record<'answered_at' | 'ended_at' | 'ring_ms', number | null>;

const COUNTED_NAMES = [...OF_DAY, ...TIMES];

export function countedCall(values: readonly (number | null)[], from = 0): CountedCall {
  const call: Partial<Record<(typeof COUNTED_NAMES)[number] | 'reached' | 'missed', number | null>> = {};
  // Of each call that goes or is totalled: entries made into an object take three times as long.
  for (const [place, name] of COUNTED_NAMES.entries()) call[name] = values[from + place] ?? null;
  const reached = values[from + COUNTED_NAMES.length] ?? 0;
  [call.reached, call.missed] = [reached > 0 ? 1 : 0, reached < 0 ? 1 : 0];
  return call as CountedCall;
}

/** The totals of calls of one day. */
export class CallTotals {
  readonly days = new TotalSums();
  readonly hours = new HourSums();

  add(call: CountedCall): void {
    this.days.add(
      OF_DAY.map((name) => call[name]),
      0,
    );
    this.hours.addCall(call);
  }

  /** Of a call that is counted elsewhere again. */
  take(call: CountedCall): void {
    const taken = { ...call };
    for (const name of TOTAL_SUMS) taken[name] = -call[name];
    this.days.add(
      OF_DAY.map((name) => taken[name]),
      0,
    );
    this.hours.addCall(call, -1);
  }
}

/** Writes totals of a day, of calls that are there (0), gone (1) or archived (2), to those that stand there already. */
export function callTotalsAdder(
  connection: Connection,
): (day: number, gone: 0 | 1 | 2, totals: CallTotals) => void {
  const [addDays, addHours] = [totalAdder(connection), hourAdder(connection)];
  return (day, gone, { days, hours }) => {
    addDays(day, gone, days);
    addHours(day, gone, hours);
  };
}
