import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { rawCopyUpkeep } from '../../cli/service/raw-copy-upkeep.ts';
import type { Job, JobContext } from '../../maintenance/job.ts';
import { startScheduler } from '../../maintenance/scheduler.ts';
import { TestFolder } from '../test-folder.ts';

const HOUR = 3_600_000;
const DUE = Date.UTC(2026, 9, 26, 3, 10);

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
  return { name, summary: '', schedule: { hour: 3, minute: 10 }, plan: run, run };
}

function counting(name: string): { job: Job; times: () => number } {
  let times = 0;
  const counted = job(name, async () => {
    times += 1;
    return { things_done: times };
  });
  return { job: counted, times: () => times };
}

function start(jobs: readonly Job[], stop = new AbortController()) {
  const { store } = data;
  const context: JobContext = {
    store,
    rawCopies: rawCopyUpkeep(data.folder),
    now: () => now,
    signal: stop.signal,
  };
  const surroundings = {
    timeZone: 'UTC',
    log: (...said: unknown[]) => void logged.push(said),
  };
  return startScheduler(Object.fromEntries(jobs.map((one) => [one.name, one])), context, surroundings);
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
  expect(runs()).toEqual([{ job: 'tidy', due_at: DUE, result: 'ok', counts: '{"things_done":1}' }]);
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
    { job: 'tidy', result: 'ok' },
  ]);
  expect(logged[0]).toEqual(['error', 'job broken failed', { error: 'the disk refused' }]);
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
      return {};
    });
    const scheduler = start([slow], stop);
    await expect.poll(() => left, { interval: 2 }).toBe(2);
    await scheduler.stop();
    expect(left).toBe(2);
    await restart();
    await serveOnce(slow);
    expect(left).toBe(0);
    expect(runs()).toMatchObject([{ job: 'slow', due_at: DUE, result: 'ok' }]);
  });

  test('that was killed with the service runs anew after the next start', async () => {
    await data.store.startJobRun('tidy', DUE, now);
    await restart();
    const { job: tidy, times } = counting('tidy');
    await serveOnce(tidy);
    expect(times()).toBe(1);
    expect(runs()).toMatchObject([{ due_at: DUE, result: 'ok' }]);
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
      return {};
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
