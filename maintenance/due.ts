import type { DailySchedule } from './job.ts';

/** On which days something is due, at a local time of a zone. */
export interface DaySchedule extends DailySchedule {
  /** Only on this day of the week; 1 is Monday (ISO 8601). */
  readonly weekday?: number;
  /** Only on this day of the month, or on its last where it has fewer. */
  readonly month_day?: number;
}

/**
 * When something was last due, UTC milliseconds, not after `now`. A local time that a clock change skips counts at
 * the moment the clock jumps; one that occurs twice counts once, the first time.
 */
export function lastDue(schedule: DaySchedule, now: number, timeZone: string): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  // A clock that is set back behind midnight shows the day before once more, when tomorrow has begun already.
  let day = today.add({ days: 1 });
  // More than twice where a zone skipped a whole day: that day's run is due when the next one begins.
  for (;;) {
    const due = isOn(schedule, day) ? dueOn(schedule, day, timeZone) : null;
    if (due !== null && due <= now) return due;
    day = day.subtract({ days: 1 });
  }
}

/** When something is due the next time after `now`. */
export function nextDueOf(schedule: DaySchedule, now: number, timeZone: string): number {
  let day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  for (;;) {
    const due = isOn(schedule, day) ? dueOn(schedule, day, timeZone) : null;
    if (due !== null && due > now) return due;
    day = day.add({ days: 1 });
  }
}

function isOn({ weekday, month_day }: DaySchedule, day: Temporal.PlainDate): boolean {
  if (weekday !== undefined && day.dayOfWeek !== weekday) return false;
  return month_day === undefined || day.day === Math.min(month_day, day.daysInMonth);
}

function dueOn({ hour, minute }: DailySchedule, day: Temporal.PlainDate, timeZone: string): number {
  const wanted = day.toPlainDateTime({ hour, minute });
  const found = wanted.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  // Of a time that no clock shows, Temporal gives one before the jump.
  const jump = found.toPlainDateTime().equals(wanted) ? null : found.getTimeZoneTransition('next');
  return (jump ?? found).epochMilliseconds;
}

/** The run that is due now, or null when the last one was it. However many were missed, one catches up. */
export function dueNow(
  schedule: DaySchedule,
  lastRunDue: number | null,
  now: number,
  timeZone: string,
): number | null {
  const due = lastDue(schedule, now, timeZone);
  return lastRunDue === null || due > lastRunDue ? due : null;
}
