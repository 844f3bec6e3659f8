import type { Clock } from '../../record/reading.ts';
import type { PrintedTime } from './date-pattern.ts';

/** Times of one record, all in milliseconds on the same clock; null where the record has none. */
export interface OneClock<Name extends string> {
  readonly clock: Clock;
  readonly ms: Readonly<Record<Name, number | null>>;
}

/**
 * Brings the times of a record onto the clock of the first that is there: when the clocks change during a call, its
 * end prints another offset than its start. `unsaid` is the clock of times that do not say theirs.
 */
export function onOneClock<Name extends string>(
  times: Readonly<Record<Name, PrintedTime | null>>,
  unsaid: 'utc' | 'wall',
): OneClock<Name> {
  const names = Object.keys(times) as Name[];
  const first = names.map((name) => times[name]).find((time) => time !== null);
  const clock = first?.clock ?? unsaid;
  const east = typeof clock === 'number' ? clock : 0;
  const shifted = (time: PrintedTime): number =>
    time.ms + (east - (typeof time.clock === 'number' ? time.clock : east)) * 60_000;
  const ms = Object.fromEntries(
    names.map((name) => [name, times[name] === null ? null : shifted(times[name])]),
  ) as Record<Name, number | null>;
  return { clock, ms };
}
