import { DAY_MS } from '../../record/calendar.ts';

/** Records come in the order in which calls end; a clock that is corrected or put back makes them step back this far. */
const STEP_BACK_MS = 2 * 3_600_000;

/** The record before, from which the day of the next one follows. */
export type Dated = {
  /** Its time on the wall, milliseconds as of `Date.UTC`. */
  readonly wall: number;
  /** The arrival of its delivery. */
  readonly received_at: number;
};

/**
 * The moment on the wall of a time that has no date. Within a delivery times go on from record to record; the first one
 * arrived when its delivery began, so it lies on the day that brings it nearest to that. `east` is how far the wall is
 * before UTC, milliseconds.
 */
export function dayByArrival(
  sinceMidnight: number,
  received_at: number,
  east: number,
  before: Dated | null,
): number {
  const sameDelivery = before !== null && before.received_at === received_at;
  const earliest = sameDelivery ? before.wall - STEP_BACK_MS : received_at + east - DAY_MS / 2;
  const wall = Math.floor(earliest / DAY_MS) * DAY_MS + sinceMidnight;
  return wall < earliest ? wall + DAY_MS : wall;
}
