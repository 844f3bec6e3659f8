import type { WrittenCalls } from './call-writer.ts';
import type { Connection } from './open-database.ts';

interface Leg {
  readonly id: number;
  readonly day: number;
  readonly started_at: number;
  readonly head: number;
}

/**
 * Decides anew which leg is the head of each call that got new legs: the earliest, then the lowest id. Legs of one day
 * meet in the unique index of heads when they are stored; those of the neighbouring days are looked for here, because a
 * call can run over midnight: its legs are those of days that follow each other without a gap.
 */
export class CallHeads {
  private readonly joined;
  private readonly legs;
  private readonly setHead;

  constructor(connection: Connection) {
    this.joined = connection
      .prepare<[number, number, number, number, number], number>(
        `select call_group from call new where id between ? and ? and day = ? and call_group is not null and (
           exists (select 1 from call other where other.day = ? and other.call_group = new.call_group and other.head = 1)
           or exists (select 1 from call other where other.day = ? and other.call_group = new.call_group and other.head = 0))`,
      )
      .pluck();
    // Heads and other legs stand in an index each, so each is asked for by itself.
    this.legs = connection.prepare<{ from: number; to: number; group: number }, Leg>(
      `select id, day, started_at, head from call where day in (@from, @from + 1, @to) and call_group = @group and head = 1
       union all
       select id, day, started_at, head from call where day in (@from, @from + 1, @to) and call_group = @group and head = 0
       order by started_at, id`,
    );
    this.setHead = connection.prepare<[number, number], unknown>('update call set head = ? where id = ?');
  }

  /** For the calls with ids from `first` to `last`, just stored; gives those that have other legs, by day. */
  decide(
    first: number,
    last: number,
    { joined, unsure }: Pick<WrittenCalls, 'joined' | 'unsure'>,
  ): readonly (readonly [day: number, group: number])[] {
    // Each group once a day: a device that repeats itself gives thousands of legs of one call.
    const byDay = new Map<number, Set<number>>();
    const add = (day: number, group: number): void => {
      const groups = byDay.get(day);
      if (groups === undefined) byDay.set(day, new Set([group]));
      else groups.add(group);
    };
    for (const { group, day } of joined) add(day, group);
    for (const [day, neighbours] of unsure) {
      for (const neighbour of neighbours) {
        for (const group of this.joined.all(first, last, day, neighbour, neighbour)) add(day, group);
      }
    }
    const decided = [...byDay].flatMap(([day, groups]) => [...groups].map((group) => [day, group] as const));
    for (const [day, group] of decided) this.decideOne(group, day);
    return decided;
  }

  /** A leg of this day came, changed or went: without it the days beside it may be calls of their own. */
  decideAnew(group: number, day: number): void {
    const left = this.legs.all({ from: day, to: day, group }).some((leg) => leg.day === day);
    for (const at of left ? [day] : [day - 1, day + 1]) this.decideOne(group, at);
  }

  private decideOne(group: number, day: number): void {
    const [head, ...others] = this.legsOf(group, day);
    // A head is unmade before another is made: two on one day cannot stand in the index of heads.
    for (const leg of others) if (leg.head === 1) this.setHead.run(0, leg.id);
    if (head !== undefined && head.head === 0) this.setHead.run(1, head.id);
  }

  /** In the order of their start; further days are looked at only where the call reaches them. */
  private legsOf(group: number, day: number): readonly Leg[] {
    const near = this.legs.all({ from: day - 1, to: day + 1, group });
    const far = [
      ...(near.some((leg) => leg.day < day) ? this.legsFrom(day - 2, -1, group) : []),
      ...(near.some((leg) => leg.day > day) ? this.legsFrom(day + 2, 1, group) : []),
    ];
    if (far.length === 0) return near;
    return [...near, ...far].sort((a, b) => a.started_at - b.started_at || a.id - b.id);
  }

  /** From a day on, forwards or backwards, as long as there are any. */
  private legsFrom(day: number, step: 1 | -1, group: number): readonly Leg[] {
    const found: Leg[] = [];
    for (let at = day; ; at += step) {
      const legs = this.legs.all({ from: at, to: at, group }).filter((leg) => leg.day === at);
      if (legs.length === 0) return found;
      found.push(...legs);
    }
  }
}
