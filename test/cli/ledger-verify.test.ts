import { appendFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ledgerMismatches } from '../../store/queries/verify.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

const DAY = 86_400_000;

let desk: CommandDesk;

const line = (n: number): string => `${asteriskLine({ uniqueid: `1793005200.${n}` })}\n`;
const ingest = (source: string, name: string, bytes: string, at = desk): Promise<string> =>
  at.out('ingest', '--source', source, '--driver', 'asterisk-csv', at.write(name, bytes));

/** Where the raw copy of an intake stands; all of them arrive on one day. */
const raw = (intake: number): string => join(desk.folder, 'raw/pbx/2026/10/26', String(intake));

/** What each test begins with. */
const start = new CommandDesk();

beforeAll(async () => {
  await ingest('pbx', 'first.csv', `${line(1)}${line(2)}rubbish\n\n`, start);
  await ingest('pbx', 'second.csv', `${line(2)}${line(3)}`, start);
});

afterAll(() => start.remove());

beforeEach(() => {
  desk = new CommandDesk();
  cpSync(start.folder, desk.folder, { recursive: true });
});

afterEach(() => desk.remove());

test('the ledger adds up by intake, by UTC day of arrival and by source', async () => {
  desk.now += DAY;
  await ingest('pbx', 'third.csv', line(4));
  await ingest('branch', 'fourth.csv', line(4));
  expect(await desk.json('ledger')).toMatchObject([
    { source: 'branch', intake: 4, day: '2026-10-27', lines: 1, calls: 1 },
    { source: 'pbx', intake: 1, day: '2026-10-26', lines: 4, calls: 2, undefined: 1, ignored: 1 },
    { source: 'pbx', intake: 2, day: '2026-10-26', lines: 2, calls: 1, duplicates: 1 },
    { source: 'pbx', intake: 3, day: '2026-10-27', lines: 1, calls: 1 },
  ]);
  expect(await desk.json('ledger', '--by', 'day')).toMatchObject([
    { source: 'branch', intake: null, day: '2026-10-27', lines: 1 },
    {
      source: 'pbx',
      intake: null,
      day: '2026-10-26',
      lines: 6,
      calls: 3,
      duplicates: 1,
      undefined: 1,
      ignored: 1,
    },
    { source: 'pbx', intake: null, day: '2026-10-27', lines: 1 },
  ]);
  expect(await desk.json('ledger', '--by', 'source')).toMatchObject([
    { source: 'branch', intake: null, day: null, lines: 1, calls: 1 },
    { source: 'pbx', intake: null, day: null, lines: 7, calls: 4 },
  ]);
  expect(await desk.out('ledger', '--by', 'source')).toMatch(/^total +8 +5 +0 +1 +1 +1 +0 +holds$/m);
});

test.each(['intake', 'day', 'source'])('a broken sum fails the ledger by %s, and is marked', async (by) => {
  desk.tamper('update intake set calls = calls + 1 where id = 1');
  const { exit, out } = await desk.run('ledger', '--by', by);
  expect(exit).toBe(1);
  expect(out).toContain('BROKEN');
  expect(out).toContain('1 sum is broken: run ./ledgerline verify.');
  const { exit: json, out: rows } = await desk.run('ledger', '--by', by, '--json');
  expect([json, (JSON.parse(rows) as { sum_holds: boolean }[])[0]?.sum_holds]).toEqual([1, false]);
});

describe('verify', () => {
  async function mismatches(): Promise<string[]> {
    const { exit, out } = await desk.run('verify');
    const lines = out.trimEnd().split('\n');
    expect(exit).toBe(1);
    expect(lines.pop()).toMatch(
      /^\d+ mismatch(?:es)?\. Keep the folder as it is; docs\/operating\.md says what to do\.$/,
    );
    const { exit: json, out: found } = await desk.run('verify', '--json');
    expect([json, JSON.parse(found)]).toEqual([1, expect.any(Array)]);
    expect(JSON.parse(found)).toHaveLength(lines.length);
    return lines;
  }

  test('finds nothing where nothing was touched, and tells what it compared', async () => {
    const bytes = readFileSync(raw(1)).length + readFileSync(raw(2)).length;
    expect(await desk.out('verify')).toBe(
      `All is well: 2 intakes and ${bytes} bytes of raw copies hold what the ledger says.\n`,
    );
    expect(await desk.json('verify')).toEqual([]);
  });

  test('names the raw copy in which one byte was altered', async () => {
    const bytes = readFileSync(raw(2));
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    writeFileSync(raw(2), bytes);
    expect(await mismatches()).toEqual(['intake 2: its raw copy holds other bytes than were received']);
  });

  test('names the raw copy that is gone, and the one that is shorter', async () => {
    rmSync(raw(1));
    truncateSync(raw(2), 50);
    const length = 2 * line(1).length;
    expect(await mismatches()).toEqual([
      'intake 1: the raw copy raw/pbx/2026/10/26/1 is not there',
      `intake 2: its raw copy has 50 bytes, ${length} were received`,
    ]);
  });

  test('overlooks bytes that a killed process had appended and never accounted for', async () => {
    appendFileSync(raw(2), 'half a li');
    expect((await desk.run('verify')).exit).toBe(0);
  });

  const rows: [sql: string, says: string[]][] = [
    ['delete from call where intake = 1 and offset = 0', ['intake 1: the store has 1 calls, the ledger 2']],
    ['delete from undefined_line', ['intake 1: the store has 0 undefined, the ledger 1']],
    ['delete from duplicate', ['intake 2: the store has 0 duplicates, the ledger 1']],
    [
      'update call set held_by = 1 where intake = 2',
      ['intake 2: the store has 0 calls, the ledger 1', 'intake 2: the store has 1 held, the ledger 0'],
    ],
    [
      'update intake set lines = 5 where id = 1',
      [
        'intake 1: the outcomes in the ledger do not add up to the lines',
        'intake 1: its chunks have 4 lines, the ledger 5',
      ],
    ],
    ['update chunk set first_offset = 1 where intake = 1', ['intake 1: a chunk begins at 1 where 0 was due']],
  ];

  test.each(rows)('notices %s', async (sql, says) => {
    desk.tamper(sql);
    expect(await mismatches()).toEqual(says);
  });

  test('notices a chunk that is missing', async () => {
    desk.tamper('delete from chunk where intake = 2');
    expect(await mismatches()).toContain(
      `intake 2: its chunks account for 0 bytes, its cursor says ${2 * line(1).length}`,
    );
  });

  test.each(['call', 'call_identity', 'intake', 'chunk'])(
    'names a database whose %s is damaged',
    async (part) => {
      const path = join(desk.folder, 'ledgerline.db');
      const connection = new Database(path, { readonly: true });
      const page = connection.prepare('select rootpage from sqlite_schema where name = ?').pluck().get(part);
      connection.close();
      const bytes = readFileSync(path);
      bytes.fill(0x55, 8192 * (Number(page) - 1), 8192 * Number(page));
      writeFileSync(path, bytes);
      for (const message of await mismatches()) expect(message).toMatch(/^database: \w/);
    },
  );

  test('without the installation key says that the raw copies cannot be compared', async () => {
    rmSync(join(desk.folder, 'installation.key'));
    expect(await mismatches()).toEqual([
      'intake 1: the installation key is missing, so its raw copy cannot be compared',
      'intake 2: the installation key is missing, so its raw copy cannot be compared',
    ]);
  });
});

test('verify takes what a service commits meanwhile for no mismatch', () => {
  const { connection, close } = openReadingStore(desk.folder);
  const service = new Database(join(desk.folder, 'ledgerline.db'));
  const commit = service.transaction(() => {
    service.exec(`
      insert into chunk select intake, end_offset, end_offset + 10, received_at, delivery, settings, state_before,
        (select outcomes from chunk where intake = 1), first_day, last_day, oldest_day from chunk where intake = 2;
      update intake set length = length + 10, cursor = cursor + 10, lines = lines + 4, calls = calls + 2,
        undefined = undefined + 1, ignored = ignored + 1 where id = 2;
      insert into undefined_line (intake, offset, length, reason, detail, received_at)
        values (2, 900, 1, 'too_short', '', 0);
      update call set intake = 2 where intake = 1;`);
  });
  let looks = 0;
  const meanwhile = new Proxy(connection, {
    get(target, name: keyof typeof connection) {
      const value: unknown = target[name];
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        // When the ledger of the second intake was read, and its chunks are looked at next.
        if (name === 'prepare' && /from chunk/.test(String(given[0])) && ++looks === 2) commit();
        return (value as (...all: unknown[]) => unknown).apply(target, given);
      };
    },
  });
  expect(ledgerMismatches(meanwhile).filter(({ intake }) => intake === 2)).toEqual([]);
  expect(looks).toBe(2);
  service.close();
  void close();
});
