import { type DaySchedule, dueNow } from './due.ts';

/** A schedule of a report: on which days, at which time of which zone. */
export interface ReportTiming {
  readonly name: string;
  readonly timing: DaySchedule;
  readonly time_zone: string;
}

/** Schedules that are due now, each once however often it was missed. One that the store does not know is not in force yet. */
export function dueReports(
  timings: readonly ReportTiming[],
  known: readonly { readonly name: string; readonly due_at: number }[],
  now: number,
): { readonly name: string; readonly due_at: number }[] {
  const last = new Map(known.map(({ name, due_at }) => [name, due_at]));
  return timings.flatMap(({ name, timing, time_zone }) => {
    const before = last.get(name);
    if (before === undefined) return [];
    // A moment to come was noted by a clock that was ahead: it would be the last one.
    const due_at = dueNow(timing, before > now ? null : before, now, time_zone);
    return due_at === null ? [] : [{ name, due_at }];
  });
}
