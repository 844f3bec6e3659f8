import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeToPlaces } from '../../cli/service/audit-checkpoints.ts';
import { signingKeyOf } from '../../settings/signing-key.ts';
import { AUDIT_FILE } from '../../store/audit/audit-log.ts';
import { lockForRestore } from '../../store/folder-lock.ts';
import { BackupDesk } from './backup-desk.ts';

let desk: BackupDesk;
let path: string;
const second = (): string => join(desk.place, 'second');
const restored = (): string => join(desk.place, 'restored');
const there = (): readonly string[] => ['--data', restored()];

/** A living folder with a checkpoint from before its backup and one from behind it, both also in a second place. */
beforeEach(async () => {
  desk = new BackupDesk();
  mkdirSync(second());
  await desk.apply({}, { retention: {}, audit: { checkpoints: [second()] } });
  await desk.ingest(1, 3);
  await desk.out('jobs run', 'audit-checkpoints');
  path = await desk.backUp();
  await lives();
});
afterEach(() => desk.remove());

async function lives(): Promise<void> {
  desk.now += 60_000;
  for (let at = 0; at < 10; at += 1) await desk.out('calls');
  await desk.out('jobs run', 'audit-checkpoints');
}

async function intoService(): Promise<void> {
  const document = JSON.parse(readFileSync(join(desk.place, 'ledgerline.yaml'), 'utf8')) as object;
  const changed = JSON.stringify({ ...document, users: { 'os:fay': { role: 'user' } } });
  await desk.out('config apply', desk.write('again.yaml', changed), ...there());
  await desk.out('jobs run', 'audit-checkpoints', ...there());
}

test('a restored log verifies beside checkpoints of the living one, and says from which backup it goes on', async () => {
  await desk.out('backup restore', ...desk.restoring(path));
  await lives();
  const out = await desk.out('audit verify', ...there());
  expect(out).toMatch(
    /^Restored from backup ledgerline-\w+\.age of \S+ at \S+: the chain goes on from there/m,
  );
  expect(out).toMatch(/^1 checkpoint of .*second fit\.\n2 checkpoints of .*second: of the log that went on/m);
  expect(await desk.out('audit verify')).not.toContain('Restored');
});

test('while restoring, and until it is put into service, a restored folder signs for nobody else', async () => {
  const before = readdirSync(second());
  await desk.out('backup restore', ...desk.restoring(path));
  await desk.out('jobs run', 'audit-checkpoints', ...there());
  expect(readdirSync(second())).toEqual(before);
  expect(await desk.out('audit verify', ...there())).toMatch(/^1 checkpoint of .*audit-checkpoints fit/m);
  await intoService();
  expect(readdirSync(second())).toHaveLength(before.length + 1);
  expect(await desk.out('audit verify', ...there())).toMatch(/^2 checkpoints of .*second fit\./m);
});

test('a tail that is cut behind a restore is told, and so is a living log that a restored one was taken for', async () => {
  await desk.out('backup restore', ...desk.restoring(path));
  await intoService();
  expect((await desk.run('audit verify')).out).toContain('of a log that was restored from a backup');
  const log = new Database(join(restored(), AUDIT_FILE));
  const cut = "(select n from audit_record where action = 'audit restored')";
  log.exec(
    `drop trigger audit_record_stays; delete from audit_payload where n > ${cut}; delete from audit_record where n > ${cut}`,
  );
  log.close();
  const { exit, out } = await desk.run('audit verify', ...there());
  expect([exit, out]).toEqual([1, expect.stringContaining('its end is cut')]);
});

test('the reason of a restore that was forced is the first that its log has of itself', async () => {
  renameSync(desk.target, join(desk.place, 'moved'));
  const moved = join(desk.place, 'moved', path.slice(desk.target.length));
  await desk.out(
    'backup restore',
    ...desk.restoring(moved, 'restored', ['--force', '--reason', 'the share burnt']),
  );
  const records = await desk.json<{ n: number; action: string }[]>('audit list', ...there());
  const own = records
    .toSorted((one, other) => one.n - other.n)
    .find(({ action }) => action === 'audit restored');
  expect(own).toMatchObject({
    account: 'os:somebody',
    level: 'warning',
    details: { reason: 'the share burnt', incomplete: expect.stringContaining('cannot be read') },
  });
  expect(records.filter(({ n, action }) => n > (own?.n ?? 0) && action === 'backup create')).toEqual([]);
});

test('of two restores into one folder at once the second is refused', async () => {
  mkdirSync(restored());
  const lock = lockForRestore(restored());
  writeFileSync(join(restored(), 'restore-unfinished'), '');
  const { exit, err } = await desk.run('backup restore', ...desk.restoring(path));
  expect([exit, err]).toEqual([1, expect.stringContaining('Another restore writes to the folder')]);
  lock.release();
  await desk.out('backup restore', ...desk.restoring(path));
  expect(readdirSync(restored()).filter((name) => name.startsWith('restore'))).toEqual([]);
});

test('another text in the place of a checkpoint is not taken for the checkpoint', () => {
  const key = signingKeyOf(desk.folder);
  const checkpoint = { n: 7, head: new Uint8Array(32), utc_ms: 1, restored: null };
  const write = (utc_ms: number) => writeToPlaces([second()], { key, checkpoint: { ...checkpoint, utc_ms } });
  expect(write(1).missing).toEqual([]);
  // Signed at another moment it proves the same.
  expect(write(2).missing).toEqual([]);
  const name = readdirSync(second()).find((one) => one.includes('000000000007')) ?? '';
  writeFileSync(join(second(), name), 'something else');
  expect(write(3).missing).toEqual([expect.stringContaining(`another text stands in ${name}`)]);
  rmSync(join(second(), name));
});
