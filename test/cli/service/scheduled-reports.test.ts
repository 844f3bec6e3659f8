import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openWriter, type Writer } from '../../../cli/service/writer.ts';
import type { Log } from '../../../collector/source.ts';
import { ReportDesk } from '../report-desk.ts';

const HOUR_MS = 3_600_000;
let desk: ReportDesk;

beforeEach(() => {
  desk = new ReportDesk();
  desk.now = Date.UTC(2026, 9, 31, 22, 30);
});

afterEach(() => desk.remove());

const run = (writer: Writer) => writer.reports.run(new AbortController().signal, () => {});
const byHand = (writer: Writer) =>
  writer.reports.deliverNow('daily', 'os:somebody', new AbortController().signal);

/** A report of yesterday waits to be made again, and its bill is there by now: what is done at once by one writer. */
async function atOnce(work: (writer: Writer) => Promise<unknown>): Promise<void> {
  await due();
  desk.now += 16 * 60_000;
  await desk.out('jobs run', 'reports');
  expect(await desk.deliveries()).toMatchObject([{ id: 1, state: 'waiting' }]);
  desk.write('bill.csv', BILL);
  desk.now += 5 * 60_000;
  await byOneWriter(work, () => {});
}

const BILL = 'start,called,seconds,amount\n';

/** A report is made each day, and its bill is not there yet. */
async function due(): Promise<void> {
  const bills = {
    ...{ report: 'bill-check', as: 'operator', period: 'today', formats: ['csv'] },
    parameters: { file: join(desk.place, 'bill.csv') },
  };
  const daily = { ...bills, folder: desk.outbox, every: 'day', at: '23:45' };
  await desk.apply({ report_schedules: { daily } });
  await desk.ingest({ start: '2026-10-31 09:00:00' });
}

async function byOneWriter(work: (writer: Writer) => Promise<unknown>, log: Log): Promise<void> {
  const parts = { now: () => desk.now, log, failed: () => {}, lasting: false };
  const writer = await openWriter(desk.folder, parts);
  await work(writer).finally(() => writer.close());
}

/** Until the job is at it: nobody else gets a turn then. */
async function atIt(writer: Writer): Promise<void> {
  const free = () => Promise.race([writer.erasing.alone(async () => true), setImmediate(false)]);
  while (await free());
}

const states = async () => (await desk.deliveries()).map(({ id, state }) => [id, state]);

test('a report that waits and one of the same days that somebody asks for at that moment come once', async () => {
  await atOnce((writer) => Promise.all([byHand(writer), run(writer)]));
  expect(desk.delivered).toHaveLength(1);
  expect(await states()).toEqual([
    [2, 'made'],
    [1, 'failed'],
  ]);
});

test('what is asked for while the one that waited is being made is that one', async () => {
  await atOnce(async (writer) => {
    const job = run(writer);
    await atIt(writer);
    expect(await byHand(writer)).toBe(1);
    await job;
  });
  expect(desk.delivered).toHaveLength(1);
  expect(await states()).toEqual([[1, 'made']]);
});

test('what is asked for while the one of the same days fails is in the place of that, which is not made again', async () => {
  await due();
  desk.now += 16 * 60_000;
  const billComes = (level: string): void => {
    if (level === 'error') desk.write('bill.csv', BILL);
  };
  await byOneWriter(async (writer) => {
    const job = run(writer);
    await atIt(writer);
    expect(await byHand(writer)).toBe(2);
    await job;
    desk.now += 5 * 60_000;
    await run(writer);
  }, billComes);
  expect(desk.delivered).toHaveLength(1);
  expect(await states()).toEqual([
    [2, 'made'],
    [1, 'failed'],
  ]);
});

test('a report that two want to bring at once is brought by one of them', async () => {
  desk.now += HOUR_MS;
  const clerks = {
    ...{ report: 'call-types', as: 'operator', period: 'today', formats: ['csv'] },
    folder: join(desk.place, 'outbox'),
  };
  await desk.apply({ report_schedules: { clerks } });
  await desk.ingest({ start: '2026-10-31 09:00:00' });
  expect((await desk.run('report schedule run clerks')).exit).toBe(1);
  desk.now += HOUR_MS;
  mkdirSync(join(desk.place, 'outbox'));
  const parts = { now: () => desk.now, log: () => {}, failed: () => {}, lasting: false };
  const writer = await openWriter(desk.folder, parts);
  await Promise.all([run(writer), run(writer)]).finally(() => writer.close());
  const [made] = await desk.deliveries();
  expect(made?.dispatches[0]?.attempts.map(({ result }) => result)).toEqual(['waiting', 'delivered']);
});
