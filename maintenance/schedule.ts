import { z } from 'zod';
import type { DailySchedule, Job } from './job.ts';
import { JOBS } from './jobs.ts';

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

const time = z.string().regex(TIME, 'a time such as 02:30');

function timeOf({ summary, ladder }: Job, { hour, minute }: DailySchedule) {
  const usual = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  // What the ladder demands happens, whatever else is switched off.
  const allowed = ladder ? time : z.union([time, z.literal('off')]);
  return allowed.default(usual).describe(`${summary}${ladder ? '' : ' It may be off.'}`);
}

const TIMES = z.strictObject(
  Object.fromEntries(
    Object.values(JOBS).flatMap((job) =>
      job.schedule === null ? [] : [[job.name, timeOf(job, job.schedule)]],
    ),
  ),
);

/** When jobs are due. Jobs that are due at the same time run one after the other, in the order of their list. */
export const scheduleSchema = z.strictObject({
  time_zone: z
    .string()
    .refine(isTimeZone, 'a zone such as Europe/Paris')
    .default('UTC')
    .describe('in which the times below are'),
  longest_hours: z
    .number()
    .min(0.1)
    .max(24)
    .default(4)
    .describe('a job that runs longer than this is told: it cannot keep up'),
  jobs: TIMES.prefault({}).describe('the time of day at which each job is due'),
});
export type Schedule = z.output<typeof scheduleSchema>;

export const DEFAULT_SCHEDULE: Schedule = scheduleSchema.parse({});

/** When a job is due each day; null where it is switched off, or has no time of day. */
export function dailySchedule(schedule: Schedule, job: Job): DailySchedule | null {
  const [, hour, minute] = TIME.exec(schedule.jobs[job.name] ?? '') ?? [];
  if (hour !== undefined) return { hour: Number(hour), minute: Number(minute) };
  return schedule.jobs[job.name] === 'off' ? null : job.schedule;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
