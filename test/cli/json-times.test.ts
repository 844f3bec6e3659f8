import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCommands } from '../../cli/commands.ts';
import type { Call } from '../../record/call.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { CommandDesk } from './command-desk.ts';
import { COMPANY_CONFIGURATION, companyLines } from './company-records.ts';

const desk = new CommandDesk();
/** A memory of whoever types here, and a retention, so that there is something to tell. */
const MEMORY = `
call_memory:
  profiles:
    reception: { site: berlin, extensions: ['301'], users: [os:somebody] }
retention: { calls: { masked: null, anonymous: null, gone: 10 years }, held_calls: { masked: null, gone: 10 years } }
`;
/** What follows the name of a command, where it needs something. */
const GIVEN = new Map<string, readonly string[]>();

beforeAll(async () => {
  const document = desk.write('ledgerline.yaml', COMPANY_CONFIGURATION + MEMORY);
  await desk.out('config apply', document);
  const bytes = Buffer.from(`${companyLines().join('')}rubbish\n`);
  await desk.out('ingest', '--source', 'pbx', desk.write('pbx.csv', bytes));
  await leaveSessions();
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
  GIVEN.set('held preview', [document]);
  GIVEN.set('undefined export', ['--day', '2026-10-26']);
  GIVEN.set('subject find', ['+442079460018']).set('subject prove', ['+442079460018']);
  GIVEN.set('directory list', ['people']);
});

afterAll(() => desk.remove());

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

/** These need a backup target, a rate sheet, a list or a request first; their own tests have all of it. */
const NEED_MORE = new Set([
  ...['tariff show', 'audit verify', 'archive restore', 'backup create'],
  ...['directory import', 'directory show', 'subject erase', 'subject certificate'],
]);

const withJson = (await loadCommands()).filter(
  ({ name, options }) => Object.hasOwn(options, 'json') && !NEED_MORE.has(name),
);

test.each(withJson.map(({ name }) => name))(
  '%s --json gives every moment as ISO 8601 with its offset, never as a count of milliseconds',
  async (name) => {
    const { out, err } = await desk.run(name, ...(GIVEN.get(name) ?? []), '--json');
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
