import { NumberDays } from './number-days.ts';
import type { Connection } from './open-database.ts';

/** Somebody changed a call of a day that is going whole: that day is to be settled, and the change to be made once more. */
export class LeavingDayChanged extends Error {}

/**
 * Days some of whose calls came, went or changed. Until a day is totalled anew its totals are not those of its calls, and it is not
 * known which numbers it has: what was known goes in the same transaction as the calls that it was made of.
 */
export class StaleDays {
  private readonly add;
  private readonly isLeaving;
  private readonly numbers: NumberDays;

  constructor(connection: Connection) {
    this.add = connection.prepare<[number], unknown>(
      'insert into stale_day (day, changes) values (?, 1) on conflict (day) do update set changes = changes + 1, exact = 0',
    );
    this.isLeaving = connection.prepare<[number], unknown>('select 1 from leaving_day where day = ?');
    this.numbers = new NumberDays(connection);
  }

  /** In the transaction that changes their calls, which is rolled back where it throws. */
  mark(days: Iterable<number>): void {
    for (const day of days) {
      if (this.isLeaving.get(day) !== undefined) throw new LeavingDayChanged(`day ${day} is going whole`);
      this.add.run(day);
      this.numbers.forget(day);
    }
  }
}

/** The days that are told by a leg: one by which no call is counted can have answered a call of the day before. */
export function daysOfLeg({ day, head }: { readonly day: number; readonly head: number }): readonly number[] {
  return head === 1 ? [day] : [day - 1, day];
}
