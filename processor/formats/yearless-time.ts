import { DAY_MS, wallTime } from '../../record/calendar.ts';

/** A printed date and time without a year. */
export interface YearlessTime {
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/**
 * A call cannot have happened later than this, on the wall. On a stream the arrival is when its UTC day, or the connection,
 * began: its last lines come a day later, and the wall can be most of a day ahead of UTC.
 */
export function latestFor(receivedAt: number): number {
  return receivedAt + 2 * DAY_MS;
}

/** In the latest year in which it is not after `latest`; 29 February may be eight years back. Null when no year has it. */
export function withYear(printed: YearlessTime, latest: number): number | null {
  const { month, day, hour, minute, second } = printed;
  const newest = new Date(latest).getUTCFullYear();
  for (let year = newest; year >= newest - 8; year -= 1) {
    const wall = wallTime(year, month, day, hour, minute, second);
    if (wall !== null && wall <= latest) return wall;
  }
  return null;
}

/** `01/10` and `13:02:06` or `13:02`, month first; null where they are no moment up to two days after the arrival. */
export function yearlessMonthDay(date: string, time: string, receivedAt: number): number | null {
  if (!/^\d\d\/\d\d$/.test(date) || !/^\d\d:\d\d(?::\d\d)?$/.test(time)) return null;
  const printed = {
    month: Number(date.slice(0, 2)),
    day: Number(date.slice(3)),
    hour: Number(time.slice(0, 2)),
    minute: Number(time.slice(3, 5)),
    second: time.length === 5 ? 0 : Number(time.slice(6)),
  };
  return withYear(printed, latestFor(receivedAt));
}

/** What a reading gives as `completed_time`: the moment as text, without a zone. */
export function completedTime(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19);
}
