import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ReportDesk } from './report-desk.ts';

let desk: ReportDesk;

beforeEach(async () => {
  desk = new ReportDesk();
  desk.now = Date.UTC(2026, 10, 15, 12);
  await desk.apply();
  await desk.ingest({ start: '2026-10-20 09:00:00' }, { start: '2026-10-21 09:00:00', src: '205', talk: 30 });
});

afterEach(() => desk.remove());

const add = (name: string, ...options: readonly string[]) =>
  desk.run(
    'report schedule add',
    name,
    '--report',
    'itemised',
    '--for',
    'finance',
    '--folder',
    desk.outbox,
    ...options,
  );

const OTHER = ['--report', 'call-types', '--for', 'finance'] as const;

describe('a schedule', () => {
  test('is added to the document in force, is listed with when it is due, and is taken out again', async () => {
    const before = await desk.out('config show');
    const added = await add(
      'daily',
      '--every',
      'day',
      '--at',
      '02:30',
      '--format',
      'csv,pdf',
      '--direction',
      'outgoing',
    );
    expect([added.exit, added.err]).toEqual([0, '']);
    expect(added.out).toContain('Version 2 is in force');
    expect(await desk.json('report schedule list')).toMatchObject([
      {
        name: 'daily',
        ...{ report: 'itemised', period: 'last-month', as: 'finance', formats: ['csv', 'pdf'] },
        parameters: { direction: 'outgoing' },
        // By the clock of the first site.
        ...{ next_due_at: '2026-11-16T01:30:00+00:00', last_made_at: null },
      },
    ]);
    expect((await add('daily')).err).toContain('There is a schedule daily already');
    await desk.out('report schedule remove daily');
    expect(await desk.json('report schedule list')).toEqual([]);
    expect(parse(await desk.out('config show'))).toEqual({
      ...parse(before),
      report_schedules: {},
    });
  });

  test.each([
    [['--for', 'nobody-there'], 'there is no role and no user nobody-there'],
    [['--limit', '5'], 'the report itemised does not take limit'],
    [['--period', 'last-moth'], 'last-moth is no period'],
    [['--every', 'week', '--on', '5'], 'every week takes a day from monday to sunday'],
    [['--at', '25:00'], 'a time such as "06:00"'],
    [['--to', 'anna@example.org'], 'there is no mail server'],
    [['--folder', 'relative'], 'the whole path of a folder'],
    [['--report', 'bill-check'], 'the report bill-check needs a file'],
  ])('that could never be made is refused, and nothing changes: %j', async (options, why) => {
    const { exit, err } = await add('wrong', ...options);
    expect([exit, err]).toEqual([1, expect.stringContaining(why)]);
    expect(await desk.json('report schedule list')).toEqual([]);
  });

  test.each([
    ['/not/there', 'The folder /not/there is not there.\nMake it, or mount its share'],
    ['/etc/hostname', '/etc/hostname is no folder'],
  ])('into a folder that is not there is refused with what to do: %s', async (folder, why) => {
    const { exit, err } = await add('wrong', '--folder', folder);
    expect([exit, err]).toEqual([2, expect.stringContaining(why)]);
    expect(await desk.json('report schedule list')).toEqual([]);
  });

  test('may deliver into a share that is not mounted now, where that is said', async () => {
    const { exit, err } = await add('away', '--folder', '/not/there', '--away');
    expect([exit, err]).toEqual([
      0,
      'Schedule away: the folder /not/there is not there now. A report waits for it, as for any place that cannot be reached.\n',
    ]);
    // A document of many schedules is not held up by one share.
    expect(await desk.json('report schedule list')).toMatchObject([{ name: 'away' }]);
    expect((await desk.run('report schedule add', 'other', ...OTHER, '--folder', desk.outbox)).exit).toBe(0);
  });

  test('compares with the file that is meant where it is added, which may come later', async () => {
    const bill = ['--report', 'bill-check', '--for', 'operator', '--file'] as const;
    const added = await add('bills', ...bill, 'october.csv');
    const file = join(desk.place, 'october.csv');
    expect([added.exit, added.err]).toEqual([
      0,
      `Schedule bills: the file ${file} is not there yet. It must be when the report is made.\n`,
    ]);
    expect(await desk.json('report schedule list')).toMatchObject([{ parameters: { file } }]);
    const entry = {
      report: 'bill-check',
      as: 'operator',
      folder: desk.outbox,
      parameters: { file: 'a.csv' },
    };
    await expect(desk.apply({ report_schedules: { bills: entry } })).rejects.toThrow(
      'a.csv is not the whole path of a file',
    );
  });

  test('that compares with a bill is refused for whoever is shown no whole numbers', async () => {
    await desk.apply({ roles: { clerk: { numbers: 'hide last 4', shows: ['extensions'] } } });
    const { exit, err } = await add('bills', '--report', 'bill-check', '--for', 'clerk', '--file', 'a.csv');
    expect([exit, err]).toEqual([
      1,
      expect.stringContaining('Numbers, by which a bill is compared, are not shown to role clerk'),
    ]);
    expect(await desk.json('report schedule list')).toEqual([]);
  });

  test('does not deliver into the data folder', async () => {
    const { err } = await add('inside', '--folder', desk.folder);
    expect(err).toContain('is in the data folder');
  });

  test('is nothing that a reader of reports may see or change', async () => {
    await desk.apply({ users: { 'os:anna': { role: 'finance' } } });
    desk.principal = 'os:anna';
    for (const name of [
      'report schedule list',
      'report deliveries',
      'report schedule run x',
      'report schedule remove x',
    ])
      expect((await desk.run(name)).err, name).toContain('not shown to user os:anna');
  });
});

describe('a report that a schedule made', () => {
  test('is delivered into its folder as its reader is shown it, and is stored just so', async () => {
    await add('daily', '--format', 'csv,pdf');
    expect(await desk.out('report schedule run daily')).toContain('delivered');
    const [made] = await desk.deliveries();
    expect(made).toMatchObject({
      ...{ schedule: 'daily', state: 'made', due_at: null },
      receipt: { rows: 2, viewer: 'role finance' },
      dispatches: [
        { kind: 'folder', address: desk.outbox, state: 'delivered', attempts: [{ result: 'delivered' }] },
      ],
    });
    const name = 'daily_2026-10-01_2026-10-31_made-20261115T120000Z';
    expect(desk.delivered).toEqual([`${name}.csv`, `${name}.pdf`]);
    const csv = readFileSync(join(desk.outbox, `${name}.csv`));
    expect(csv.toString()).toContain('+498923125****');
    expect(csv.toString()).not.toContain('89231250001');
    // An upper-case ending names the format too.
    await desk.out('report deliveries', '--id', '1', '--out', 'stored.CSV');
    expect(readFileSync(join(desk.place, 'stored.CSV'))).toEqual(csv);
    await desk.out('report deliveries', '--id', '1', '--out', 'stored.pdf');
    const pdf = readFileSync(join(desk.place, 'stored.pdf'));
    expect(pdf).toEqual(readFileSync(join(desk.outbox, `${name}.pdf`)));
    expect(await desk.out('verify')).toContain('All is well');
  });

  test('is verified by what is stored of it: the same, and different with the cells', async () => {
    await add('daily');
    await desk.out('report schedule run daily');
    expect(await desk.json('report verify', '--delivery', '1')).toMatchObject({ verdict: 'same' });
    desk.now += 60_000;
    await desk.ingest({ start: '2026-10-22 09:00:00' });
    const { exit, out } = await desk.run('report verify', '--delivery', '1', '--json');
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'different',
      because: ['late records: 1 of its period came after it was made'],
      differences: [{ was: null }],
    });
    expect((await desk.run('report verify')).err).toContain('Which report?');
    expect((await desk.run('report verify', '--delivery', '7')).err).toContain(
      'There is no delivered report 7',
    );
  });

  test('is opened for who sees as much as its reader, and for nobody who sees less', async () => {
    await desk.apply({ users: { 'os:anna': { role: 'finance' }, 'os:otto': { role: 'supervisor' } } });
    await add('daily', '--format', 'csv');
    await desk.out('report schedule run daily');
    const opened = (...more: readonly string[]) =>
      desk.run(
        'report deliveries',
        '--id',
        '1',
        '--out',
        `${more.length}${desk.principal.slice(3)}.csv`,
        ...more,
      );
    desk.principal = 'os:anna';
    expect((await opened()).exit).toBe(0);
    desk.principal = 'os:otto';
    for (const more of [[], ['--as', 'finance']])
      expect((await opened(...more)).err).toContain('is not shown to');
  });

  test('that cannot be made or delivered is told with why, and an alarm stands until the next one succeeds', async () => {
    await add('daily', '--cost-centre', '4711');
    expect((await desk.run('report schedule run daily')).exit).toBe(1);
    expect(await desk.deliveries()).toMatchObject([
      { state: 'failed', trouble: expect.stringContaining('no cost centre') },
    ]);
    expect((await desk.run('jobs list')).out).toContain(
      'the report of schedule daily could not be made (USAGE)',
    );
    await add('daily', '--replace', '--away', '--folder', join(desk.place, 'not there'));
    expect((await desk.run('report schedule run daily')).exit).toBe(1);
    expect((await desk.deliveries())[0]).toMatchObject({ dispatches: [{ state: 'waiting' }] });
    desk.now += 86_400_000;
    await desk.out('jobs run', 'reports');
    expect((await desk.deliveries())[0]).toMatchObject({ dispatches: [{ state: 'failed' }] });
    expect((await desk.run('jobs list')).out).toContain('could not be delivered (folder, ENOENT)');
    await add('daily', '--replace');
    await desk.out('report schedule run daily');
    expect((await desk.run('jobs list')).out).not.toContain('ALARM');
  });

  test('is made when it is due, once, and once for all that was missed', async () => {
    await add('daily', '--every', 'day', '--at', '06:00');
    await desk.out('jobs run', 'reports');
    expect(await desk.deliveries()).toEqual([]);
    expect((await desk.run('jobs plan reports')).out).not.toContain('reports made');
    desk.now += 5 * 86_400_000;
    expect((await desk.run('jobs plan reports')).out).toContain('reports made');
    for (const _ of [1, 2]) await desk.out('jobs run', 'reports');
    expect(await desk.deliveries()).toMatchObject([{ due_at: '2026-11-20T05:00:00+00:00' }]);
    // With another time it is due from then on.
    await add('daily', '--replace', '--every', 'day', '--at', '05:00');
    await desk.out('jobs run', 'reports');
    expect(await desk.deliveries()).toHaveLength(1);
  });
});
