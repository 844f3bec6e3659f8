import type { Connection } from './open-database.ts';

/** Days whose totals are to be made anew from their calls, because some of these came, went or changed. */
export class StaleDays {
  private readonly add;

  constructor(connection: Connection) {
    this.add = connection.prepare<[number], unknown>(
      'insert into stale_day (day, changes) values (?, 1) on conflict (day) do update set changes = changes + 1',
    );
  }

  mark(days: Iterable<number>): void {
    for (const day of days) this.add.run(day);
  }
}
