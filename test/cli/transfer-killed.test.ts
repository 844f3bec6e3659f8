import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { zstdCompressSync } from 'node:zlib';
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TRANSFER_FORM } from '../../record/transfer.ts';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { openDatabase } from '../../store/open-database.ts';
import { PROGRAM } from '../bad-input/as-a-user.ts';
import { CommandDesk } from './command-desk.ts';

/** More than are committed at once. */
const CALLS = 21_000;
const PRELOAD = pathToFileURL(join(import.meta.dirname, '../campaigns/crash-preload.ts')).href;

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
  desk.now = Date.now();
});
afterEach(() => desk.remove());

async function transferFile(recipient: string): Promise<Uint8Array> {
  const heading = { form: TRANSFER_FORM, installation: 'a', made_at: '2026-10-27T09:00:00Z' };
  const call = (id: number) => ({
    ...{ installation: 'a', group: null, id, source: 'branch', direction: 'outgoing', answered: true },
    ...{ calling: '301', called: `+4930${555_100_000 + id}`, extension: '301' },
    started_at: new Date(Date.UTC(2026, 9, 26, 8) + id * 1000).toISOString(),
    duration_ms: 1000,
  });
  const calls = Array.from({ length: CALLS }, (_, id) => call(id));
  const lines = [heading, ...calls, { end: TRANSFER_FORM, calls: CALLS }];
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return await encrypter.encrypt(zstdCompressSync(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
}

test('an import that is killed again and again ends with every call exactly once', async () => {
  const identity = await generateX25519Identity();
  await desk.out('init');
  desk.write('key.txt', `${identity}\n`);
  desk.write('in.age', await transferFile(await identityToRecipient(identity)));
  const args = [
    ...['transfer', 'import', join(desk.place, 'in.age'), '--data', desk.folder, '--source', 'branch'],
    ...['--country', 'DE', '--time-zone', 'UTC', '--identity', join(desk.place, 'key.txt')],
    ...['--yes', '--reason', 'the branch was closed'],
  ];
  const imported = (at: string) =>
    spawnSync(process.execPath, ['--import', PRELOAD, PROGRAM, ...args], {
      env: { ...process.env, TZ: 'UTC', LEDGERLINE_CRASH_AT: at },
      encoding: 'utf8',
    });
  const stored = async (): Promise<number> =>
    (await desk.json<{ calls: number }[]>('ledger', '--by', 'source'))[0]?.calls ?? 0;
  const counts: number[] = [];
  // Each start goes on behind what was committed, so that the first commit of the third is the second of the file.
  for (const at of ['before', 'after', 'before', 'after']) {
    const { signal, stderr } = imported(`${at} commit: chunk counted:1`);
    expect([signal, stderr]).toEqual(['SIGKILL', '']);
    counts.push(await stored());
  }
  const [, part = 0] = counts;
  expect(counts).toEqual([0, part, part, CALLS]);
  expect(part).toBeGreaterThan(0);
  expect(part).toBeLessThan(CALLS);
  expect(imported('').stderr).toBe('');
  expect(await stored()).toBe(CALLS);
  const connection = openDatabase(join(desk.folder, DATABASE_FILE), 'read');
  expect(connection.prepare('select count(distinct called) from call').pluck().get()).toBe(CALLS);
  connection.close();
  expect(await desk.out('verify')).toContain('All is well');
}, 300_000);
