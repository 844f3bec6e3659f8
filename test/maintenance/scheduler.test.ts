import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Job } from '../../maintenance/job.ts';
import { JobRunner } from '../../maintenance/job-runner.ts';
import { DEFAULT_SCHEDULE } from '../../maintenance/schedule.ts';
import { type SchedulerSurroundings, startScheduler } from '../../maintenance/scheduler.ts';
import { TestFolder } from '../test-folder.ts';
import { partsIn } from './runner-in-folder.ts';

const HOUR = 3_600_000;
const DUE = Date.UTC(2026, 9, 26, 2, 0);
const HOUR_OF = { hour: 2, minute: 0 };

let data: TestFolder;
let now = 0;
let logged: unknown[][];

beforeEach(() => {
  data = new TestFolder();
  now = DUE + HOUR;
  logged = [];
});

afterEach(() => data.remove());

function job(name: string, run: Job['run']): Job {
  const plan = async () => ({ counts: {}, deferred: 0, taking: null });
  return { name, summary: '', schedule: HOUR_OF, ladder: false, plan, run };
}

function counting(name: string): { job: Job; times: () => number } {
  let times = 0;
  const counted = job(name, async ({ count }) => {
    times += 1;
    count('things_done', times);
  });
  return { job: counted, times: () => times };
}

function start(
  jobs: readonly Job[],
  { stop = new AbortController(), ...more }: { stop?: AbortController } & Partial<SchedulerSurroundings> = {},
) {
  data.now = now;
  const parts = partsIn(data, { now: () => now, log: (...said) => void logged.push(said) });
  const named = Object.fromEntries(jobs.map((one) => [one.name, one]));
  return startScheduler(named, new JobRunner(parts), { signal: stop.signal, ...more });
}

/** What a service does from its start to its end, when nothing interrupts it. */
async function serveOnce(...jobs: readonly Job[]): Promise<void> {
  await start(jobs).stop();
}

/** As after a kill and a new start. */
async function restart(): Promise<void> {
  await data.reopen();
  await data.store.endLeftOver(data.now);
}

function runs(): unknown[] {
  const connection = new Database(data.database, { readonly: true });
  const found = connection.prepare('select job, due_at, result, counts from job_run order by id').all();
  connection.close();
  return found;
}

test('a run is stored with when it was due, its result and its counts', async () => {
  await serveOnce(counting('tidy').job);
  expect(runs()).toEqual([{ job: 'tidy', due_at: DUE, result: 'done', counts: '{"things_done":1}' }]);
  expect(logged).toEqual([['info', 'job tidy done', { things_done: 1 }]]);
});

test('a run that was done is not repeated after a restart, and the next one comes a day later', async () => {
  const { job: tidy, times } = counting('tidy');
  await serveOnce(tidy);
  await restart();
  await serveOnce(tidy);
  expect(times()).toBe(1);
  now += 22 * HOUR;
  await serveOnce(tidy);
  expect(times()).toBe(1);
  now += HOUR;
  await serveOnce(tidy);
  expect(times()).toBe(2);
});

test('a clock that is set back repeats no run', async () => {
  const { job: tidy, times } = counting('tidy');
  await serveOnce(tidy);
  now -= 48 * HOUR;
  await serveOnce(tidy);
  expect(times()).toBe(1);
});

test('a job that fails is recorded as failed, stops no other, and is tried again when it is due the next time', async () => {
  let tries = 0;
  const broken = job('broken', async () => {
    tries += 1;
    throw new Error('the disk refused');
  });
  const { job: tidy, times } = counting('tidy');
  await serveOnce(broken, tidy);
  expect(runs()).toMatchObject([
    { job: 'broken', result: 'failed' },
    { job: 'tidy', result: 'done' },
  ]);
  expect(logged[0]).toEqual(['error', 'job broken failed: the disk refused', { hint: expect.any(String) }]);
  await restart();
  await serveOnce(broken, tidy);
  expect([tries, times()]).toEqual([1, 1]);
  now += 24 * HOUR;
  await serveOnce(broken, tidy);
  expect([tries, times()]).toEqual([2, 2]);
});

describe('a job in the middle of its work', () => {
  test('is waited for when the service stops, and what it left is done after the next start', async () => {
    const stop = new AbortController();
    let left = 3;
    const slow = job('slow', async ({ signal }) => {
      while (left > 0 && !signal.aborted) {
        left -= 1;
        await new Promise((resolve) => setTimeout(resolve, 20));
        stop.abort();
      }
      signal.throwIfAborted();
    });
    const scheduler = start([slow], { stop });
    await expect.poll(() => left, { interval: 2 }).toBe(2);
    await scheduler.stop();
    expect(left).toBe(2);
    await restart();
    await serveOnce(slow);
    expect(left).toBe(0);
    expect(runs()).toMatchObject([{ job: 'slow', due_at: DUE, result: 'done' }]);
  });

  test('that was killed with the service runs anew after the next start', async () => {
    await data.store.startJobRun({ job: 'tidy', due_at: DUE, at: now, by: 'schedule' });
    await restart();
    const { job: tidy, times } = counting('tidy');
    await serveOnce(tidy);
    expect(times()).toBe(1);
    expect(runs()).toMatchObject([{ due_at: DUE, result: 'done' }]);
  });
});

test('a service that runs for days does each job within a minute of its time, and no job twice at once', async () => {
  vi.useFakeTimers({ now });
  try {
    let atOnce = 0;
    let most = 0;
    const begun: number[] = [];
    const long = job('long', async () => {
      begun.push(now);
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setTimeout(resolve, 5 * 60_000));
      atOnce -= 1;
    });
    const scheduler = start([long]);
    for (let minute = 0; minute < 50 * 60; minute++) {
      await vi.advanceTimersByTimeAsync(60_000);
      now += 60_000;
    }
    await vi.runOnlyPendingTimersAsync();
    await scheduler.stop();
    expect(most).toBe(1);
    expect(begun.length).toBe(3);
    for (const [day, at] of begun.slice(1).entries())
      expect(at - (DUE + (day + 1) * 24 * HOUR)).toBeLessThanOrEqual(60_000);
  } finally {
    vi.useRealTimers();
  }
});

test('a tick that has died without a word is noticed, told and started again', async () => {
  vi.useFakeTimers({ now });
  try {
    const wakes: (() => void)[] = [];
    const { job: tidy, times } = counting('tidy');
    const ticks = (wake: () => void) => {
      wakes.push(wake);
      return { stop: () => {} };
    };
    const scheduler = start([tidy], { ticks });
    await vi.advanceTimersByTimeAsync(60_000);
    now += 24 * HOUR;
    wakes[0]?.();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([wakes.length, times()]).toEqual([1, 2]);
    now += 24 * HOUR;
    await vi.advanceTimersByTimeAsync(4 * 60_000);
    expect([wakes.length, times()]).toEqual([2, 3]);
    expect(logged).toContainEqual(['error', expect.stringContaining('was dead'), expect.anything()]);
    await scheduler.stop();
  } finally {
    vi.useRealTimers();
  }
});

test('a clock that goes far forward while the service runs costs one round, not one for each minute in between', async () => {
  vi.useFakeTimers({ now });
  const said = [vi.spyOn(console, 'warn'), vi.spyOn(console, 'log')].map((spy) => spy.mockReturnValue());
  try {
    const { job: tidy, times } = counting('tidy');
    const scheduler = start([tidy]);
    await vi.advanceTimersByTimeAsync(60_000);
    now += 3 * 24 * HOUR;
    vi.setSystemTime(now);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(times()).toBe(2);
    for (const spy of said) expect(spy).not.toHaveBeenCalled();
    now -= 3 * 24 * HOUR;
    vi.setSystemTime(now);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(logged).toContainEqual(['error', expect.stringContaining('went back'), expect.anything()]);
    await scheduler.stop();
  } finally {
    vi.restoreAllMocks();
    vi.useRealTimers();
  }
});

test('a document put in force by a clock at 2038 does not keep the ladder waiting until then', async () => {
  const document = { applied_by: 'os:somebody', reason: '', text: '{}' };
  await data.store.addConfigurationVersion({ ...document, applied_at: Date.UTC(2038, 0, 20) });
  const { job: tidy, times } = counting('tidy');
  await serveOnce({ ...tidy, ladder: true });
  expect(times()).toBe(1);
});

test('a clock at 2038 runs nothing and notes no run of that day; set right, no run is lost and none doubled', async () => {
  const { job: tidy, times } = counting('tidy');
  await serveOnce(tidy);
  now = Date.UTC(2038, 0, 20, 5);
  await serveOnce(tidy);
  expect(times()).toBe(1);
  expect(logged).toContainEqual(['error', expect.stringContaining('went forward'), expect.anything()]);
  now = DUE + 2 * HOUR;
  await serveOnce(tidy);
  expect(times()).toBe(1);
  now = DUE + 25 * HOUR;
  await serveOnce(tidy);
  expect(times()).toBe(2);
});

test('a clock that was some days ahead loses no run of the days that it had skipped, once somebody confirms the one it has', async () => {
  const { job: tidy, times } = counting('tidy');
  await serveOnce(tidy);
  now = DUE + 10 * 24 * HOUR + HOUR;
  await serveOnce(tidy);
  now = DUE + 24 * HOUR + HOUR;
  await serveOnce(tidy);
  expect(times()).toBe(2);
  await data.store.noteClock(now);
  await serveOnce(tidy);
  expect(times()).toBe(3);
});

test('what the ladder demands waits for the night behind the day on which the policy was applied', async () => {
  const { job: tidy, times } = counting('tidy');
  const ladder = { ...tidy, ladder: true };
  const by = { applied_by: 'os:somebody', reason: '', text: 'sites: {}' };
  await data.store.addConfigurationVersion({ ...by, applied_at: DUE + 1 });
  await serveOnce(ladder);
  expect(times()).toBe(0);
  now += 24 * HOUR;
  await serveOnce(ladder);
  expect(times()).toBe(1);
});

test('a job runs at the time of the schedule, and not at all where it is off there', async () => {
  const { job: verify, times } = counting('verify');
  const schedule = async () => ({
    ...DEFAULT_SCHEDULE,
    jobs: { ...DEFAULT_SCHEDULE.jobs, verify: times() === 0 ? '02:59' : 'off' },
  });
  data.now = now;
  const runner = new JobRunner(partsIn(data, { now: () => now, schedule }));
  const serve = () => startScheduler({ verify }, runner, { signal: new AbortController().signal }).stop();
  await serve();
  expect(runs()).toMatchObject([{ job: 'verify', due_at: DUE + 59 * 60_000 }]);
  now += 48 * HOUR;
  await serve();
  expect(times()).toBe(1);
});
