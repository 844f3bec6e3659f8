import type { SumGrouping, TopWish } from '../../record/call-sums.ts';
import { type CalledKind, type CalledParties, type CalledWeight, NUMBERS_A_KIND } from '../called-day.ts';

/** A called party, told apart by what was asked for, and what its calls come to. */
export interface FirstGroup {
  /** By ids of the store. */
  readonly group: Readonly<Partial<Record<SumGrouping, number | null>>>;
  readonly weight: CalledWeight;
}

interface FirstWish {
  readonly by: readonly SumGrouping[];
  readonly top: TopWish;
  readonly isWanted: (kind: CalledKind) => boolean;
}

/**
 * The first of the called parties of some days, and how many calls all have. Each day has them in the order of their numbers, so all
 * days are read side by side, and of no party more is kept than of those that may be among the first.
 */
export function firstCalled(
  given: readonly CalledParties[],
  { by, top, isWanted }: FirstWish,
): { first: FirstGroup[]; calls: number } {
  const kinds = new GroupKinds(by);
  const days = new SideBySide(given);
  const groupsOf = given.map(({ kinds: all }) =>
    all.map((kind) => (isWanted(kind) ? kinds.placeOf(kind) : NO_GROUP)),
  );
  const first = new FirstGroups(by, top);
  const sums = new Float64Array(kinds.groups.length * SUMS);
  const met: number[] = [];
  let all = 0;
  for (let day = given[days.first]; day !== undefined; day = given[days.first]) {
    const { party, called } = day;
    while (given[days.first]?.party === party) {
      addParty(given[days.first]?.sums ?? [], groupsOf[days.first] ?? [], sums, met);
      days.next();
    }
    for (const place of met) {
      const at = place * SUMS;
      const weight = { calls: sums[at] ?? 0, duration_ms: sums[at + 1] ?? 0, cost_micros: sums[at + 2] ?? 0 };
      all += weight.calls;
      first.add(called, kinds.groups[place], weight);
      for (let sum = 0; sum < SUMS; sum++) sums[at + sum] = 0;
    }
    met.length = 0;
  }
  return { first: first.end(), calls: all };
}

/** Calls, time and cost. */
const SUMS = 3;
const NO_GROUP = -1;

/** Kinds that are one group by what is told apart. */
class GroupKinds {
  readonly groups: FirstGroup['group'][] = [];
  private readonly places = new Map<string, number>();
  private readonly by: readonly SumGrouping[];

  constructor(by: readonly SumGrouping[]) {
    this.by = by;
  }

  placeOf({ destination_class, destination_country }: CalledKind): number {
    const group = {
      ...(this.by.includes('class') && { class: destination_class }),
      ...(this.by.includes('country') && { country: destination_country === 0 ? null : destination_country }),
    };
    const key = JSON.stringify(group);
    const place = this.places.get(key) ?? this.groups.length;
    if (place === this.groups.length) {
      this.groups.push(group);
      this.places.set(key, place);
    }
    return place;
  }
}

/** What a day has of the party it is at, added to the groups that it belongs to. */
function addParty(
  ofDay: readonly number[],
  groups: readonly number[],
  sums: Float64Array,
  met: number[],
): void {
  for (let at = 0; at < ofDay.length; at += NUMBERS_A_KIND) {
    const place = groups[ofDay[at] ?? 0] ?? NO_GROUP;
    if (place === NO_GROUP) continue;
    if (!met.includes(place)) met.push(place);
    for (let sum = 0; sum < SUMS; sum++) {
      const of = place * SUMS + sum;
      sums[of] = (sums[of] ?? 0) + (ofDay[at + 1 + sum] ?? 0);
    }
  }
}

/** Days that are read side by side: first comes the one that is at the lowest number. */
class SideBySide {
  private readonly days: readonly CalledParties[];
  /** A heap of places of days. Numbers that stand in objects would each be garbage once they are read. */
  private readonly heap: Uint32Array;
  private readonly parties: Float64Array;
  private open = 0;

  constructor(days: readonly CalledParties[]) {
    this.days = days;
    this.heap = new Uint32Array(days.length);
    this.parties = new Float64Array(days.length);
    for (const [place, day] of days.entries()) {
      if (!day.next()) continue;
      this.parties[place] = day.party;
      this.heap[this.open++] = place;
    }
    for (let at = this.open >> 1; at >= 0; at--) this.sink(at);
  }

  /** The place of the one that comes first; -1 when all are read. */
  get first(): number {
    return this.open === 0 ? -1 : (this.heap[0] ?? -1);
  }

  /** The first one goes on to its next party. */
  next(): void {
    const place = this.heap[0] ?? 0;
    const day = this.days[place];
    if (day?.next() === true) this.parties[place] = day.party;
    else this.heap[0] = this.heap[--this.open] ?? 0;
    this.sink(0);
  }

  private sink(from: number): void {
    const { heap, parties, open } = this;
    let at = from;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      if (left >= open) return;
      const lower =
        right < open && (parties[heap[right] ?? 0] ?? 0) < (parties[heap[left] ?? 0] ?? 0) ? right : left;
      const [above, below] = [heap[at] ?? 0, heap[lower] ?? 0];
      if ((parties[below] ?? 0) >= (parties[above] ?? 0)) return;
      heap[at] = below;
      heap[lower] = above;
      at = lower;
    }
  }
}

/** Keeps those that may be among the first. */
class FirstGroups {
  private kept: FirstGroup[] = [];
  /** The last one that stands so far; null as long as all do. */
  private last: FirstGroup | null = null;
  private readonly by: readonly SumGrouping[];
  private readonly limit: number;
  private readonly weights: readonly (keyof CalledWeight)[];

  constructor(by: readonly SumGrouping[], { order, limit }: TopWish) {
    this.by = by;
    this.limit = limit;
    this.weights = order === 'calls' ? ['calls'] : ['cost_micros', 'duration_ms', 'calls'];
  }

  add(called: number | null, kind: FirstGroup['group'] | undefined, weight: CalledWeight): void {
    // Of nearly all groups nothing is made.
    if (this.last !== null && this.moreOf(weight, this.last.weight) > 0) return;
    this.kept.push({ group: { ...kind, called }, weight });
    if (this.kept.length < 2 * this.limit + SPARE) return;
    this.kept = this.end();
    this.last = this.kept.at(-1) ?? null;
  }

  private moreOf(one: CalledWeight, other: CalledWeight): number {
    for (const name of this.weights) {
      const more = other[name] - one[name];
      if (more !== 0) return more;
    }
    return 0;
  }

  private compare(one: FirstGroup, other: FirstGroup): number {
    const more = this.moreOf(one.weight, other.weight);
    if (more !== 0) return more;
    // As the database has them: what is not there comes first.
    for (const name of this.by) {
      const less = (one.group[name] ?? -1) - (other.group[name] ?? -1);
      if (less !== 0) return less;
    }
    return 0;
  }

  end(): FirstGroup[] {
    return this.kept.sort((one, other) => this.compare(one, other)).slice(0, this.limit);
  }
}

/** So many more are kept before they are sorted. */
const SPARE = 100;
