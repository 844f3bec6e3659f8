import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../maintenance/job.ts';
import { JobRunner } from '../../maintenance/job-runner.ts';
import { calls } from '../../maintenance/jobs/calls.ts';
import { undefinedLines } from '../../maintenance/jobs/undefined-lines.ts';
import { emptyLog } from '../../maintenance/log-emptying.ts';
import { type Retention, retentionSchema } from '../../privacy/retention.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { OperationError } from '../../record/operation-error.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { TestFolder } from '../test-folder.ts';
import { asked, partsIn, runIn } from './runner-in-folder.ts';

/** Enough rows for the brake to look at their share, of two days. */
const ROWS = 1_200;
const RETENTION = retentionSchema.parse({
  calls: { masked: '30 days', anonymous: null, gone: '60 days' },
  held_calls: { masked: '30 days', anonymous: null, gone: '60 days' },
  raw_copies: '30 days',
});
const longer = (days: number): Retention => ({
  ...RETENTION,
  calls: { masked: null, anonymous: null, gone: `${days} days` },
});

let data: TestFolder;

beforeEach(async () => {
  data = new TestFolder();
  const line = (n: number) =>
    asteriskLine({ start: `2026-10-${n % 2 === 0 ? '20' : '26'} 09:00:00`, uniqueid: `1793005200.${n}` });
  await data.file(`${Array.from({ length: ROWS }, (_, n) => line(n)).join('\n')}\n`);
  data.retention = RETENTION;
});

afterEach(() => data.remove());

const rows = (): number => data.dump().call?.length ?? 0;
const alarms = () => data.dump().purge_alarm as { subject: string; planned: number | null; hint: string }[];
const inDays = (days: number): void => {
  data.now = ARRIVAL + days * DAY_MS;
};

/** Believes the clock wherever the test moved it. */
async function believed(days: number): Promise<void> {
  inDays(days);
  await data.store.noteClock(data.now);
}

describe('a run that would take a large share', () => {
  test('does nothing, and says what it would take, of how many, and how to confirm it', async () => {
    await believed(70);
    const end = await runIn(data, calls);
    expect(end).toMatchObject({ result: 'stopped', counts: {} });
    expect(end.detail).toBe('it would take 1200 of 1200 rows (100 %), more than 10 % at once');
    expect(rows()).toBe(ROWS);
    expect(alarms()).toMatchObject([{ subject: 'calls', planned: ROWS, total: ROWS }]);
    expect(alarms()[0]?.hint).toContain('jobs run calls --confirm');
  });

  test('goes when it is confirmed, which takes the alarm away and says by whom', async () => {
    await believed(70);
    await runIn(data, calls);
    const end = await runIn(data, calls, { wish: { confirmed: true, by: 'os:anna' } });
    expect(end).toMatchObject({
      result: 'done',
      counts: { calls_gone: ROWS },
      detail: 'confirmed by os:anna',
    });
    expect([rows(), alarms()]).toEqual([0, []]);
    expect((data.dump().job_run as { started_by: string }[]).at(-1)?.started_by).toBe('os:anna');
  });

  test('is not asked for any more when another policy would take less', async () => {
    await believed(70);
    await runIn(data, calls);
    data.retention = longer(3_000);
    expect(await runIn(data, calls)).toMatchObject({ result: 'done' });
    expect([rows(), alarms()]).toEqual([ROWS, []]);
  });

  test('keeps lines that arrive meanwhile from going by the same policy', async () => {
    await believed(70);
    await runIn(data, calls);
    const late = `${asteriskLine({ start: '2026-10-20 10:00:00', uniqueid: '1793005200.5000' })}\n`;
    await data.file(late);
    expect(rows()).toBe(ROWS + 1);
  });
});

describe('a clock that is not believed', () => {
  test.each([
    ['1970', Date.UTC(1970, 0, 2)],
    ['2038', Date.UTC(2038, 0, 20)],
  ])('deletes nothing in %s and says how to confirm it; set right, the alarm is gone', async (_, wrong) => {
    await data.store.noteClock(ARRIVAL);
    data.now = wrong;
    expect(await runIn(data, calls, { wish: { confirmed: true } })).toMatchObject({ result: 'stopped' });
    expect(rows()).toBe(ROWS);
    expect(alarms()).toMatchObject([
      { subject: 'clock', hint: expect.stringContaining('jobs confirm-clock') },
    ]);
    inDays(1);
    expect(await runIn(data, calls)).toMatchObject({ result: 'done' });
    expect(alarms()).toEqual([]);
    expect(await data.store.clockSeen()).toBe(data.now);
  });
});

/** Does something once, between the first batch of a job and the next. */
function afterFirstBatch(what: () => void): Partial<ReturnType<typeof partsIn>> {
  let batches = 0;
  const { gateway } = data;
  return {
    gateway: {
      ...gateway,
      ageDay: (wish, going) =>
        gateway.ageDay(wish, {
          ...going,
          told: (count) => {
            going.told(count);
            batches += 1;
            if (batches === 1) what();
          },
        }),
    },
  };
}

describe('a job in the middle of its work', () => {
  test('that is cancelled stops after its batch, keeps what it did, and the next run does the rest', async () => {
    await believed(70);
    const runner: JobRunner = new JobRunner(
      partsIn(
        data,
        afterFirstBatch(() => expect(runner.cancel('os:anna')).toBe('calls')),
      ),
    );
    const end = await runner.run(calls, asked({ confirmed: true }));
    expect(end).toMatchObject({ result: 'cancelled', detail: 'cancelled by os:anna' });
    const gone = end?.counts.calls_gone ?? 0;
    expect([gone > 0, gone < ROWS]).toEqual([true, true]);
    expect(rows()).toBe(ROWS - gone);
    await runIn(data, calls, { wish: { confirmed: true } });
    expect(rows()).toBe(0);
    expect(await data.mismatches()).toEqual([]);
  });

  test('goes by the new policy after its batch when that is changed, which nobody has confirmed', async () => {
    await believed(70);
    const runner: JobRunner = new JobRunner(
      partsIn(
        data,
        afterFirstBatch(() => {
          data.retention = longer(3_000);
          runner.policyChanged();
        }),
      ),
    );
    const end = await runner.run(calls, asked({ confirmed: true }));
    expect(end).toMatchObject({
      result: 'done',
      detail: expect.stringMatching(
        /^confirmed by .*; the policy was changed meanwhile, and it went on by the new one$/,
      ),
    });
    expect(rows()).toBeGreaterThan(0);
    expect(rows()).toBe(ROWS - (end?.counts.calls_gone ?? 0));
  });

  test('says so where what was confirmed was the share of the policy before, and takes nothing by the new one', async () => {
    await believed(70);
    let plans = 0;
    const planned = (): void => {
      plans += 1;
      if (plans > 1) return;
      data.retention = longer(65);
      runner.policyChanged();
    };
    const runner: JobRunner = new JobRunner(partsIn(data, { planned }));
    expect(await runner.run(calls, asked({ confirmed: true }))).toEqual({
      ...{ result: 'stopped', counts: {}, alarm: 'calls' },
      detail: `the policy was changed meanwhile, and nobody has confirmed this: it would take ${ROWS} of ${ROWS} rows (100 %), more than 10 % at once`,
    });
    expect(rows()).toBe(ROWS);
  });

  test('never meets another one: the second begins when the first has ended', async () => {
    let [atOnce, most] = [0, 0];
    const slow: Job = {
      ...undefinedLines,
      run: async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise((resolve) => setTimeout(resolve, 20));
        atOnce -= 1;
      },
    };
    const runner = new JobRunner(partsIn(data));
    await Promise.all([runner.run(slow, asked()), runner.run(slow, asked()), runner.run(slow, asked())]);
    expect(most).toBe(1);
  });
});

describe('when the disk is full', () => {
  const full = new OperationError('DISK_FULL', 'The disk is full.', { hint: 'Make room.', retryable: true });

  test('how a run ended is noted when the log of the database was emptied for it', async () => {
    const [{ store, gateway }, job] = [data, { ...calls, ladder: false, run: async () => {} }];
    let [times, emptied] = [0, 0];
    const endJobRun: typeof store.endJobRun = async (id, end) => {
      times += 1;
      if (emptied === 0) throw full;
      await store.endJobRun(id, end);
    };
    const emptyLog = async (): Promise<boolean> => {
      emptied += 1;
      return await gateway.emptyLog();
    };
    const parts = { store: { ...store, endJobRun }, gateway: { ...gateway, emptyLog } };
    await runIn(data, job, { parts, wish: { due_at: data.now } });
    expect(times).toBe(2);
    expect(await store.lastJobRun(job.name, data.now)).toEqual({ due_at: data.now, result: 'done' });
  });

  test('a run whose end could not be noted is due again, and is not said to run when another begins', async () => {
    const due = { job: 'probe', due_at: data.now, at: data.now, by: 'schedule' };
    const first = await data.store.startJobRun(due);
    expect(await data.store.lastJobRun('probe', data.now)).toBeNull();
    const other = await data.store.startJobRun({ ...due, job: 'other' });
    expect(other).not.toBe(first);
    expect(await data.store.startJobRun(due)).toBe(first);
  });

  test('a run of which nothing can be noted is told by the log, and is in hand no longer', async () => {
    const said: string[] = [];
    const store = {
      ...data.store,
      raiseAlarm: () => Promise.reject(full),
      endJobRun: () => Promise.reject(full),
    };
    const runner = new JobRunner(partsIn(data, { store, log: (_, message) => void said.push(message) }));
    const run = async (): Promise<void> => {
      expect(runner.inHand).toBe('calls');
      throw full;
    };
    await expect(runner.run({ ...calls, ladder: false, run }, asked())).rejects.toBe(full);
    expect([said, runner.inHand]).toEqual([['job calls failed: The disk is full.'], null]);
  });

  test('goes on for as long as the emptied log makes room for some more, without the ballast', async () => {
    await believed(70);
    const { gateway } = data;
    let times = 0;
    const once = (told: (rows: number) => void) => (count: number) => {
      told(count);
      times += 1;
      if (times < 3) throw full;
    };
    const parts = {
      gateway: {
        ...gateway,
        ageDay: (wish: Parameters<typeof gateway.ageDay>[0], going: Parameters<typeof gateway.ageDay>[1]) =>
          gateway.ageDay(wish, { ...going, told: once(going.told) }),
      },
    };
    const end = await runIn(data, calls, { parts, wish: { confirmed: true } });
    expect(end).toMatchObject({ result: 'done', counts: { calls_gone: ROWS } });
    expect([times > 2, rows()]).toEqual([true, 0]);
  });

  test('the ballast is given up once, the job goes on, and the ballast is made again', async () => {
    await believed(70);
    const said: string[] = [];
    let isFull = true;
    const { gateway } = data;
    const end = await runIn(data, calls, {
      wish: { confirmed: true },
      parts: {
        gateway: {
          ...gateway,
          ageDay: (wish, going) => (isFull ? Promise.reject(full) : gateway.ageDay(wish, going)),
        },
        ballast: {
          release: async () => {
            said.push('released');
            isFull = false;
            return true;
          },
          restore: async () => void said.push('restored'),
        },
      },
    });
    expect(end).toMatchObject({ result: 'done', counts: { calls_gone: ROWS } });
    expect(said[0]).toBe('released');
    expect(said).toContain('restored');
  });

  test('without a ballast the run fails, and an alarm says so until one is done', async () => {
    await believed(70);
    const { gateway } = data;
    const parts = { gateway: { ...gateway, ageDay: () => Promise.reject(full) } };
    expect(await runIn(data, calls, { wish: { confirmed: true }, parts })).toMatchObject({
      result: 'failed',
    });
    expect(alarms()).toMatchObject([{ subject: 'calls', planned: null }]);
    await runIn(data, calls, { wish: { confirmed: true } });
    expect(alarms()).toEqual([]);
  });
});

test('a reader that holds the log is named while it does; when it has gone, the log is emptied', async () => {
  await believed(70);
  const reader = openReadingStore(data.folder);
  reader.connection.exec('begin');
  reader.connection.prepare('select count(*) from call').get();
  const parts = { readers: () => ['process 4711 (a report)'] };
  await runIn(data, calls, { wish: { confirmed: true }, parts });
  expect(alarms()).toMatchObject([
    { subject: 'log', message: expect.stringContaining('which process 4711 (a report) keeps open') },
  ]);
  reader.connection.exec('commit');
  await reader.close();
  expect(await emptyLog(partsIn(data), new AbortController().signal)).toBe(true);
  expect(alarms()).toEqual([]);
});

test.each([['stopped'], ['too large']] as const)(
  'a scrub of unused parts that ended as %s is told by an alarm, until one comes to its end',
  async (finished) => {
    const parts = partsIn(data);
    const gateway = { ...parts.gateway, finish: async () => finished };
    const { signal } = new AbortController();
    expect(await emptyLog({ ...parts, gateway }, signal)).toBe(false);
    expect(alarms()).toMatchObject([
      { subject: 'log', message: expect.stringContaining('unused parts of the database') },
    ]);
    expect(await emptyLog(parts, signal)).toBe(true);
    expect(alarms()).toEqual([]);
  },
);
