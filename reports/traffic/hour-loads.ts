import type { CallSpan, GoneHour } from '../../record/call-span.ts';
import type { LocalHours } from './local-hours.ts';
import { splitAtHours } from './split-at-hours.ts';
import { Sweep } from './sweep.ts';

/** What a trunk, or whatever else calls are told by, carried in one local hour. */
export interface HourLoad {
  readonly hour: number;
  /** Calls and legs that began in it. */
  calls: number;
  legs: number;
  /** From answer to end. */
  duration_ms: number;
  /** From start to end: a line is taken while it rings, too. */
  busy_ms: number;
  peak: number;
  /** When so many were under way for the first time in the hour. */
  peak_at: number;
  /** Of some calls in it only the hour of their start is known: how many were beside each other is not. */
  hour_only: boolean;
}

/** When a period begins, and when it is over. */
export interface Edges {
  readonly from: number;
  readonly to: number;
}

const EMPTY = { calls: 0, legs: 0, duration_ms: 0, busy_ms: 0, peak: 0, hour_only: false };

type Carried = Pick<HourLoad, 'legs' | 'calls' | 'busy_ms' | 'duration_ms'>;

function add(load: HourLoad, gone: Carried): void {
  load.legs += gone.legs;
  load.calls += gone.calls;
  load.busy_ms += gone.busy_ms;
  load.duration_ms += gone.duration_ms;
  load.hour_only = true;
}

/**
 * Adds calls up by local hour, each call cut at the border of every hour and at those of the period. Memory grows with the
 * hours and the calls under way, not with the calls.
 */
export class HourLoads {
  private readonly loads = new Map<number, HourLoad>();
  private readonly hours: LocalHours;
  private readonly edges: Edges;
  private readonly sweep: Sweep;
  private unknown: HourLoad | null = null;

  constructor(hours: LocalHours, edges: Edges) {
    this.hours = hours;
    this.edges = edges;
    this.sweep = new Sweep(({ from, to, calls }) => {
      let at = from;
      for (const { hour, ms } of splitAtHours(hours, from, to)) {
        const load = this.load(hour);
        load.busy_ms += calls * ms;
        if (calls > load.peak) Object.assign(load, { peak: calls, peak_at: at });
        at += ms;
      }
    });
  }

  /** In the order of their start. */
  add({ head, started_at, talk_from, duration_ms, ended_at, hour_only }: CallSpan): void {
    const { from, to } = this.edges;
    if (started_at >= from && started_at < to) {
      const load = this.load(this.hours.start(started_at));
      load.legs += 1;
      if (head) load.calls += 1;
    }
    const [busy, until] = [Math.max(from, started_at), Math.min(to, ended_at)];
    if (hour_only) {
      for (const { hour, ms } of splitAtHours(this.hours, busy, until)) {
        const load = this.load(hour);
        load.busy_ms += ms;
        load.hour_only = true;
      }
    } else if (until > busy) this.sweep.add(busy, until);
    if (talk_from === null) return;
    const talk = [Math.max(from, talk_from), Math.min(to, talk_from + duration_ms)] as const;
    for (const { hour, ms } of splitAtHours(this.hours, ...talk)) this.load(hour).duration_ms += ms;
  }

  /** What calls that have gone carried in an hour of theirs: counts are of it, and how many were beside each other nobody knows. */
  addGone({ day, hour_at, legs, calls, busy_ms, duration_ms }: GoneHour): void {
    const { from, to } = this.edges;
    if (hour_at === null) {
      if (day < this.hours.day(from) || day > this.hours.day(to - 1)) return;
      this.unknown ??= { ...EMPTY, hour: from, peak_at: from };
      add(this.unknown, { legs, calls, busy_ms, duration_ms });
    } else if (hour_at >= from && hour_at < to)
      add(this.load(this.hours.start(hour_at)), { legs, calls, busy_ms, duration_ms });
  }

  /** In their order; hours in which nothing was are not among them. */
  finish(): HourLoad[] {
    this.sweep.finish();
    return [...this.loads.values()].sort((one, other) => one.hour - other.hour);
  }

  /** Of calls that have gone, and of which not even the hour is known; null where there are none. */
  withoutHour(): HourLoad | null {
    return this.unknown;
  }

  private load(hour: number): HourLoad {
    const known = this.loads.get(hour);
    if (known !== undefined) return known;
    const made = { ...EMPTY, hour, peak_at: hour };
    this.loads.set(hour, made);
    return made;
  }
}
