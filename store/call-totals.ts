import { TOTAL_KEYS, TOTAL_OF_CALL, TOTAL_SUMS, TotalSums, totalAdder } from './day-totals.ts';
import { HourSums, hourAdder, REACHED_OR_MISSED } from './hour-totals.ts';
import type { Connection } from './open-database.ts';

/** All that the totals of a call's day are made of, as SQL over the table of calls. */
export const COUNTED_OF_CALL = `${TOTAL_OF_CALL},
  started_at, utc_offset_min, answered_at, ended_at, ring_ms, ${REACHED_OR_MISSED}`;

const OF_DAY = [...TOTAL_KEYS, ...TOTAL_SUMS];

/** The values of `COUNTED_OF_CALL` by their names. */
export type CountedCall = Record<(typeof OF_DAY)[number], number> &
  Record<'started_at' | 'utc_offset_min' | 'reached' | 'missed', number> &
  Record<'answered_at' | 'ended_at' | 'ring_ms', number | null>;

/** The values of `COUNTED_OF_CALL` as they stand there. Of each call that goes or is totalled: written down by names in a loop they take three times as long. */
export function countedCall(values: readonly (number | null)[], from = 0): CountedCall {
  const at = (place: number): number | null => values[from + place] ?? null;
  const number = (place: number): number => values[from + place] ?? 0;
  const reached = number(19);
  return {
    source: number(0),
    extension: number(1),
    direction: number(2),
    destination_class: number(3),
    destination_country: number(4),
    trunk: number(5),
    held: number(6),
    step: number(7),
    currency: number(8),
    legs: number(9),
    calls: number(10),
    answered: number(11),
    duration_ms: number(12),
    cost_micros: number(13),
    started_at: number(14),
    utc_offset_min: number(15),
    answered_at: at(16),
    ended_at: at(17),
    ring_ms: at(18),
    reached: reached > 0 ? 1 : 0,
    missed: reached < 0 ? 1 : 0,
  };
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
