import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeStatement } from '../../cli/service/make-statement.ts';
import { reportScheduleSchema } from '../../reports/schedule-settings.ts';
import { byteSearch } from './byte-search.ts';
import { ReportDesk } from './report-desk.ts';

const NUMBER = '+4989231250001';
const DAY_MS = 86_400_000;
let desk: ReportDesk;

const sealed = (): string[] =>
  readdirSync(join(desk.folder, 'attachments'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

beforeEach(() => {
  desk = new ReportDesk();
  desk.now = Date.UTC(2026, 10, 15, 12);
});

afterEach(() => desk.remove());

async function schedules(
  more: Readonly<Record<string, unknown>> = {},
  names = ['calls', 'departments', 'extensions', 'november'],
): Promise<void> {
  const schedule = { as: 'operator', formats: ['csv'], folder: desk.outbox };
  await desk.apply({
    report_schedules: {
      calls: { ...schedule, report: 'itemised', formats: ['csv', 'xlsx', 'pdf'] },
      departments: { ...schedule, report: 'department-costs' },
      extensions: { ...schedule, report: 'extension-costs' },
      november: { ...schedule, report: 'itemised', period: 'this-month' },
    },
    ...more,
  });
  await desk.ingest(
    { start: '2026-10-20 09:00:00' },
    { start: '2026-10-21 09:00:00', dst: '089231250002', src: '205' },
    { start: '2026-11-02 09:00:00', dst: '089231250002', src: '205' },
  );
  for (const name of names) await desk.out('report schedule run', name);
}

const states = async (): Promise<string[]> =>
  (await desk.deliveries()).map(({ schedule, state }) => `${schedule} ${state}`).reverse();

test('a person who is erased is in no stored report any more, in no format, and the others stay', async () => {
  await schedules();
  expect(sealed()).toHaveLength(10);
  await desk.out('subject erase', NUMBER, '--yes', '--reason', 'request 17');
  expect(await states()).toEqual(['calls erased', 'departments made', 'extensions made', 'november made']);
  expect(sealed()).toHaveLength(6);
  const proof = await desk.run('subject prove', NUMBER);
  expect([proof.exit, byteSearch(desk.folder, ['89231250001'])]).toEqual([0, []]);
  const verdict = await desk.run('report verify', '--delivery', '1');
  expect([verdict.exit, verdict.out]).toEqual([1, expect.stringMatching(/no longer possible.*\n.*erased/)]);
  expect((await desk.run('report deliveries', '--id', '1', '--out', 'a.csv')).err).toContain(
    'a person in it was erased',
  );
  const certificate = await desk.out('subject certificate', '1');
  expect(certificate).toContain('statements');
});

test('of an extension that is erased the reports that name it go', async () => {
  await schedules();
  await desk.out('subject erase', '205', '--yes', '--reason', 'request 18');
  expect(await states()).toEqual([
    'calls erased',
    'departments made',
    'extensions erased',
    'november erased',
  ]);
});

test('a legal hold keeps the reports of its period, from erasure and from their age, until it is released', async () => {
  await schedules({
    retention: {
      calls: { masked: '40 days', anonymous: null, gone: '3 months' },
      raw_copies: '20 days',
      held_calls: { masked: null, gone: '3 months' },
    },
  });
  await desk.out(
    'hold place',
    '--reason',
    'a dispute',
    '--number',
    NUMBER,
    '--from',
    '2026-10-01',
    '--to',
    '2026-10-31',
  );
  await desk.run('subject erase', NUMBER, '--yes', '--reason', 'request 17');
  expect(await desk.json('subject list')).toMatchObject([{ state: 'deferred', deferred: { statements: 1 } }]);
  desk.now += 30 * DAY_MS;
  await desk.out('jobs run', 'exports');
  expect(await states()).toEqual(['calls made', 'departments made', 'extensions made']);
  await desk.out('hold release', '1', '--yes', '--reason', 'settled');
  await desk.out('jobs run', 'exports');
  expect(await states()).toEqual(['departments made']);
});

test('reports of people go when calls of their first whole day are not whole any more, all others by a period of their own', async () => {
  const retention = {
    ...{ calls: { masked: '40 days', anonymous: null, gone: '3 months' }, raw_copies: '20 days' },
    ...{ held_calls: { masked: null, gone: '3 months' }, exports: { others: '60 days' } },
  };
  await desk.out('config apply', desk.write('retained.yaml', desk.document({ retention })));
  await desk.out('jobs run', 'calls');
  await schedules({ retention });
  // October begins whole on the 6th: what came before is masked already.
  expect((await desk.run('jobs plan exports')).out).not.toContain('statements gone');
  desk.now += 1 * DAY_MS;
  await desk.out('jobs run', 'exports');
  expect(await states()).toEqual(['departments made', 'november made']);
  desk.now += 26 * DAY_MS;
  await desk.out('jobs run', 'exports');
  expect(await states()).toEqual(['departments made']);
  desk.now += 34 * DAY_MS;
  await desk.out('jobs run', 'exports');
  expect(await states()).toEqual([]);
  expect(sealed()).toEqual([]);
});

test('reports of people made before any call was masked have the days whole that the policy would have masked, and go by these', async () => {
  const retention = {
    ...{ calls: { masked: '40 days', anonymous: null, gone: '3 months' }, raw_copies: '20 days' },
    ...{ held_calls: { masked: null, gone: '3 months' }, exports: { others: '60 days' } },
  };
  await schedules({ retention });
  await desk.out('jobs run', 'exports');
  expect(await states()).toEqual(['departments made', 'november made']);
});

test('a retention that keeps reports of people for longer than calls are whole is refused', async () => {
  const { exit, err } = await desk.run(
    'config apply',
    desk.write('long.yaml', desk.document({ retention: { exports: { of_people: '13 months' } } })),
  );
  expect([exit, err]).toEqual([
    1,
    expect.stringContaining('must be gone by the time calls are not whole any more (12 months)'),
  ]);
});

const CLERK = { clerk: { numbers: 'show all', shows: ['extensions'] } };
const OFFICER = { users: { 'os:privacy': { role: 'data_protection_officer' } } };

async function clerksReport(): Promise<void> {
  const clerks = { report: 'itemised', as: 'clerk', formats: ['csv'], folder: desk.outbox };
  await schedules({ roles: CLERK, ...OFFICER, report_schedules: { clerks } }, ['clerks']);
}

const opened = async (name: string): Promise<number> =>
  (await desk.run('report deliveries', '--id', '1', '--out', name, '--as', 'clerk')).exit;

test('a role that is shown less by now does not open what was made when it was shown more', async () => {
  await clerksReport();
  expect(await opened('a.csv')).toBe(0);
  await desk.apply({ roles: { clerk: { ...CLERK.clerk, numbers: 'hide last 4' } }, ...OFFICER });
  expect(await opened('b.csv')).not.toBe(0);
});

test('what was made before a person was hidden is opened by nobody from whom that person is hidden', async () => {
  await clerksReport();
  expect(await opened('a.csv')).toBe(0);
  desk.now += 1000;
  desk.principal = 'os:privacy';
  await desk.out('subject restrict', NUMBER, '--reason', 'request 19');
  desk.principal = 'os:somebody';
  expect(await opened('b.csv')).not.toBe(0);
});

test('of a report that cannot be made to its end nothing is left in the data folder', async () => {
  await schedules({}, []);
  const settings = reportScheduleSchema.parse({ report: 'itemised', as: 'operator', folder: desk.outbox });
  const formats = ['csv', 'nothing' as 'pdf'] as const;
  const made = makeStatement(desk.folder, {
    ...{ name: 'calls', at: desk.now, asked_at: desk.now },
    settings: { ...settings, formats: [...formats] },
  });
  await expect(made).rejects.toThrow('There is no format nothing.');
  expect(sealed()).toEqual([]);
});

test('a stored report that an open request has not reached is named by subject prove, and the erasure by report verify', async () => {
  await schedules();
  await desk.out('hold place', '--number', '+4989231250002', '--reason', 'case 7');
  expect((await desk.run('subject erase', NUMBER, '--yes', '--reason', 'request 17')).exit).toBe(1);
  expect((await desk.run('subject prove', NUMBER)).out).toContain('(report 1 as it was delivered, csv:');
  expect((await desk.run('report verify', '--delivery', '1')).out).toContain('erasure: 1 of people since');
});
