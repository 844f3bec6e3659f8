import { DAY_MS, wallTime } from '../../record/calendar.ts';

/**
 * How far a printed time may lie behind the arrival of its delivery: a connection is one delivery for up to a day, and
 * the clock on the wall can be fourteen hours before UTC.
 */
const AHEAD_MS = 2 * DAY_MS;
/** 29 February may be eight years back, over a year such as 2100. */
const YEARS_BACK = 8;

/** A time whose record has no year. Months count from 1. */
export interface YearlessTime {
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** The time in the latest year in which its line can have arrived; null when the calendar has no such moment. */
export function completeYear({ month, day, hour, minute }: YearlessTime, received_at: number): number | null {
  const latest = received_at + AHEAD_MS;
  const newest = new Date(latest).getUTCFullYear();
  for (let year = newest; year >= newest - YEARS_BACK; year -= 1) {
    const wall = wallTime(year, month, day, hour, minute, 0);
    if (wall !== null && wall <= latest) return wall;
  }
  return null;
}
