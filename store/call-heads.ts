import type { Connection } from './open-database.ts';

interface Leg {
  readonly id: number;
  readonly started_at: number;
  readonly head: number;
}

/**
 * Decides anew which leg is the head of each call that got new legs: the earliest, then the lowest id. Legs are looked
 * for on the same day and its neighbours, because a call can run over midnight.
 */
export class CallHeads {
  private readonly joined;
  private readonly legs;
  private readonly setHead;

  constructor(connection: Connection) {
    this.joined = connection.prepare<[number, number], { day: number; call_group: number }>(
      `select distinct new.day, new.call_group from call new
       where new.id between ? and ? and new.call_group is not null and exists (
         select 1 from call other where other.day in (new.day - 1, new.day, new.day + 1)
         and other.call_group = new.call_group and other.id <> new.id)`,
    );
    this.legs = connection.prepare<[number, number, number, number], Leg>(
      `select id, started_at, head from call where day in (?, ?, ?) and call_group = ? order by started_at, id`,
    );
    this.setHead = connection.prepare<[number, number], unknown>('update call set head = ? where id = ?');
  }

  /** For the calls with ids from `first` to `last`, just stored. */
  decide(first: number, last: number): void {
    for (const { day, call_group } of this.joined.all(first, last)) {
      for (const [place, leg] of this.legs.all(day - 1, day, day + 1, call_group).entries()) {
        const head = place === 0 ? 1 : 0;
        if (leg.head !== head) this.setHead.run(head, leg.id);
      }
    }
  }
}
