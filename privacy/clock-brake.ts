import { DAY_MS, showTime } from '../record/calendar.ts';

/** A clock that goes forward by more while nobody looks is not believed: a service that stood still for so long says so. */
const LONGEST_JUMP_DAYS = 45;
/** Clocks are set right by a little all the time. */
const SMALLEST_STEP_BACK_MS = 120_000;

/**
 * Why a clock is not to be believed, compared with what it said last; null where it is. Nothing may go by a wrong clock:
 * at 2038 everything would be due, and what arrives would be older than anything may be.
 */
export function clockTrouble(seen: number | null, now: number): string | null {
  if (seen === null) return null;
  const told = `the clock says ${showTime(now, 0)}; it said ${showTime(seen, 0)} before`;
  if (now < seen - SMALLEST_STEP_BACK_MS) return `the clock went back: ${told}`;
  if (now > seen + LONGEST_JUMP_DAYS * DAY_MS)
    return `the clock went forward by more than ${LONGEST_JUMP_DAYS} days: ${told}`;
  return null;
}
