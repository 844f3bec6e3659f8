import { clockTrouble } from './clock-brake.ts';

/** What tells the time. */
export interface ClockParts {
  /** What the clock of the machine says. */
  readonly now: () => number;
  /** Milliseconds since some moment, by a clock that nobody sets. */
  readonly passed: () => number;
  /** What the clock said when it was believed last; null in a fresh folder. */
  readonly seen: number | null;
}

/**
 * The time by which lines arrive and go: that of the machine where it is believed. Otherwise what it said last, and what has passed
 * since: a line that came in 1970 would be of another century than its call, and older than anything may be as soon as the clock
 * is set right.
 */
export class BelievedClock {
  private readonly parts: Omit<ClockParts, 'seen'>;
  private last: { readonly at: number; readonly passed: number };

  constructor({ seen, ...parts }: ClockParts) {
    this.parts = parts;
    // Nobody knows for how long the machine was off: only time that has gone back is wrong for certain.
    this.last = { at: Math.max(seen ?? 0, parts.now()), passed: parts.passed() };
  }

  readonly now = (): number => {
    const [at, passed] = [this.parts.now(), this.parts.passed()];
    if (clockTrouble(this.last.at, at) !== null) return this.last.at + Math.round(passed - this.last.passed);
    this.last = { at, passed };
    return at;
  };

  /** Somebody says that the clock is right as it is. */
  confirm(): void {
    this.last = { at: this.parts.now(), passed: this.parts.passed() };
  }
}
