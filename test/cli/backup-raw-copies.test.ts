import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockKeys } from '../../backup/installation-keys.ts';
import { writeBackup } from '../../backup/write-backup.ts';
import { runCommand } from '../../cli/run-command.ts';
import { openWriter } from '../../cli/service/writer.ts';
import { sealRawCopies } from '../../maintenance/jobs/seal-raw-copies.ts';
import { copyDatabase, copyStore } from '../../store/store-copy.ts';
import { BackupDesk, recipient, SECRET } from './backup-desk.ts';
import { runJob } from './run-job.ts';

let desk: BackupDesk;
beforeEach(() => {
  desk = new BackupDesk();
});
afterEach(() => desk.remove());

/** Makes a backup as the program does, and changes the one packed raw copy when the databases have been copied. */
async function backUpWhile(change: (packed: string, plain: string) => void) {
  await desk.begin();
  const { folder, target, now } = desk;
  const last = basename(await desk.backUp());
  await runJob(folder, sealRawCopies, now);
  const copies = join(desk.place, 'copies');
  mkdirSync(copies);
  const databases = Object.fromEntries(
    ['ledgerline.db', 'audit.db'].map((name) => [name, join(copies, name)]),
  );
  const copy = copyStore(folder, join(copies, 'ledgerline.db'));
  copyDatabase(join(folder, 'audit.db'), join(copies, 'audit.db'));
  const packed = copy.raw.map(({ path }) => path).find((path) => path.endsWith('.zst')) ?? 'none is packed';
  change(join(folder, packed), join(folder, packed.slice(0, -'.zst'.length)));
  const lock = { recipients: [recipient] };
  const keys = await lockKeys(folder, lock);
  const given = { folder, databases, copy, target, targets: [target], lock, keys };
  const name = last.replace('ledgerline-', 'ledgerline-later-');
  const written = await writeBackup({ ...given, name, program: 'a test', made_at: now });
  return { written, path: join(target, name), packed };
}

const unpack = (packed: string, plain: string): void =>
  writeFileSync(plain, zstdDecompressSync(readFileSync(packed)));

/** Restored, the raw copy is whole, and plain. */
async function restores(path: string, packed: string): Promise<void> {
  await desk.out('backup restore', ...desk.restoring(path));
  const into = join(desk.place, 'restored');
  expect(readFileSync(join(into, packed.slice(0, -'.zst'.length)), 'latin1')).toBe(desk.sent[0]);
  expect(await desk.out('verify', '--data', into)).toMatch(/All is well: 1 intakes/);
}

test('a packed raw copy that was unpacked since the database was copied is in the backup, and comes back', async () => {
  const { written, path, packed } = await backUpWhile((from, to) => {
    unpack(from, to);
    rmSync(from);
  });
  expect(written).toMatchObject({ missing: 0 });
  await restores(path, packed);
});

test('one that is overwritten while it is read has its plain form behind it, which takes its place', async () => {
  const { written, path, packed } = await backUpWhile((from, to) => {
    unpack(from, to);
    writeFileSync(from, Buffer.alloc(readFileSync(from).length));
  });
  expect(written).toMatchObject({ missing: 0 });
  await restores(path, packed);
});

test('who is erased while a backup is made is gone when that has ended: the copy of the database in the folder had the person', async () => {
  await desk.begin();
  const { folder, now } = desk;
  const said = { log: () => {}, failed: () => {}, lasting: false };
  const writer = await openWriter(folder, { now: () => now, ...said });
  try {
    const { signal } = new AbortController();
    // Making a key of a passphrase takes long enough.
    const made = writer.backups.create({ to: null, passphrase: 'a long passphrase of a test', signal });
    await expect.poll(() => existsSync(join(folder, 'backing-up', 'audit.db'))).toBe(true);
    const out: string[] = [];
    const exit = await runCommand(['subject', 'erase', SECRET, '--yes', '--reason', 'a test'], {
      ...{ cwd: desk.place, principal: 'os:test', now: () => now, signal, secrets: null },
      origin: { address: 'local', computer: 'test' },
      out: async (text) => void out.push(String(text)),
      err: (text) => void out.push(text),
      service: writer,
    });
    expect([exit, out.join('')]).toEqual([0, expect.stringMatching(/Its certificate/)]);
    expect(existsSync(join(folder, 'backing-up'))).toBe(false);
    expect(await made).toHaveLength(1);
  } finally {
    await writer.close();
  }
});
