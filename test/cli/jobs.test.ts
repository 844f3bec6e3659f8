import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '../../record/calendar.ts';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { Service } from '../bad-input/as-a-user.ts';
import { CommandDesk } from './command-desk.ts';

/** Enough for the brake to look at their share. */
const ROWS = 1_200;

let desk: CommandDesk;

beforeEach(async () => {
  desk = new CommandDesk();
  const line = (n: number) =>
    asteriskLine({ start: `2026-10-${n % 10 === 0 ? '26' : '20'} 09:00:00`, uniqueid: `1793005200.${n}` });
  const lines = Array.from({ length: ROWS }, (_, n) => line(n));
  await desk.out(
    'ingest',
    '--source',
    'pbx',
    '--driver',
    'asterisk-csv',
    desk.write('m.csv', `${lines.join('\n')}\n`),
  );
});

afterEach(() => desk.remove());

const policy = (gone: string, more: object = {}) =>
  desk.write(
    'policy.yaml',
    JSON.stringify({
      retention: {
        calls: { masked: null, anonymous: null, gone },
        held_calls: { masked: null, anonymous: null, gone },
        raw_copies: gone,
        ...more,
      },
    }),
  );

interface Listed {
  readonly jobs: { job: string; next_due_at: string | null; last_result: string | null }[];
  readonly alarms: { subject: string; message: string; hint: string }[];
  readonly scheduler: { running: boolean };
}
async function listed(): Promise<Listed> {
  return JSON.parse((await desk.run('jobs list', '--json')).out) as Listed;
}

describe('a policy that would take a large share', () => {
  test('is waited for before it is in force, and one that would not is not any more only when it is', async () => {
    const database = new Database(join(desk.folder, DATABASE_FILE));
    database.exec(`create trigger unforeseen before insert on configuration_version
      when not exists (select 1 from purge_alarm where subject = 'calls' and planned is not null)
      begin select raise(abort, 'no alarm stands'); end`);
    database.close();
    await desk.out('config apply', policy('3 days'));
    await desk.out('config apply', policy('300 days'));
    expect((await listed()).alarms).toEqual([]);
  });

  test('is told when it is applied, takes nothing before somebody confirms it, and says who did', async () => {
    const applied = await desk.out('config apply', policy('3 days'));
    expect(applied).toMatch(
      /nothing before 2026-10-27T02:00:00\+00:00:\n.*\n.*\n2026-10-27\s+calls gone\s+1,080\n/s,
    );
    expect(applied).toContain('jobs run calls --confirm');
    expect(await desk.run('jobs list')).toMatchObject({
      exit: 1,
      out: expect.stringContaining('1080 of 1200'),
    });
    // The lines that calls were read from go first, and no other way is named.
    for (const meant of [[], ['--confirm', '--yes', '--reason', 'meant']]) {
      const { exit, out } = await desk.run('jobs run', 'calls', ...meant);
      expect([exit, out]).toEqual([1, expect.stringContaining('jobs run raw-copies --confirm')]);
      expect(out).not.toContain('jobs run calls');
    }
    await desk.out('jobs run', 'raw-copies', '--confirm', '--yes', '--reason', 'meant');
    const stopped = await desk.run('jobs run', 'calls');
    expect(stopped).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/Job calls stopped before it did anything.*1080 of 1200.*--confirm/s),
    });
    expect((await desk.json<object[]>('calls')).length).toBe(ROWS);
    expect(await desk.run('jobs run', 'calls', '--confirm')).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/calls gone 1,080.*would stop and ask.*Nothing was done/s),
    });
    expect(await desk.run('jobs run', 'calls', '--confirm', '--yes')).toMatchObject({ exit: 2 });
    expect(await desk.run('jobs run', 'calls', '--yes', '--reason', 'meant')).toMatchObject({ exit: 2 });
    expect((await desk.json<object[]>('calls')).length).toBe(ROWS);
    desk.principal = 'os:anna';
    await desk.out('jobs run', 'calls', '--confirm', '--yes', '--reason', 'meant');
    const audited = await desk.json('audit list', '--account', 'os:anna');
    expect(JSON.stringify(audited)).toContain('"reason":"meant"');
    expect((await listed()).alarms).toEqual([]);
    expect(await desk.json('jobs history', 'calls')).toMatchObject([
      { result: 'done', started_by: 'os:anna', counts: { calls_gone: 1080 }, detail: 'confirmed by os:anna' },
      { result: 'stopped', started_by: 'os:somebody', counts: {} },
      { result: 'stopped', started_by: 'os:somebody', counts: {} },
      { result: 'stopped', started_by: 'os:somebody', counts: {} },
    ]);
    expect((await desk.json<object[]>('calls')).length).toBe(ROWS - 1080);
  });

  test('asks for nothing any more when another one is applied', async () => {
    await desk.out('config apply', policy('3 days'));
    expect((await listed()).alarms).toMatchObject([{ subject: 'calls' }, { subject: 'raw-copies' }]);
    await desk.out('config apply', policy('5 years'));
    expect((await listed()).alarms).toEqual([]);
  });

  test('may have a larger share allowed', async () => {
    expect(await desk.out('config apply', policy('3 days', { brake_share: 95 }))).not.toContain('--confirm');
    expect((await desk.run('jobs run', 'calls')).exit).toBe(0);
  });
});

test('calls that are taken by hand before their lines leave these, and that is said', async () => {
  await desk.out('config apply', policy('3 days', { brake_share: 100 }));
  expect(await desk.out('jobs run', 'calls')).toContain(
    'still stand in raw copies, until job raw-copies has run',
  );
  expect(await desk.out('jobs run', 'raw-copies')).not.toContain('still stand');
  expect(await desk.out('jobs run', 'calls')).not.toContain('still stand');
});

test('the preview says for each night what then goes, to the row, and changes nothing', async () => {
  const preview = await desk.json<{ rows: { night: string; what: string; rows: number }[] }>(
    ...['retention preview', '--policy', policy('10 days', { brake_share: 100 }), '--days', '14'],
  );
  const gone = preview.rows.filter(({ what }) => what === 'calls_gone');
  expect(gone.map(({ night, rows }) => [night, rows])).toEqual([
    ['2026-10-31', 1080],
    ['2026-11-06', 120],
  ]);
  await desk.out('config apply', 'policy.yaml');
  for (const { night, rows } of gone) {
    desk.now = Date.parse(`${night}T02:00:00Z`);
    const run = await desk.json<{ counts: object }>('jobs run', 'calls');
    expect(run.counts, night).toEqual({ calls_gone: rows });
  }
});

test('a plan is made for one job or for all, and a job that nobody knows is refused with what there is', async () => {
  await desk.out('config apply', policy('3 days'));
  expect(await desk.json('jobs plan', 'calls')).toMatchObject([
    {
      job: 'calls',
      counts: { calls_gone: 1080 },
      deferred: 0,
      stops: expect.stringContaining('1080 of 1200'),
    },
  ]);
  expect((await desk.json<object[]>('jobs plan')).length).toBe((await listed()).jobs.length);
  expect(await desk.run('jobs plan', 'call')).toMatchObject({
    exit: 2,
    err: expect.stringMatching(/no job call; did you mean “calls”.*\nJobs: .*verify/),
  });
});

test('a clock that jumped stops every job of the ladder until it is confirmed, which is kept with who did it', async () => {
  await desk.out('config apply', policy('3 days'));
  await desk.run('jobs run', 'sessions');
  desk.now = Date.UTC(2038, 0, 20);
  const { exit, out } = await desk.run('jobs run', 'calls', '--confirm', '--yes', '--reason', 'meant');
  expect([exit, out]).toEqual([1, expect.stringContaining('jobs confirm-clock --yes')]);
  expect(out).not.toContain('jobs run calls');
  expect((await listed()).alarms).toMatchObject([
    ...[{ subject: 'calls' }, { subject: 'clock' }, { subject: 'raw-copies' }],
  ]);
  expect(await desk.run('jobs confirm-clock')).toMatchObject({
    exit: 1,
    out: expect.stringContaining('Nothing was done'),
  });
  const yes = ['--yes', '--reason', 'it is right'];
  expect(await desk.out('jobs confirm-clock', ...yes)).toContain('2038-01-20');
  expect((await listed()).alarms).toMatchObject([{ subject: 'calls' }, { subject: 'raw-copies' }]);
  const [confirmed] = JSON.parse((await desk.run('jobs history', '--json', '--last', '1')).out) as object[];
  expect(confirmed).toMatchObject({ job: 'confirm-clock', started_by: 'os:somebody' });
});

test('without a retention, and without a service, the list says that nothing happens by itself', async () => {
  const { out } = await desk.run('jobs list');
  expect(out).toContain('Nothing runs by itself since the beginning');
  expect(out).toContain('No retention is in force');
  expect(await desk.run('jobs cancel')).toMatchObject({ exit: 1, out: 'No job is running.\n' });
  expect(await desk.run('retention preview')).toMatchObject({
    exit: 0,
    out: expect.stringContaining('no retention'),
  });
});

test('templates are listed, printed as they can be applied, and an unknown one is refused', async () => {
  expect(await desk.out('retention template')).toMatch(/^france .*\ngermany .*\nitaly .*\nlongest /);
  const text = await desk.out('retention template', 'italy');
  await desk.out('config check', desk.write('italy.yaml', text));
  expect(await desk.run('retention template', 'itly')).toMatchObject({
    exit: 2,
    err: expect.stringContaining('did you mean “italy”'),
  });
});

describe('explain', () => {
  const ids = async () => (await desk.json<{ id: number }[]>('calls')).map(({ id }) => id);
  const firstId = async () => (await ids())[0] ?? 0;

  test('says why a call is here, what comes next and when, and why it has gone', async () => {
    await desk.out('config apply', policy('3 days', { brake_share: 100 }));
    const id = String(await firstId());
    expect(await desk.json('explain', id)).toMatchObject({
      ...{ class: 'calls', day: '2026-10-20', step: 'full', legal_holds: [] },
      next_steps: [{ step: 'gone', on: '2026-10-24' }],
    });
    expect(await desk.out('explain', id)).toContain('Due: gone');
    await desk.out('jobs run', 'calls');
    // Its line arrived six days after the call, and what goes goes by the earlier of the two.
    expect(await desk.json('explain', id)).toMatchObject({
      ...{ arrived: '2026-10-26', oldest_day: '2026-10-20' },
      gone: [{ class: 'calls', gone_before: '2026-10-23', job: 'calls' }],
    });
    expect(await desk.out('explain', id)).toContain('calls of days from 2026-10-20 on came');
    desk.now = ARRIVAL + 10 * DAY_MS;
    await desk.out('jobs run', 'calls');
    expect(await desk.json('explain', id)).toMatchObject({
      gone: [{ class: 'calls', gone_before: '2026-11-02', job: 'calls' }],
    });
  });

  test('says what the brake keeps a job from, and that a run was stopped, not what the policy would have', async () => {
    await desk.out('config apply', policy('3 days'));
    const id = String(await firstId());
    const waits = expect.stringContaining('1080 of 1200');
    expect(await desk.json('explain', id)).toMatchObject({ next_steps: [{ step: 'gone' }], waits });
    expect(await desk.out('explain', id)).toMatch(/Due: gone.*\nNot before somebody has answered/);
    expect(await desk.json('explain', '089231250001')).toMatchObject([{ waits }]);
    const database = new Database(join(desk.folder, DATABASE_FILE));
    database.exec(`create trigger one_batch before delete on call when (select count(*) from call) < ${ROWS - 550}
      begin select raise(abort, 'no more'); end`);
    database.close();
    const before = await ids();
    await desk.out('jobs run', 'raw-copies', '--confirm', '--yes', '--reason', 'meant');
    expect((await desk.run('jobs run', 'calls', '--confirm', '--yes', '--reason', 'meant')).exit).toBe(1);
    const left = new Set(await ids());
    expect(left.size).toBeGreaterThan(120);
    const taken = String(before.find((one) => !left.has(one)));
    expect(await desk.json('explain', taken)).toMatchObject({
      gone: [{ class: 'calls', gone_before: null, unfinished_before: '2026-10-23' }],
    });
    expect(await desk.out('explain', taken)).toContain(
      'The job calls has removed some calls of days before 2026-10-23: its run was stopped.',
    );
  });

  test('tells nobody of a number whose digits are hidden from them', async () => {
    for (const about of ['089231250001', String(await firstId())])
      expect(await desk.run('explain', about, '--as', 'finance')).toMatchObject({
        ...{ exit: expect.any(Number), out: '' },
        err: expect.stringContaining('not shown to'),
      });
  });

  test('says of a number which calls are here, by what they still are', async () => {
    await desk.out('config apply', policy('5 years'));
    expect(await desk.json('explain', '+4989231250001')).toMatchObject([]);
    const [row, ...more] = await desk.json<object[]>('explain', '089231250001');
    expect(more).toEqual([]);
    expect(row).toMatchObject({
      class: 'calls',
      step: 'full',
      calls: ROWS,
      first_day: '2026-10-20',
      last_day: '2026-10-26',
    });
    expect(await desk.out('explain', '+15550100')).toContain('No call with this number');
  });

  test('names the legal holds that keep calls of a number, and how many', async () => {
    await desk.out('hold place', '--reason', 'case 17', '--extension', '204', '--to', '2026-10-20');
    await desk.out('hold place', '--reason', 'case 18', '--extension', '205');
    const [row] = await desk.json<object[]>('explain', '089231250001');
    const calls = (ROWS / 10) * 9;
    expect(row).toMatchObject({ legal_holds: [{ hold: 1, reason: 'case 17', until: null, calls }] });
    expect(await desk.out('explain', '089231250001')).toContain(
      'Legal hold 1 keeps 1,080 calls as they are: case 17',
    );
  });
});

test('a service runs what is asked for, tells when nothing is kept by a policy, and lists that it is alive', async () => {
  desk.now = Date.now();
  const service = new Service(desk.folder);
  await service.said('no retention is in force');
  await service.said('the service is running');
  const run = await desk.out('jobs run', 'verify');
  expect(run).toContain('Job verify done: intakes verified 1.');
  expect((await listed()).scheduler.running).toBe(true);
  await service.stop();
}, 60_000);
