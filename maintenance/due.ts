import type { DailySchedule } from './job.ts';

/**
 * When a daily job was last due, UTC milliseconds, not after `now`. A local time that a clock change skips counts at
 * the moment the clock jumps; one that occurs twice counts once, the first time.
 */
export function lastDue(schedule: DailySchedule, now: number, timeZone: string): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const dueOn = (day: Temporal.PlainDate): number =>
    day.toZonedDateTime({ timeZone, plainTime: { hour: schedule.hour, minute: schedule.minute } })
      .epochMilliseconds;
  const due = dueOn(today);
  return due <= now ? due : dueOn(today.subtract({ days: 1 }));
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
