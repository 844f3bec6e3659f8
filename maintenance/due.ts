import type { DailySchedule } from './job.ts';

/**
 * When a daily job was last due, UTC milliseconds, not after `now`. A local time that a clock change skips counts at
 * the moment the clock jumps; one that occurs twice counts once, the first time.
 */
export function lastDue(schedule: DailySchedule, now: number, timeZone: string): number {
  let day = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  let due = dueOn(schedule, day, timeZone);
  // More than once where a zone skipped a whole day: that day's run is due when the next one begins.
  while (due > now) {
    day = day.subtract({ days: 1 });
    due = dueOn(schedule, day, timeZone);
  }
  return due;
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
  schedule: DailySchedule,
  lastRunDue: number | null,
  now: number,
  timeZone: string,
): number | null {
  const due = lastDue(schedule, now, timeZone);
  return lastRunDue === null || due > lastRunDue ? due : null;
}
