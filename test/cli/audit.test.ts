import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AuditTrail } from '../../cli/audit-trail.ts';
import { COMMANDS, loadCommands } from '../../cli/commands.ts';
import { AUDIT_FILE } from '../../store/audit/audit-log.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const NUMBER = '+4989231250001';
let desk: CommandDesk;

beforeEach(async () => {
  desk = new CommandDesk();
  await desk.out('init');
});
afterEach(() => desk.remove());

interface Listed {
  readonly n: number;
  readonly action: string;
  readonly object: string;
  readonly result: string;
  readonly begun: number | null;
  readonly details: Readonly<Record<string, unknown>> | null;
}
const listed = (...more: string[]): Promise<Listed[]> => desk.json<Listed[]>('audit list', ...more);
const database = (): Database.Database => new Database(join(desk.folder, AUDIT_FILE));

describe('the audit log', () => {
  test('is the file that is named where it cannot be read, not the database beside it', async () => {
    await desk.out('jobs run audit-checkpoints');
    const path = join(desk.folder, AUDIT_FILE);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xff, bytes.readUInt16BE(16)));
    const { exit, err } = await desk.run('audit verify');
    expect([exit, err]).toEqual([1, expect.stringContaining(`${AUDIT_FILE} is not a sound database`)]);
  });

  test('has who read calls, from where, before anything is shown and how it ended, and no number of theirs', async () => {
    await desk.out('calls', '--number', NUMBER);
    const [end, begin] = await listed('--action', 'calls');
    expect(begin).toMatchObject({
      ...{ account: 'os:somebody', address: 'local', computer: 'desk' },
      ...{ action: 'calls', object: 'calls', level: 'info', result: 'begun' },
      details: { options: { number: expect.stringMatching(/^[0-9a-f]{32}$/) } },
    });
    expect(end).toMatchObject({ result: 'done', begun: begin?.n, details: { exit: 0 } });
    const bytes = readFileSync(join(desk.folder, AUDIT_FILE)).toString('latin1');
    expect(bytes).not.toContain(NUMBER.slice(-8));
  });

  test('has what was refused, and the version that was applied', async () => {
    await desk.out('config apply', desk.write('c.yaml', 'users: { os:fay: { role: finance } }\n'));
    expect((await listed('--action', 'config apply'))[0]).toMatchObject({
      object: 'configuration 1',
      level: 'notice',
    });
    desk.principal = 'os:fay';
    expect((await desk.run('audit list')).err).toContain('The audit log is not shown to user os:fay');
    desk.principal = 'os:somebody';
    expect((await listed('--account', 'os:fay'))[0]).toMatchObject({
      ...{ action: 'audit list', result: 'refused', level: 'warning' },
      details: { error: 'NOT_SHOWN' },
    });
  });

  test('has each run of a job with its counts, and who asked for it', async () => {
    await desk.out('jobs run', 'sessions');
    expect(await listed('--action', 'job sessions')).toMatchObject([
      { result: 'done', account: 'os:somebody' },
      { result: 'begun' },
    ]);
  });

  test('has the reason of what cannot be undone, which can be erased and the log still verifies', async () => {
    await desk.out('hold place', '--reason', 'a case', '--number', NUMBER);
    await desk.out('hold release', '1', '--yes', '--reason', 'the case of Ford is closed');
    const [end, begin] = await listed('--action', 'hold release');
    expect(begin).toMatchObject({ details: { options: { reason: 'the case of Ford is closed' } } });
    expect(end).toMatchObject({ object: 'hold 1' });
    const trail = new AuditTrail(desk.folder, Date.now);
    const actor = { account: 'os:somebody', address: 'local', computer: 'here' };
    expect(trail.erase(actor, (payload) => payload.includes('Ford'))).toMatchObject({ gone: 1 });
    expect(trail.erase(actor, (payload) => payload.includes('Ford'))).toBeNull();
    trail.close();
    expect(await listed('--action', 'audit erased')).toMatchObject([{ object: String(begin?.n) }]);
    await desk.out('jobs run', 'audit-checkpoints');
    expect(await desk.out('audit verify')).toContain('What stood beside 1 record was erased');
  });

  test('shows that what stood beside a record was taken away by somebody else than an erasure', async () => {
    await desk.out('hold place', '--reason', 'a case', '--number', NUMBER);
    const [end] = await listed('--action', 'hold place');
    const log = database();
    log.prepare('delete from audit_payload where n = ?').run(end?.n);
    log.close();
    await desk.out('jobs run', 'audit-checkpoints');
    const problem = `what stood beside record ${end?.n} is gone, and no record says that it was erased`;
    expect(await desk.run('audit verify')).toMatchObject({ exit: 1, out: expect.stringContaining(problem) });
    expect((await desk.run('audit verify')).out).toContain('What stood beside 0 records was erased');
  });

  test('is only ever added to', () => {
    const log = database();
    for (const sql of [
      "update audit_record set account = 'os:other'",
      'delete from audit_record',
      "update audit_payload set payload = '{}'",
    ])
      expect(() => log.exec(sql)).toThrow(/never changed|goes by its age/);
    log.close();
  });

  test('that cannot be written keeps commands that would be recorded from running, and no others', async () => {
    await desk.out(
      'ingest',
      '--source',
      'pbx',
      '--driver',
      'asterisk-csv',
      desk.write('a.csv', `${asteriskLine()}\n`),
    );
    rmSync(join(desk.folder, AUDIT_FILE));
    writeFileSync(
      join(desk.folder, AUDIT_FILE),
      'no database, but as long as a page of one would be '.repeat(99),
    );
    const refused = { exit: 1, out: '', err: expect.stringContaining('The audit log cannot be written') };
    expect(await desk.run('calls')).toMatchObject(refused);
    expect(await desk.run('hold place', '--reason', 'x', '--number', NUMBER)).toMatchObject(refused);
    expect(await desk.run('ledger')).toMatchObject({ exit: 0 });
    const more = desk.write('b.csv', `${asteriskLine({ src: '0301234567' })}\n`);
    expect(await desk.run('ingest', '--source', 'pbx', '--driver', 'asterisk-csv', more)).toMatchObject({
      exit: 0,
      err: expect.stringContaining('It goes on all the same'),
    });
  });
});

describe('audit verify', () => {
  beforeEach(async () => {
    mkdirSync(join(desk.place, 'second'));
    await desk.out(
      'config apply',
      desk.write('c.yaml', `audit: { checkpoints: [${join(desk.place, 'second')}] }\n`),
    );
    await desk.out('calls');
    await desk.out('jobs run', 'audit-checkpoints');
  });

  test('says how far it is proven by checkpoints in a second place, and by a key that was noted elsewhere', async () => {
    desk.write('key.pem', await desk.out('audit verify', '--public-key'));
    const out = await desk.out('audit verify', '--key', 'key.pem');
    expect(out).toMatch(/^Records 1 to \d+: each follows the one before it\./);
    expect(out).toContain(`1 checkpoint of ${join(desk.place, 'second')} fit.`);
    expect(out).toMatch(/Proven up to record \d+, .*\nRecords \d+ to \d+ are only chained/);
    expect(out).not.toContain('could have made all of it anew');
    expect(out).not.toContain('By the key of the data folder itself');
  });

  test('tells a tail that was cut, also from a copy of the checkpoints that the machine cannot reach', async () => {
    const log = database();
    log.exec(
      'drop trigger audit_record_stays; delete from audit_record where n > 4; delete from audit_payload where n > 4',
    );
    log.close();
    const { exit, out } = await desk.run('audit verify', '--checkpoints', 'second');
    expect(exit).toBe(1);
    expect(out).toContain('its end is cut');
  });

  test('tells that a checkpoint is missing in a place, and a second place that is away fails the job', async () => {
    for (const name of readdirSync(join(desk.place, 'second'))) rmSync(join(desk.place, 'second', name));
    expect((await desk.run('audit verify')).out).toMatch(/the checkpoint of \d+ records is missing/);
    rmSync(join(desk.place, 'second'), { recursive: true });
    const { exit, out, err } = await desk.run('jobs run', 'audit-checkpoints');
    expect([exit, out + err]).toEqual([1, expect.stringContaining('could not be written to')]);
  });

  test('goes on behind records that went by their age, which a checkpoint in every place closes', async () => {
    const DAY = 86_400_000;
    const document = `audit: { checkpoints: [${join(desk.place, 'second')}] }\nretention: { audit: 30 days }\n`;
    desk.now += 31 * DAY;
    await desk.out('config apply', desk.write('c.yaml', document));
    expect(await desk.out('jobs run', 'audit', '--confirm', '--yes', '--reason', 'meant')).toMatch(
      /audit records gone \d+/,
    );
    const out = await desk.out('audit verify');
    expect(out).toMatch(/^Records (?!1 )\d+ to \d+: each follows/);
    expect(await listed('--until', '2026-11-01')).toEqual([]);
  });
});

test('every command says what of it is recorded, and what writes is recorded', async () => {
  const commands = await loadCommands();
  expect(commands).toHaveLength(Object.keys(COMMANDS).length);
  const unrecorded = commands.filter(({ writes, audit }) => writes && audit === 'none');
  expect(unrecorded.map(({ name }) => name)).toEqual([]);
});
