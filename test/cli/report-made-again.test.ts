import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Delivered, ReportDesk } from './report-desk.ts';

const HOUR_MS = 3_600_000;
const NUMBER = '+4989231250001';
let desk: ReportDesk;

beforeEach(() => {
  desk = new ReportDesk();
  desk.now = Date.UTC(2026, 9, 31, 22, 30);
});

afterEach(() => desk.remove());

const round = () => desk.out('jobs run', 'reports');

/** Due once a day at 23:45 in Berlin, a quarter of an hour after the clock of the desk; nothing can be made before its bill is there. */
async function billIsMissing(): Promise<void> {
  const file = join(desk.place, 'bill.csv');
  const bills = {
    report: 'bill-check',
    as: 'operator',
    period: 'today',
    formats: ['csv'],
    parameters: { file },
  };
  const daily = { ...bills, folder: desk.outbox, every: 'day', at: '23:45' };
  await desk.apply({ report_schedules: { daily } });
  await desk.ingest({ start: '2026-10-31 09:00:00' });
  desk.now += 20 * 60_000;
  await round();
}

const bill = (): string => desk.write('bill.csv', 'start,called,seconds,amount\n');

test('a report that could not be made is made again after a while, of the days that it was due for', async () => {
  await billIsMissing();
  expect(await desk.deliveries()).toMatchObject([
    {
      ...{ state: 'waiting', due_at: '2026-10-31T22:45:00+00:00', next_at: '2026-10-31T22:51:00+00:00' },
      failures: [{ detail: expect.stringContaining('bill.csv') }],
    },
  ]);
  expect((await desk.run('jobs list')).out).toContain(
    'the report of schedule daily could not be made (FILE_UNREADABLE); it is tried again',
  );
  expect((await desk.run('report deliveries', '--id', '1')).out).toMatch(/is made again/);
  await round();
  expect((await desk.deliveries())[0]?.failures).toHaveLength(1);
  desk.now += 60_000;
  await round();
  expect((await desk.deliveries())[0]).toMatchObject({ state: 'waiting', failures: { length: 2 } });
  bill();
  // It is November by now, in Berlin and everywhere else.
  desk.now += 2 * HOUR_MS;
  expect((await desk.run('jobs plan reports')).out).toContain('reports made');
  await round();
  const [made, ...others] = await desk.deliveries();
  expect([others, made]).toMatchObject([
    [],
    { state: 'made', next_at: null, receipt: { period: { from: '2026-10-31', to: '2026-10-31' } } },
  ]);
  expect(desk.delivered).toHaveLength(1);
  expect((await desk.run('jobs list')).out).not.toContain('ALARM');
});

test('it is given up after a day, with an alarm that says so, and the next due one is made all the same', async () => {
  await billIsMissing();
  desk.now += 25 * HOUR_MS;
  await round();
  const [next, first, ...others] = await desk.deliveries();
  expect([others, first, next]).toMatchObject([
    [],
    { state: 'failed', next_at: null, failures: { length: 2 } },
    { state: 'waiting', due_at: '2026-11-01T22:45:00+00:00' },
  ]);
});

test('one of an earlier day that is tried again makes no later one due a second time', async () => {
  await billIsMissing();
  desk.now += 25 * HOUR_MS;
  await round();
  bill();
  desk.now += HOUR_MS;
  await round();
  await round();
  expect((await desk.deliveries()).map(({ due_at, state }) => [due_at, state])).toEqual([
    ['2026-11-01T22:45:00+00:00', 'made'],
    ['2026-10-31T22:45:00+00:00', 'failed'],
  ]);
  expect(desk.delivered).toHaveLength(1);
});

test('one that somebody has made by hand meanwhile does not come a second time', async () => {
  await billIsMissing();
  bill();
  await desk.out('report schedule run daily');
  desk.now += HOUR_MS;
  await round();
  expect((await desk.deliveries()).map(({ id, state }) => [id, state])).toEqual([
    [2, 'made'],
    [1, 'failed'],
  ]);
  expect(desk.delivered).toHaveLength(1);
});

test('one whose schedule is taken out is not made any more', async () => {
  await billIsMissing();
  await desk.out('report schedule remove daily');
  desk.now += HOUR_MS;
  await round();
  expect(await desk.deliveries()).toMatchObject([
    { state: 'failed', trouble: 'there is no schedule daily any more' },
  ]);
});

const CLERK = { clerk: { numbers: 'show all', shows: ['extensions'] } };
const OFFICER = { users: { 'os:privacy': { role: 'data_protection_officer' } } };

/** A report of a clerk waits for a folder that is away; `more` is what the configuration says besides. */
async function waiting(): Promise<(more: Readonly<Record<string, unknown>>) => Promise<string>> {
  const clerks = { report: 'itemised', as: 'clerk', formats: ['csv'], folder: join(desk.place, 'outbox') };
  const apply = (more: Readonly<Record<string, unknown>>): Promise<string> =>
    desk.apply({ ...OFFICER, roles: CLERK, report_schedules: { clerks }, ...more });
  desk.now = Date.UTC(2026, 10, 15, 12);
  await apply({});
  await desk.ingest({ start: '2026-10-20 09:00:00' });
  expect((await desk.run('report schedule run clerks')).exit).toBe(1);
  desk.now += HOUR_MS;
  return apply;
}

/** The folder is there now, and what waits goes into it. */
async function delivered(): Promise<{ csv: string; made: readonly Delivered[] }> {
  const folder = desk.outbox;
  await round();
  const csv = desk.delivered.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
  return { csv, made: await desk.deliveries() };
}

test('what waits is delivered as it was made where its reader is shown the same', async () => {
  await waiting();
  const { csv, made } = await delivered();
  expect([csv, made.length]).toEqual([expect.stringContaining(NUMBER), 1]);
});

test('what waits is made anew for a role that was narrowed since, and the record says why', async () => {
  const apply = await waiting();
  await apply({ roles: { clerk: { ...CLERK.clerk, numbers: 'hide last 4' } } });
  const { csv, made } = await delivered();
  expect(csv).toContain('+498923125****');
  expect(csv).not.toContain(NUMBER);
  const why = 'role clerk is shown something else now';
  expect(made).toMatchObject([
    { id: 2, state: 'made', dispatches: [{ state: 'delivered' }] },
    {
      id: 1,
      state: 'made',
      dispatches: [{ state: 'withheld', attempts: [{}, { result: 'withheld', detail: why }] }],
    },
  ]);
  expect((await desk.run('report deliveries')).out).toContain('withheld');
});

test('what waits does not show a person who was hidden since', async () => {
  await waiting();
  desk.principal = 'os:privacy';
  await desk.out('subject restrict', NUMBER, '--reason', 'request 19');
  desk.principal = 'os:somebody';
  desk.now += 1000;
  const { csv, made } = await delivered();
  expect(csv).not.toContain(NUMBER);
  expect(csv).toContain('2026-10-20');
  expect(made[1]?.dispatches[0]?.attempts[1]?.detail).toBe('a person was hidden since it was made');
});

test('what waits is withheld, with an alarm, where no schedule asks for it any more', async () => {
  const apply = await waiting();
  await apply({ report_schedules: {}, roles: { clerk: { ...CLERK.clerk, numbers: 'hide last 4' } } });
  const { csv, made } = await delivered();
  expect([csv, made]).toMatchObject(['', [{ dispatches: [{ state: 'withheld' }] }]]);
  expect((await desk.run('jobs list')).out).toContain('report 1 of schedule clerks is withheld');
});

test('the record of one that is given up in the place of another says that it came nowhere', async () => {
  bill();
  const bills = {
    ...{ report: 'bill-check', as: 'clerk', period: '2026-10', formats: ['csv'] },
    ...{ parameters: { file: join(desk.place, 'bill.csv') }, folder: join(desk.place, 'outbox') },
  };
  const apply = (numbers: string): Promise<string> =>
    desk.apply({ roles: { clerk: { ...CLERK.clerk, numbers } }, report_schedules: { bills } });
  desk.now = Date.UTC(2026, 10, 15, 12);
  await apply('show all');
  await desk.ingest({ start: '2026-10-20 09:00:00' });
  expect((await desk.run('report schedule run bills')).exit).toBe(1);
  // Bills are compared by numbers, so none can be made any more.
  await apply('hide last 4');
  for (const hours of [1, 25]) {
    desk.now += hours * HOUR_MS;
    await round();
  }
  expect(await desk.deliveries()).toMatchObject([
    { id: 2, state: 'failed', dispatches: [{ state: 'failed' }] },
    { id: 1, state: 'made', dispatches: [{ state: 'withheld' }] },
  ]);
});
