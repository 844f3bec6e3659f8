import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCommands } from '../../cli/commands.ts';
import type { Call } from '../../record/call.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { ARRIVAL, asteriskLine } from '../asterisk-lines.ts';
import { ArchiveDesk } from './archive-desk.ts';
import { recipient } from './backup-desk.ts';
import { CommandDesk } from './command-desk.ts';
import { COMPANY_CONFIGURATION, companyLines } from './company-records.ts';

const desk = new ArchiveDesk();
desk.now = ARRIVAL;
/** A memory of whoever types here, and a retention, so that there is something to tell. */
const MEMORY = `
call_memory:
  profiles:
    reception: { site: berlin, extensions: ['301'], users: [os:somebody] }
users:
  os:officer: { role: data_protection_officer }
retention: { calls: { masked: null, anonymous: null, gone: 10 years }, held_calls: { masked: null, gone: 10 years } }
`;
const SHEET = `prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds
49,Germany,0,0.06,0,60,60
`;
/** What follows the name of a command, where it needs something. */
const GIVEN = new Map<string, readonly string[]>();

beforeAll(async () => {
  const document = desk.write('ledgerline.yaml', COMPANY_CONFIGURATION + MEMORY + copies());
  await desk.out('config apply', document);
  await leaveArchive();
  await leaveCertificate();
  await leaveLists();
  await desk.out('jobs run', 'audit-checkpoints');
  const bytes = Buffer.from(`${companyLines().join('')}rubbish\n`);
  await desk.out('ingest', '--source', 'pbx', desk.write('pbx.csv', bytes));
  await leaveSessions();
  await leaveTransfer();
  await desk.out('report', 'run', 'itemised', '--period', '2026-10', '--out', 'october.json');
  GIVEN.set('report verify', ['october.json']);
  await leaveSchedule();
  const [call] = await desk.json<Call[]>('calls');
  const [unread] = await desk.json<{ intake: number; offset: number }[]>('undefined list');
  const place = [String(unread?.intake), String(unread?.offset)];
  GIVEN.set('call show', [String(call?.id)]);
  GIVEN.set('explain', [String(call?.id)]);
  GIVEN.set('memory list', ['--profile', 'reception']);
  GIVEN.set('jobs run', ['totals']);
  GIVEN.set('hold place', ['--reason', 'a dispute', '--extension', '204']);
  GIVEN.set('line show', place).set('undefined show', place);
  GIVEN.set('ingest', ['--source', 'pbx', 'pbx.csv']);
  GIVEN.set('config check', [document]);
  GIVEN.set('config diff', [document]);
  GIVEN.set('drivers test', ['asterisk-csv', 'pbx.csv']);
  GIVEN.set('drivers detect', ['pbx.csv']);
  GIVEN.set('replay', ['--plan']);
  GIVEN.set('tariff rerate', ['--period', '2026-10', '--plan']);
  GIVEN.set('held preview', [document]);
  GIVEN.set('undefined export', ['--day', '2026-10-26']);
  GIVEN.set('subject find', ['+442079460018']).set('subject prove', ['+442079460018']);
  GIVEN.set('subject erase', ['+442079460018']).set('subject restrict', ['--list']);
});

afterAll(() => desk.remove());

/** Targets of backups and archives. */
function copies(): string {
  const backup = { targets: [desk.target], recipients: [recipient], recovery: recipient };
  const archive = { after: '2 years', targets: [desk.archive], recipients: [recipient] };
  return `backup: ${JSON.stringify(backup)}\narchive: ${JSON.stringify(archive)}\n`;
}

async function ingestLine(name: string, given: Parameters<typeof asteriskLine>[0]): Promise<void> {
  await desk.out('ingest', '--source', 'pbx', desk.write(name, `${asteriskLine(given)}\n`));
}

async function leaveArchive(): Promise<void> {
  await ingestLine('old.csv', { start: '2024-03-05 09:00:00', uniqueid: '1709629200.1' });
  await desk.out('archive run');
  GIVEN.set('archive restore', ['2024-03', '--identity', 'key.txt']);
}

/** Of somebody of whom nothing else is there. */
async function leaveCertificate(): Promise<void> {
  await ingestLine('erased.csv', { dst: '004989555123456', uniqueid: '1793005200.77' });
  await desk.out('subject erase', '+4989555123456', '--yes', '--reason', 'request 17');
  GIVEN.set('subject certificate', ['1']);
}

async function leaveLists(): Promise<void> {
  const sheet = desk.write('sheet.csv', SHEET);
  await desk.out(
    'tariff import',
    sheet,
    '--carrier',
    'northtel',
    '--currency',
    'EUR',
    '--from',
    '2026-01-01',
  );
  for (const list of ['cost-centres', 'people'])
    await desk.out('directory import', desk.write(`${list}.csv`, await desk.out('directory template', list)));
  const [person] = await desk.json<{ person: string }[]>('directory list', 'people');
  GIVEN.set('tariff show', ['1']).set('directory import', ['people.csv']).set('directory list', ['people']);
  GIVEN.set('directory show', [String(person?.person)]);
}

/** A report that is delivered into a folder, and one that could not be. */
async function leaveSchedule(): Promise<void> {
  const add = ['report schedule add', 'daily', '--report', 'itemised', '--for', 'finance', '--every', 'day'];
  await desk.out(...add, '--format', 'csv', '--away', '--folder', join(desk.place, 'not there'));
  await desk.run('report schedule run', 'daily');
  await desk.out(...add, '--replace', '--format', 'csv', '--folder', desk.place);
  await desk.out('report schedule run', 'daily');
  GIVEN.set('report schedule run', ['daily']);
}

/** Calls of another installation. */
async function leaveTransfer(): Promise<void> {
  const other = new CommandDesk();
  try {
    await other.out('config apply', other.write('ledgerline.yaml', COMPANY_CONFIGURATION));
    await other.out('ingest', '--source', 'pbx', other.write('pbx.csv', `${asteriskLine()}\n`));
    await other.out('transfer export', '--out', join(desk.place, 'branch.age'), '--recipient', recipient);
  } finally {
    other.remove();
  }
  const sure = ['--yes', '--reason', 'the branch was closed'];
  const as = ['--source', 'branch', '--country', 'DE', '--time-zone', 'Europe/Berlin'];
  GIVEN.set('transfer import', ['branch.age', ...as, '--identity', 'key.txt', ...sure]);
}

/** One that ended, one that goes on. */
async function leaveSessions(): Promise<void> {
  const store = openSqliteStore(desk.folder);
  const begin = { source: 'pbx', started_at: desk.now, peer: '192.0.2.7:9000', retries: 0 };
  const ended = await store.openSession(begin);
  const end = { ended_at: desk.now + 1500, detail: null, bytes: 0, files: 0, files_known: 0 };
  await store.closeSession(ended, { ...end, result: 'ok' });
  await store.openSession(begin);
  await store.close();
}

/** Every value with the key it stands under, however deep. What a driver read stands on the clock that it names. */
function values(key: string, value: unknown): [key: string, value: unknown][] {
  if (typeof value !== 'object' || value === null) return [[key, value]];
  if ('clock' in value) return [];
  return Object.entries(value).flatMap(([name, inner]) => values(Array.isArray(value) ? key : name, inner));
}

const withJson = (await loadCommands()).filter(({ options }) => Object.hasOwn(options, 'json'));

test.each(withJson.map(({ name }) => name))(
  '%s --json gives every moment as ISO 8601 with its offset, never as a count of milliseconds',
  async (name) => {
    // What hides somebody is shown to nobody else, and nothing whole while it is in force.
    const isOfficers = name === 'subject restrict';
    desk.principal = isOfficers ? 'os:officer' : 'os:somebody';
    const restricted = ['subject restrict', '+442079460018', '--reason', 'request 18'];
    if (isOfficers) await desk.out(...restricted);
    const { out, err } = await desk.run(name, ...(GIVEN.get(name) ?? []), '--json');
    if (isOfficers) await desk.out(...restricted, '--release', '--yes');
    const read: unknown = name === 'drivers test' ? out.trim().split('\n').map(parsed) : JSON.parse(out);
    expect(err).not.toContain('--help');
    for (const [key, value] of values('', read)) {
      if (key.endsWith('_at') && value !== null)
        expect(value, key).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?[+-]\d\d:\d\d$/);
      if (typeof value === 'number') expect(isMillisecondsOfToday(value), `${key}: ${value}`).toBe(false);
    }
  },
);

function parsed(line: string): unknown {
  return JSON.parse(line);
}

/** From 2001 to 2033; no other number is as large, ids being larger. */
function isMillisecondsOfToday(value: number): boolean {
  return value >= 1e12 && value < 2e12;
}

test('sessions and lines that could not be read come with the times they had', async () => {
  // Whatever writes next closes what was left open.
  await desk.out('init');
  expect(await desk.json('sources sessions')).toMatchObject([
    { started_at: '2026-10-26T12:00:00+00:00', ended_at: '2026-10-26T12:00:00+00:00', result: 'broken' },
    { started_at: '2026-10-26T12:00:00+00:00', ended_at: '2026-10-26T12:00:01.500+00:00' },
  ]);
  expect(await desk.json('undefined list')).toMatchObject([{ received_at: '2026-10-26T12:00:00+00:00' }]);
});
