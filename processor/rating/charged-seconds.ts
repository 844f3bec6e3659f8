import type { SheetRate } from '../../record/tariff.ts';

export type Increments = Pick<
  SheetRate,
  'minimum_seconds' | 'first_increment_seconds' | 'next_increment_seconds'
>;

/**
 * The seconds that are charged for a talk: a second that was begun counts whole, the minimum comes first, then the first
 * increment, then as many next ones as it takes. 60/60 charges whole minutes, 30/6 at least half a minute.
 */
export function chargedSeconds(talkMs: number, increments: Increments): number {
  const { minimum_seconds, first_increment_seconds: first, next_increment_seconds: next } = increments;
  const seconds = Math.max(Math.ceil(talkMs / 1000), minimum_seconds);
  return seconds <= first ? first : first + Math.ceil((seconds - first) / next) * next;
}
