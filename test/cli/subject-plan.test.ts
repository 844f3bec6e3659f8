import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SubjectRow } from '../../record/subject-row.ts';
import { BackupDesk, recipient } from './backup-desk.ts';
import { openedReport, recipient as reportRecipient } from './opened-report.ts';
import { ReportDesk } from './report-desk.ts';

const NUMBER = '+4989231250001';
const SURE = ['--yes', '--reason', 'request 17'];
const DOCUMENT = {
  report_schedules: {
    calls: { as: 'operator', formats: ['csv', 'pdf'], report: 'itemised' },
    departments: { as: 'operator', formats: ['csv'], report: 'department-costs' },
  },
  call_memory: { profiles: { anna: { site: 'berlin', extensions: ['204'], users: ['os:anna'] } } },
  privacy: { exclude: [{ name: 'works-council', numbers: ['+4989231250009'] }] },
};

interface Plan {
  readonly would_go: Readonly<Record<string, number>>;
  readonly kept: Readonly<Record<string, number>>;
  readonly remains: Readonly<Record<string, number>>;
  readonly holds: readonly object[];
  readonly backups: { readonly backups: number; readonly noted: readonly string[]; readonly gone_by: string };
}

let desk: ReportDesk;
beforeEach(async () => {
  desk = new ReportDesk();
  desk.now = Date.UTC(2026, 10, 15, 12);
});
afterEach(() => desk.remove());

async function begin(more: object = {}): Promise<void> {
  const { report_schedules, ...rest } = DOCUMENT;
  const schedules = Object.entries(report_schedules).map(([name, one]) => [
    name,
    { ...one, folder: desk.outbox },
  ]);
  await desk.apply({ ...rest, report_schedules: Object.fromEntries(schedules), ...more });
  await desk.ingest(
    { start: '2026-10-20 09:00:00', dst: '089231250001' },
    { start: '2026-10-21 09:00:00', dst: '089231250002', src: '205' },
    { start: '2026-11-02 09:00:00', dst: '0049 89 231250001' },
    { start: '2026-11-03 09:00:00', dst: '089231250002', name: 'of 089/23125-0001' },
  );
  await desk.run('ingest', '--source', 'pbx', desk.write('089231250001.csv', 'rubbish of 089231250001\n'));
  for (const name of Object.keys(report_schedules)) await desk.out('report schedule run', name);
}

const planned = async (): Promise<Plan> => {
  const { exit, out } = await desk.run('subject erase', NUMBER, '--json');
  expect(exit).toBe(1);
  return JSON.parse(out) as Plan;
};

test('the plan names delivered reports, entries of call memories and records of the audit log, and its numbers are those of the certificate', async () => {
  await begin();
  const plan = await planned();
  expect(plan.would_go).toEqual({
    ...{ calls: 3, raw_lines: 4, undefined_lines: 1, memory_entries: 3, statements: 1, file_names: 1 },
    ...{ audit_entries: 2 },
  });
  await desk.out('subject erase', NUMBER, ...SURE);
  const { certificate } = JSON.parse(await desk.out('subject certificate', '1', '--json'));
  expect(certificate.erased).toEqual(plan.would_go);
  expect(certificate.remains).toEqual(plan.remains);
  const again = await desk.run('subject erase', NUMBER);
  expect(again.out).toContain('Nothing is stored of this number; every byte would be searched for it.');
});

test('the plan says which legal hold keeps how many calls and lines, and until when, and the run ends so', async () => {
  await begin();
  const october = ['--from', '2026-10-01', '--to', '2026-10-31', '--until', '2027-12-31'];
  await desk.out('hold place', '--reason', 'a case', '--number', NUMBER, ...october);
  await desk.out('hold place', '--reason', 'another', '--name', 'of 089/23125-0001');
  const { out } = await desk.run('subject erase', NUMBER);
  expect(out).toContain('Legal hold 1 keeps 1 call and 1 raw line until 2027-12-31, or it is released.');
  expect(out).toContain('Legal hold 2 keeps 1 call and 1 raw line until it is released.');
  expect(out).toMatch(/Legal holds keep of all this: calls 2, raw lines 2, .*statements 1.*stays open/);
  const plan = await planned();
  expect(plan.holds).toEqual([
    { hold: 1, until: '2027-12-31', calls: 1, raw_lines: 1 },
    { hold: 2, until: null, calls: 1, raw_lines: 1 },
  ]);
  await desk.run('subject erase', NUMBER, ...SURE);
  const [request] = await desk.json<object[]>('subject list');
  expect(request).toMatchObject({ state: 'deferred', erased: plan.would_go, deferred: plan.kept });
  expect((await desk.run('hold release', '2')).out).toContain('1 request to erase somebody stands open');
  for (const hold of ['2', '1']) await desk.out('hold release', hold, ...SURE);
  await desk.out('jobs run', 'subject-requests');
  expect(await desk.json('subject list')).toMatchObject([{ state: 'done' }]);
  const { certificate } = JSON.parse(await desk.out('subject certificate', '1', '--json'));
  expect(certificate.erased).toMatchObject({ calls: 3, audit_entries: plan.would_go.audit_entries });
});

test('the plan says at which targets backups have the person, until when, and which target is away', async () => {
  const backups = new BackupDesk();
  try {
    const away = join(backups.place, 'away');
    mkdirSync(away);
    await backups.begin({ targets: [backups.target], recipients: [recipient] });
    await backups.backUp();
    await backups.apply({ targets: [backups.target, join(away, 'unmounted')], keep: { longest: '30 days' } });
    const { out } = await backups.run('subject erase', NUMBER);
    const gone_by = new Date(backups.now + 31 * 86_400_000).toISOString().slice(0, 10);
    expect(out).toContain(`1 backup at ${backups.target} has it, encrypted, until ${gone_by} at most`);
    expect(out).toContain(`Away now: ${join(away, 'unmounted')}.`);
  } finally {
    backups.remove();
  }
});

test('the plan says what stays because the configuration in force names it', async () => {
  await begin({ privacy: { exclude: [{ name: 'somebody', numbers: [NUMBER] }] } });
  const { out } = await desk.run('subject erase', NUMBER);
  expect(out).toMatch(/This remains, because it is in force .*configuration versions 1, settings 1/);
  expect(out).toContain('only a new one without it changes that');
});

test('the plan of calls that stay says so, and which of them will be counted to another cost centre than theirs', async () => {
  await begin();
  await desk.out('directory import', desk.write('c.csv', 'code,name\n110,Sales\n'), '--from', '2026-10-01');
  const extensions = 'site,extension,cost_centre\nberlin,204,110\n';
  await desk.out('directory import', desk.write('e.csv', extensions), '--from', '2026-10-01');
  const { out } = await desk.run('subject erase', NUMBER, '--anonymise');
  expect(out).toContain('The calls stay, as calls of nobody, with all legs of each.');
  expect(out).toContain(
    '3 calls are of a cost centre with fewer people than smallest_group and will be counted to none, as no',
  );
  expect(out).not.toMatch(/counted to no unit/);
  await desk.out('subject erase', NUMBER, '--anonymise', ...SURE);
  const { certificate } = JSON.parse(await desk.out('subject certificate', '1', '--json'));
  expect(certificate.erased).toMatchObject({ calls: 3, calls_counted_to_no_unit: 3 });
});

test('of a period nothing goes, and nothing is found, that is of other days: entries of call memories, who asked for the person', async () => {
  await begin();
  const november = ['--from', '2026-11-01', '--to', '2026-11-30'];
  const { out, exit } = await desk.run('subject erase', NUMBER, ...november, '--json');
  expect(exit).toBe(1);
  expect((JSON.parse(out) as Plan).would_go).toEqual({
    calls: 2,
    raw_lines: 2,
    memory_entries: 2,
  });
  const [found] = await desk.json<{ stored: object }[]>('subject find', NUMBER, ...november);
  expect(found?.stored).toMatchObject({ calls: 2, raw_lines: 2, memory_entries: 2, undefined_lines: 0 });
  await desk.out('subject erase', NUMBER, ...november, ...SURE);
  const certificate = await desk.out('subject certificate', '1');
  expect(certificate).toContain(
    'Of calls from 2026-11-01 to 2026-11-30 only, with what is kept of them, and delivered reports that reach into these days: calls of other days stay, and what has no day of its own',
  );
  expect(certificate).toContain('Of these calls nothing remains but what totals of an extension count.');
  await desk.ingest({ start: '2026-11-04 09:00:00', dst: '089231250002', name: 'of 089/23125-0001' });
  const text = (await desk.run('subject erase', NUMBER)).out;
  expect(text).toContain('Of 1 call among them they are no party: they stand in another field');
});

test('an entry of a call memory in whose texts the number stands is found, planned and taken when its call is masked and its line gone', async () => {
  const profiles = { anna: { site: 'berlin', extensions: ['204'], users: ['os:anna'] } };
  await desk.apply({ call_memory: { profiles } });
  await desk.ingest({ start: '2026-11-03 09:00:00', dst: '089231250002', name: 'of 089/23125-0001' });
  desk.tamper('update call set calling_name = null, step = 1');
  desk.tamper('update intake set raw_gone_at = 1');
  const plan = await planned();
  expect(plan.would_go).toMatchObject({ memory_entries: 1 });
  const [found] = await desk.json<{ stored: object }[]>('subject find', NUMBER);
  expect(found?.stored).toMatchObject({ calls: 0, memory_entries: 1 });
  await desk.run('subject erase', NUMBER, ...SURE);
  const { certificate } = JSON.parse(await desk.out('subject certificate', '1', '--json'));
  expect(certificate.erased).toMatchObject({ memory_entries: 1 });
});

test('find and report name the delivered reports that an erasure would take, and hand none out', async () => {
  await begin({ retention: {} });
  const [found] = await desk.json<{ stored: object }[]>('subject find', NUMBER);
  const plan = await planned();
  expect(found?.stored).toMatchObject({ statements: plan.would_go.statements });
  await desk.out('subject report', NUMBER, '--out', 'report.zip.age', '--recipient', reportRecipient);
  const files = await openedReport(join(desk.place, 'report.zip.age'));
  const { rows } = JSON.parse(files.get('report.json') ?? '') as { rows: SubjectRow[] };
  expect(rows.filter((row) => row.class === 'exports')).toMatchObject([
    {
      what: 'delivered report itemised',
      details: expect.stringContaining('of schedule calls'),
      gone_on: '2027-10-02',
    },
  ]);
  expect(files.get('report.html')).toContain('delivered report itemised');
  expect([...files.keys()]).toEqual(['report.html', 'report.json', 'report.csv']);
});
