import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backup as backupJob } from '../../maintenance/jobs/backup.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { mayMount, SmallDisk } from '../campaigns/disk-full/small-disk.ts';
import { BackupDesk, SECRET } from './backup-desk.ts';
import { byteSearch } from './byte-search.ts';
import { runJob } from './run-job.ts';

let desk: BackupDesk;
beforeEach(() => {
  desk = new BackupDesk();
});
afterEach(() => desk.remove());

const copies = (): boolean => existsSync(join(desk.folder, 'backing-up'));
const withKey = ['--identity', 'key.txt'];

test('a backup is one encrypted file, for the owner only, and nothing of it is left in the clear', async () => {
  await desk.begin();
  const path = await desk.backUp();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(byteSearch(desk.target, [SECRET, 'Anna'])).toEqual([]);
  expect(readdirSync(desk.target).sort()).toEqual(
    ['erasures.log', 'installation-keys.age', ...desk.backups()].sort(),
  );
  expect(copies()).toBe(false);
  expect(await desk.out('backup list')).toMatch(/there/);
  expect(await desk.out('backup verify', '--all')).toMatch(/as it was written.*\n1 backup, 0 with trouble/);
  expect(await desk.out('backup verify', path, ...withKey)).toMatch(
    /whole: 3 files .*, 20 lines, up to erasure 0/,
  );
});

test('an altered or cut backup is named with what to do, with its key and without', async () => {
  await desk.begin();
  const path = await desk.backUp();
  const whole = readFileSync(path);
  for (const bytes of [
    whole.subarray(0, whole.length - 1),
    whole.subarray(0, 40),
    flipped(whole, whole.length - 9),
  ]) {
    writeFileSync(path, bytes);
    for (const options of [['--all'], [path, ...withKey]]) {
      const { exit, err } = await desk.run('backup verify', ...options);
      expect(exit).toBe(1);
      expect(err).toMatch(/\.age is not as it was written: .*\n.*another backup/);
    }
  }
  rmSync(path);
  expect((await desk.run('backup verify', '--all')).err).toMatch(/There is no backup/);
  expect(await desk.run('backup list')).toMatchObject({
    exit: 1,
    out: expect.stringMatching(/not there any more/),
  });
});

test('a copy of a backup is known as one, with its key, without it, and where there is no data folder', async () => {
  await desk.begin();
  const path = await desk.backUp();
  const copy = join(desk.place, 'copied.age');
  copyFileSync(path, copy);
  expect(await desk.out('backup verify', copy)).toContain(`a copy of ${path}, as it was written`);
  const elsewhere = ['--data', join(desk.place, 'nothing')];
  expect(await desk.out('backup verify', copy, ...withKey, ...elsewhere)).toMatch(
    /whole: 3 files .* made by /,
  );
  expect(await desk.run('backup verify', copy, ...elsewhere)).toMatchObject({
    exit: 1,
    err: expect.stringMatching(/is encrypted by age, and has the bytes of no backup .*\n.*--identity/),
  });
  writeFileSync(copy, 'something else');
  expect((await desk.run('backup verify', copy)).err).toMatch(/does not begin as a file of age does/);
});

test('a target that has lost everything is taken for a share that is not mounted, and nothing is written there', async () => {
  await desk.begin();
  await desk.backUp();
  renameSync(desk.target, `${desk.target}-away`);
  mkdirSync(desk.target);
  desk.now += 60_000;
  const { exit, err } = await desk.run('backup create');
  expect([exit, err]).toEqual([1, expect.stringMatching(/the share is not mounted/)]);
  expect(await desk.noteErasure(1)).toEqual({ noted: [], missing: [desk.target] });
  expect(readdirSync(desk.target)).toEqual([]);
  // Said to be new, it is.
  writeFileSync(join(desk.target, 'erasures.log'), '');
  await desk.backUp();
  expect(readFileSync(join(desk.target, 'erasures.log'), 'utf8').split('\n')).toHaveLength(3);
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const other = Uint8Array.from(bytes);
  other[at] = (other[at] ?? 0) ^ 1;
  return other;
}

test('another key than that of a recipient does not open it, and the program says so', async () => {
  await desk.begin();
  const path = await desk.backUp();
  const { exit, err } = await desk.run('backup verify', path, '--identity', 'recovery.txt');
  expect(exit).toBe(1);
  expect(err).toMatch(/is encrypted to another key or passphrase.*\n.*--identity/);
});

test('a passphrase stands in a file of its own, or in none', async () => {
  const phrase = join(desk.place, desk.write('phrase', 'correct horse\n'));
  await desk.begin({ recipients: [], recovery: null, passphrase: `file:${phrase}` });
  const path = await desk.backUp();
  expect(await desk.out('backup verify', path, '--passphrase-file', phrase)).toMatch(/whole/);
}, 120_000);

test('what must not stay goes when a new backup stands: too many, and too old ones', async () => {
  await desk.begin({ keep: { count: 3, longest: '5 days' } });
  for (let made = 0; made < 4; made++) await desk.backUp();
  expect(desk.backups()).toHaveLength(3);
  expect(await desk.out('jobs plan', 'backup')).toMatch(/backups made 1.*backups removed 1/);
  desk.now += 7 * DAY_MS;
  const end = await runJob(desk.folder, backupJob, desk.now);
  expect(end).toMatchObject({ result: 'done', counts: { backups_made: 1, backups_removed: 3 } });
  expect(desk.backups()).toHaveLength(1);
  expect(await desk.json('backup list')).toHaveLength(1);
});

test('a target that is not there keeps the other one from nothing, is told, and is never made', async () => {
  const away = join(desk.place, 'not-mounted');
  await desk.begin({ targets: [away, desk.target] });
  const end = await runJob(desk.folder, backupJob, desk.now);
  expect(end).toMatchObject({ result: 'failed', detail: expect.stringMatching(/The target .*not-mounted/) });
  expect([desk.backups().length, existsSync(away)]).toEqual([1, false]);
});

test('no backup is kept for longer than calls are', async () => {
  const text = {
    retention: {
      calls: { masked: '10 days', anonymous: null, gone: '30 days' },
      held_calls: { masked: '10 days', anonymous: null, gone: '30 days' },
      raw_copies: '10 days',
    },
  };
  await expect(desk.apply({}, text)).rejects.toThrow(
    /“longest” \(35 days\) must not be more than calls are kept/,
  );
});

test('another installation’s target is refused before anything is written', async () => {
  await desk.begin();
  writeFileSync(join(desk.target, 'erasures.log'), '{"sequence":0,"erasure":null,"mac":"00"}\n');
  const { exit, err } = await desk.run('backup create');
  expect([exit, desk.backups()]).toEqual([1, []]);
  expect(err).toMatch(/another than the one this installation knows.*\n.*folder of its own/);
});

test('an erasure is durable at each target, once, and a target that was away gets it later', async () => {
  const other = join(desk.place, 'other');
  mkdirSync(other);
  await desk.begin({ targets: [desk.target, other] });
  await desk.backUp();
  renameSync(other, `${other}-away`);
  expect(await desk.noteErasure(1)).toEqual({ noted: [desk.target], missing: [other] });
  const { alarms } = JSON.parse((await desk.run('jobs list', '--json')).out) as { alarms: object[] };
  expect(alarms).toMatchObject([{ subject: 'erasures' }]);
  renameSync(`${other}-away`, other);
  await desk.noteErasure(1);
  const logs = [desk.target, other].map((target) => readFileSync(join(target, 'erasures.log'), 'utf8'));
  expect(logs[0]).toBe(logs[1]);
  expect(logs[0]?.split('\n')).toHaveLength(3);
});

describe.each([
  'the copy of the database is there',
  'half of the backup is written',
  'before the backup has its name',
  'before the backup is registered',
])('killed when: %s', (place) => {
  test('the next start overwrites the copy in the clear, and the next backup is whole', async () => {
    // Of what does not pack well, so that it is written in more than one piece.
    await desk.begin({}, { lines: 3000 });
    expect(desk.killedAt(place, 'backup create')).toBe('SIGKILL');
    expect(copies()).toBe(true);
    await desk.out('init');
    expect(copies()).toBe(false);
    desk.now += 60_000;
    const path = await desk.backUp();
    expect(await desk.out('backup verify', path, ...withKey)).toMatch(/whole/);
    expect(desk.backups().filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

const allowed = mayMount();
const unless = allowed ? '' : ' (skipped: a small disk can only be mounted by root)';
describe.skipIf(!allowed)(`a target that is full${unless}`, () => {
  test('is told, and neither a half backup nor a copy in the clear is left', async () => {
    await desk.begin({}, { lines: 3000 });
    const disk = new SmallDisk(join(desk.place, 'small'));
    try {
      await desk.apply({ targets: [disk.folder] });
      for (const bytes of [4096, 40_960]) {
        disk.leave(bytes);
        const { exit, err } = await desk.run('backup create');
        expect(exit).toBe(1);
        expect(err).toMatch(/no room for a backup|became full while a file was written there/);
        expect(readdirSync(disk.folder).filter((name) => /^ledgerline-/.test(name))).toEqual([]);
        expect(copies()).toBe(false);
      }
      disk.makeRoom();
      expect((await desk.run('backup create')).exit).toBe(0);
    } finally {
      disk.remove();
    }
  });
});
