import { expect, test } from 'vitest';
import { JOBS } from '../../maintenance/jobs.ts';
import { dailySchedule, scheduleSchema } from '../../maintenance/schedule.ts';

test('a job has the time it is given, and its own where it is given none', () => {
  const schedule = scheduleSchema.parse({ jobs: { calls: '23:05' } });
  const times = Object.values(JOBS).map((job) => [job.name, dailySchedule(schedule, job)]);
  expect(Object.fromEntries(times)).toMatchObject({
    calls: { hour: 23, minute: 5 },
    verify: JOBS.verify?.schedule,
  });
});

test('what the retention demands cannot be switched off, anything else can', () => {
  for (const job of Object.values(JOBS).filter(({ schedule }) => schedule !== null)) {
    const parsed = scheduleSchema.safeParse({ jobs: { [job.name]: 'off' } });
    expect(parsed.success, job.name).toBe(!job.ladder);
    if (parsed.success) expect(dailySchedule(parsed.data, job)).toBeNull();
  }
});

test('a time that no clock shows, a job and a zone that nobody knows are refused', () => {
  for (const wrong of [{ jobs: { calls: '24:00' } }, { jobs: { tidy: '02:00' } }, { time_zone: 'Mars/Base' }])
    expect(scheduleSchema.safeParse(wrong).success).toBe(false);
});
