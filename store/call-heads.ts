import type { Connection } from './open-database.ts';

interface Leg {
  readonly id: number;
  readonly day: number;
  readonly started_at: number;
  readonly head: number;
}

/**
 * Decides anew which leg is the head of each call that got new legs: the earliest, then the lowest id. A call can run
 * over midnight, so its legs are those of days that follow each other without a gap.
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
      `select id, day, started_at, head from call where day in (?, ?, ?) and call_group = ? order by started_at, id`,
    );
    this.setHead = connection.prepare<[number, number], unknown>('update call set head = ? where id = ?');
  }

  /** For the calls with ids from `first` to `last`, just stored. */
  decide(first: number, last: number): void {
    for (const { day, call_group } of this.joined.all(first, last)) {
      for (const [place, leg] of this.legsOf(day, call_group).entries()) {
        const head = place === 0 ? 1 : 0;
        if (leg.head !== head) this.setHead.run(head, leg.id);
      }
    }
  }

  /** In the order of their start; further days are looked at only where the call reaches them. */
  private legsOf(day: number, callGroup: number): readonly Leg[] {
    const near = this.legs.all(day - 1, day, day + 1, callGroup);
    const far = [
      ...(near.some((leg) => leg.day < day) ? this.legsFrom(day - 2, -1, callGroup) : []),
      ...(near.some((leg) => leg.day > day) ? this.legsFrom(day + 2, 1, callGroup) : []),
    ];
    if (far.length === 0) return near;
    return [...near, ...far].sort((a, b) => a.started_at - b.started_at || a.id - b.id);
  }

  /** From a day on, forwards or backwards, as long as there are any. */
  private legsFrom(day: number, step: 1 | -1, callGroup: number): readonly Leg[] {
    const found: Leg[] = [];
    for (let at = day; ; at += step) {
      const legs = this.legs.all(at, at, at, callGroup);
      if (legs.length === 0) return found;
      found.push(...legs);
    }
  }
}
