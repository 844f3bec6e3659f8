import type { Carrier, FreeTime } from '../../record/tariff.ts';
import { shownDigits } from './rate-table.ts';

/** Free seconds that calls of a local day took. */
export interface TakenSeconds {
  readonly carrier: string;
  readonly free_minutes: string;
  readonly seconds: number;
}

/** A call that may be free in part. */
export interface FreeCall {
  readonly called: number | null;
  readonly day: number;
  /** Charged seconds that cost something. */
  readonly seconds: number;
}

/** The free minutes of one month, from which calls take in the order in which they are told. */
export class FreeMinutes {
  private readonly left = new Map<string, number>();
  private taken = new Map<string, TakenSeconds>();

  /** `settled` is what calls took that cannot be rated again: it stays theirs. */
  constructor(carriers: readonly Carrier[], settled: readonly TakenSeconds[]) {
    for (const { name: carrier, free_minutes } of carriers)
      for (const { name, minutes } of free_minutes) this.left.set(keyOf(carrier, name), minutes * 60);
    for (const { carrier, free_minutes, seconds } of settled) {
      const key = keyOf(carrier, free_minutes);
      const left = this.left.get(key);
      if (left !== undefined) this.left.set(key, Math.max(0, left - seconds));
    }
  }

  /** How many of its seconds are free: those of the first that fits, then of the next. */
  take({ name: carrier, free_minutes }: Carrier, { called, day, seconds }: FreeCall): number {
    let free = 0;
    for (const one of free_minutes) {
      const key = keyOf(carrier, one.name);
      const left = this.left.get(key) ?? 0;
      const some = Math.min(left, seconds - free);
      if (some === 0 || !fits(one, called, day)) continue;
      free += some;
      this.left.set(key, left - some);
      const before = this.taken.get(key)?.seconds ?? 0;
      this.taken.set(key, { carrier, free_minutes: one.name, seconds: before + some });
    }
    return free;
  }

  /** What was taken since this was asked last. */
  takenSince(): TakenSeconds[] {
    const taken = [...this.taken.values()];
    this.taken = new Map();
    return taken;
  }
}

function keyOf(carrier: string, name: string): string {
  return `${carrier} ${name}`;
}

function fits({ prefixes, from_day, to_day }: FreeTime, called: number | null, day: number): boolean {
  if ((from_day !== null && day < from_day) || (to_day !== null && day > to_day)) return false;
  const digits = called === null ? null : shownDigits(called);
  return digits !== null && prefixes.some((prefix) => startsWith(digits, prefix));
}

/** The empty prefix stands for numbers of E.164 alone, as in a rate sheet. */
function startsWith(digits: string, prefix: string): boolean {
  return prefix === '' ? !digits.startsWith('=') : digits.startsWith(prefix);
}
