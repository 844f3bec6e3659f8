import type { WrittenCalls } from './call-writer.ts';
import type { Connection } from './open-database.ts';
import { StaleDays } from './stale-days.ts';

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
  private readonly newestGone;
  private readonly gone;
  private readonly counted;
  private readonly besideGone;
  private readonly stale;
  /** No leg of a later day is gone. */
  private goneUntil = Number.NEGATIVE_INFINITY;

  constructor(connection: Connection) {
    this.stale = new StaleDays(connection);
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
    this.newestGone = connection.prepare<[], number | null>('select max(day) from gone_call').pluck();
    this.gone = connection
      .prepare<[number, number], number>('select 1 from gone_call where day = ? and call_group = ?')
      .pluck();
    this.counted = connection
      .prepare<[number, number, number], number>(
        'select 1 from gone_call where day between ? and ? and call_group = ? and counted = 1 limit 1',
      )
      .pluck();
    this.besideGone = connection
      .prepare<[number, number, number], number>(
        `select call_group from call new where id between ? and ? and day = ? and call_group is not null and exists (
           select 1 from gone_call where gone_call.day in (new.day - 1, new.day, new.day + 1)
           and gone_call.call_group = new.call_group)`,
      )
      .pluck();
  }

  /** For the calls with ids from `first` to `last`, just stored; gives those that have other legs, by day. */
  decide(
    first: number,
    last: number,
    { joined, unsure, days }: Pick<WrittenCalls, 'joined' | 'unsure' | 'days'>,
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
    this.look();
    for (const day of days) {
      if (day - 1 > this.goneUntil) continue;
      for (const group of this.besideGone.all(first, last, day)) add(day, group);
    }
    const decided = [...byDay].flatMap(([day, groups]) => [...groups].map((group) => [day, group] as const));
    for (const [day, group] of decided) this.decideOne(group, day);
    return decided;
  }

  /** A leg of this day came, changed or went: without it the days beside it may be calls of their own. */
  decideAnew(group: number, day: number): void {
    this.look();
    const left = this.legs.all({ from: day, to: day, group }).some((leg) => leg.day === day);
    for (const at of left ? [day] : [day - 1, day + 1]) this.decideOne(group, at);
  }

  private decideOne(group: number, day: number): void {
    const legs = this.legsOf(group, day);
    const head = this.isCounted(group, legs) ? undefined : legs[0];
    // A head is unmade before another is made: two on one day cannot stand in the index of heads.
    for (const leg of legs) if (leg.head === 1 && leg !== head) this.makeHead(0, leg);
    if (head !== undefined && head.head === 0) this.makeHead(1, head);
  }

  /** It can be days away from the leg that came, of which whoever stored that knows nothing. */
  private makeHead(head: 0 | 1, { id, day }: Leg): void {
    this.setHead.run(head, id);
    this.stale.mark([day]);
  }

  /** Whether the head of the call on this day is stored: it is not where it has gone by its age and other legs have not. */
  hasHead(group: number, day: number): boolean {
    this.look();
    return this.legsOf(group, day).some((leg) => leg.head === 1);
  }

  /** A call that was counted and whose head is gone is no call more when another leg of it arrives. */
  private isCounted(group: number, legs: readonly Leg[]): boolean {
    const [first, last] = [legs[0], legs.at(-1)];
    if (first === undefined || last === undefined || first.day - 1 > this.goneUntil) return false;
    return this.counted.get(first.day - 1, last.day + 1, group) !== undefined;
  }

  private look(): void {
    this.goneUntil = this.newestGone.get() ?? Number.NEGATIVE_INFINITY;
  }

  private isGoneOn(day: number, group: number): boolean {
    return day <= this.goneUntil && this.gone.get(day, group) !== undefined;
  }

  /** In the order of their start; further days are looked at only where the call reaches them. */
  private legsOf(group: number, day: number): readonly Leg[] {
    const near = this.legs.all({ from: day - 1, to: day + 1, group });
    const reaches = (at: number): boolean => near.some((leg) => leg.day === at) || this.isGoneOn(at, group);
    const far = [
      ...(reaches(day - 1) ? this.legsFrom(day - 2, -1, group) : []),
      ...(reaches(day + 1) ? this.legsFrom(day + 2, 1, group) : []),
    ];
    if (far.length === 0) return near;
    return [...near, ...far].sort((a, b) => a.started_at - b.started_at || a.id - b.id);
  }

  /** From a day on, forwards or backwards, as long as there are any. */
  private legsFrom(day: number, step: 1 | -1, group: number): readonly Leg[] {
    const found: Leg[] = [];
    for (let at = day; ; at += step) {
      const legs = this.legs.all({ from: at, to: at, group }).filter((leg) => leg.day === at);
      if (legs.length === 0 && !this.isGoneOn(at, group)) return found;
      found.push(...legs);
    }
  }
}
