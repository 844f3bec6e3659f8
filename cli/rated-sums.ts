import type { CostKept } from '../processor/rating/rate-again.ts';
import type { Day } from '../record/calendar.ts';

/** What a call costs, and who charges it. */
export interface Charged {
  readonly carrier: string | null;
  readonly cost_micros: number | null;
  readonly currency: string | null;
}

/** What one carrier charges one cost centre in one currency, before and after. */
export interface RatedGroup {
  readonly carrier: string | null;
  readonly cost_centre: string | null;
  readonly currency: string;
  /** Legs that cost something here before or after, and those of them that are written anew. */
  legs: number;
  changed: number;
  before_micros: number;
  after_micros: number;
}

interface Days {
  readonly from_day: Day;
  readonly to_day: Day;
}

/** Adds up what calls cost before they were rated again, and after. */
export class RatedSums {
  /** Legs that keep their cost, because too little of them is left to rate them. */
  readonly kept: Record<CostKept, number> = { masked: 0, anonymous: 0, free_minutes: 0 };
  /** The days that were rated: whole months where there are free minutes in them. */
  readonly days: Days;
  changed = 0;
  private readonly groups = new Map<string, RatedGroup>();

  constructor(days: Days) {
    this.days = days;
  }

  keep(why: CostKept): void {
    this.kept[why] += 1;
  }

  add({
    cost_centre,
    is_changed,
    before,
    after,
  }: {
    readonly cost_centre: string | null;
    readonly is_changed: boolean;
    readonly before: Charged;
    readonly after: Charged;
  }): void {
    if (is_changed) this.changed += 1;
    const [one, other] = [this.groupOf(before, cost_centre), this.groupOf(after, cost_centre)];
    if (one !== null) one.before_micros += before.cost_micros ?? 0;
    if (other !== null) other.after_micros += after.cost_micros ?? 0;
    for (const group of new Set([one, other])) {
      if (group === null) continue;
      group.legs += 1;
      if (is_changed) group.changed += 1;
    }
  }

  /** By carrier, cost centre and currency; what nobody has comes last. */
  sorted(): RatedGroup[] {
    const order = ({ carrier, cost_centre, currency }: RatedGroup): string =>
      [carrier ?? '\uffff', cost_centre ?? '\uffff', currency].join('\u0000');
    return [...this.groups.values()].sort((one, other) => (order(one) < order(other) ? -1 : 1));
  }

  private groupOf(
    { carrier, cost_micros, currency }: Charged,
    cost_centre: string | null,
  ): RatedGroup | null {
    if (cost_micros === null || currency === null) return null;
    const key = JSON.stringify([carrier, cost_centre, currency]);
    const found = this.groups.get(key);
    if (found !== undefined) return found;
    const group = { carrier, cost_centre, currency, legs: 0, changed: 0, before_micros: 0, after_micros: 0 };
    this.groups.set(key, group);
    return group;
  }
}
