import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RestoredFolder, restoreBackup } from '../../backup/restore-backup.ts';
import { keysOf } from '../../cli/backup-keys.ts';
import type { CommandCall } from '../../cli/command.ts';
import { restoredFolder } from '../../cli/restored-folder.ts';
import { DAY_MS } from '../../record/calendar.ts';
import { PROGRAM } from '../bad-input/as-a-user.ts';
import { mayMount, SmallDisk } from '../campaigns/disk-full/small-disk.ts';
import { BackupDesk, SECRET } from './backup-desk.ts';

let desk: BackupDesk;
beforeEach(() => {
  desk = new BackupDesk();
});
afterEach(() => desk.remove());

const restored = (): string => join(desk.place, 'restored');
const calls = (folder: string): Promise<unknown[]> => desk.json('calls', '--data', folder);
const erasuresLog = (): string => join(desk.target, 'erasures.log');

/** Every command that was tried says that the folder is closed. */
async function isClosed(): Promise<void> {
  for (const command of ['calls', 'verify', 'ledger', 'init', 'backup list', 'jobs list', 'serve']) {
    const { exit, err } = await desk.run(command, '--data', restored());
    expect([command, exit], err).toEqual([command, 1]);
    expect(err).toMatch(/is closed: a restore into it has not come to its end.*\n.*again/);
  }
}

/** The restore of the command, with something else in the place of a part of it. */
async function restore(
  path: string,
  {
    eraseAgain,
    asMade = (folder) => folder,
  }: {
    eraseAgain?: Parameters<typeof restoredFolder>[2];
    asMade?: (folder: RestoredFolder) => RestoredFolder;
  },
) {
  const { signal } = new AbortController();
  const values = { identity: 'key.txt', 'recovery-identity': 'recovery.txt' };
  const keys = keysOf({ cwd: desk.place, values, secrets: [] } as unknown as CommandCall);
  const wish = { path, into: restored(), keys, erasures: [], forced: null };
  const origin = { address: 'local', computer: 'desk' };
  const call = { now: () => desk.now, principal: 'os:somebody', origin, signal };
  return await restoreBackup(wish, asMade(restoredFolder(restored(), call, eraseAgain)));
}

test('a restored folder has everything: calls, ledger, raw copies, configuration, key', async () => {
  await desk.begin();
  const path = await desk.backUp();
  await desk.ingest(100, 5);
  const out = await desk.out('backup restore', ...desk.restoring(path));
  expect(out).toMatch(/20 lines, 3 files.\n0 erasures since then done again/);
  expect(await calls(restored())).toHaveLength(20);
  expect(await desk.out('verify', '--data', restored())).toMatch(/All is well: 1 intakes/);
  expect(await desk.out('config show', '--data', restored())).toBe(await desk.out('config show'));
  const keys = [desk.folder, restored()].map((folder) =>
    readFileSync(join(folder, 'installation.key'), 'utf8'),
  );
  expect(keys[0]).toBe(keys[1]);
  // A file that was taken before the backup is known again, line by line.
  const where = ['--driver', 'asterisk-csv', '--time-zone', 'UTC', '--country', 'DE', '--data', restored()];
  await desk.out('ingest', '--source', 'pbx', ...where, 'calls-1.csv');
  expect(await calls(restored())).toHaveLength(20);
});

test('it goes into a new or empty folder only', async () => {
  await desk.begin();
  const path = await desk.backUp();
  const before = readFileSync(join(desk.folder, 'ledgerline.db'));
  const { exit, err } = await desk.run('backup restore', ...desk.restoring(path, 'data'));
  expect([exit, err]).toEqual([2, expect.stringMatching(/is not empty/)]);
  expect(readFileSync(join(desk.folder, 'ledgerline.db')).equals(before)).toBe(true);
});

test('the retention of today is applied before anybody can read', async () => {
  await desk.begin();
  const path = await desk.backUp();
  desk.now += 400 * DAY_MS;
  await desk.out('backup restore', ...desk.restoring(path));
  const [call] = await desk.json<{ called: string }[]>('calls', '--data', restored());
  expect(JSON.stringify(call)).not.toMatch(/0001/);
  const left = readdirSync(join(restored(), 'raw'), { recursive: true, withFileTypes: true });
  expect(left.filter((entry) => entry.isFile())).toEqual([]);
});

test('by a clock that is behind the backup nothing is opened', async () => {
  await desk.begin();
  const path = await desk.backUp();
  desk.now -= 3 * DAY_MS;
  const { exit, err } = await desk.run('backup restore', ...desk.restoring(path));
  expect([exit, err]).toEqual([1, expect.stringMatching(/clock went back/)]);
  await isClosed();
});

test('the keys of the installation open with the recovery key only', async () => {
  await desk.begin();
  const path = await desk.backUp();
  const { exit, err } = await desk.run('backup restore', path, '--into', 'restored', '--identity', 'key.txt');
  expect(exit).toBe(1);
  expect(err).toMatch(/installation’s keys is encrypted to another key.*\n.* with --recovery-identity/);
  await isClosed();
  await desk.out('backup restore', ...desk.restoring(path));
});

describe('without a complete list of erasures', () => {
  beforeEach(async () => {
    await desk.begin();
    for (const id of [1, 2]) await desk.noteErasure(id);
  });

  test.each([
    ['is not there', null],
    ['lost its last line', (text: string) => text.split('\n').slice(0, 2).join('\n').concat('\n')],
    ['was cut in a line', (text: string) => text.slice(0, -10)],
    ['was altered', (text: string) => text.replace('"id":2', '"id":3')],
  ])('one that %s, the folder stays closed unless that is forced with a reason', async (_, change) => {
    const path = await desk.backUp();
    const text = readFileSync(erasuresLog(), 'utf8');
    writeFileSync(erasuresLog(), change === null ? '' : change(text));
    const { exit, err } = await desk.run('backup restore', ...desk.restoring(path));
    expect(exit).toBe(1);
    expect(err).toMatch(/list of erasures is not complete: .*\n.*stays closed.*--force/);
    await isClosed();
    expect((await desk.run('backup restore', ...desk.restoring(path, 'restored', ['--force']))).exit).toBe(2);
    const forced = ['--force', '--reason', 'the share burnt'];
    expect(await desk.out('backup restore', ...desk.restoring(path, 'restored', forced))).toMatch(/FORCED/);
    expect(await calls(restored())).toHaveLength(20);
  });

  test('beside a backup in another folder, the lists at the targets are read, and one that is brought stands for one that is away', async () => {
    const elsewhere = join(desk.place, 'drop');
    mkdirSync(elsewhere);
    const path = await desk.backUp('--to', elsewhere);
    await desk.noteErasure(3);
    expect(await desk.out('backup restore', ...desk.restoring(path))).toMatch(/1 erasure since/);
    rmSync(restored(), { recursive: true });
    const moved = join(desk.place, 'mounted-elsewhere');
    renameSync(desk.target, moved);
    const { err } = await desk.run('backup restore', ...desk.restoring(path));
    expect(err).toMatch(/a list that cannot be read may have later erasures: .*target\/erasures.log/);
    await isClosed();
    const list = ['--erasures', join(moved, 'erasures.log')];
    expect(await desk.out('backup restore', ...desk.restoring(path, 'restored', list))).toMatch(
      /1 erasure since/,
    );
  });
});

describe('of two targets, one of which was away when somebody was erased', () => {
  test('a restore from that one takes the list of the other, and says so', async () => {
    const second = join(desk.place, 'second');
    mkdirSync(second);
    await desk.begin({ targets: [desk.target, second] });
    await desk.ingest(100, 1, '089231250099');
    const path = await desk.backUp();
    const away = join(desk.place, 'away');
    renameSync(desk.target, away);
    await desk.run('subject erase', SECRET, '--yes', '--reason', 'request 17');
    renameSync(away, desk.target);
    const out = await desk.out('backup restore', ...desk.restoring(path));
    expect(out).toMatch(/1 erasure since then done again/);
    expect(out).toMatch(
      /target\/erasures.log is behind: it ends with erasure 0, .*second\/erasures.log with 1/,
    );
    expect(await calls(restored())).toHaveLength(1);
    // Nor is it taken for complete where the other one is away now.
    rmSync(restored(), { recursive: true });
    renameSync(second, away);
    const { err } = await desk.run('backup restore', ...desk.restoring(path));
    expect(err).toMatch(/is not complete: a list that cannot be read may have later erasures: .*second/);
    await isClosed();
  });
});

describe('erasures since the backup', () => {
  test('are done again, in their order, while the folder is closed', async () => {
    await desk.begin();
    await desk.noteErasure(1);
    const path = await desk.backUp();
    await desk.noteErasure(2);
    await desk.noteErasure(3);
    const again: string[] = [];
    const eraseAgain: Parameters<typeof restoredFolder>[2] = async (_writer, erasures) => {
      // Another process: this one is about to make the folder fit to be read.
      const { status, stderr } = spawnSync(process.execPath, [PROGRAM, 'calls', '--data', restored()]);
      expect([status, String(stderr)]).toEqual([1, expect.stringMatching(/is closed/)]);
      again.push(...erasures.map(({ id }) => String(id)));
      return {};
    };
    const end = await restore(path, { eraseAgain });
    expect([end.erased_again, again]).toEqual([2, ['2', '3']]);
    const lines = await desk.json<unknown[]>('calls', '--data', restored());
    expect(lines).toHaveLength(20);
  });

  test('that cannot be done again keep it closed', async () => {
    await desk.begin();
    const path = await desk.backUp();
    await desk.noteErasure(1);
    const failing = restore(path, {
      eraseAgain: () => Promise.reject(new Error('it cannot be done')),
    });
    await expect(failing).rejects.toThrow('it cannot be done');
    await isClosed();
  });

  test.each([
    ['--anonymise', 21],
    ['', 1],
  ])('a person who was erased after a backup does not come back with it (%s)', async (how, left) => {
    await desk.begin();
    await desk.ingest(100, 1, '089231250099');
    const path = await desk.backUp();
    const asked = ['--yes', '--reason', 'request 17', ...(how === '' ? [] : [how])];
    await desk.out('subject erase', SECRET, ...asked);
    expect(readFileSync(erasuresLog(), 'utf8')).not.toContain('23125');
    const out = await desk.out('backup restore', ...desk.restoring(path));
    expect(out).toMatch(/1 erasure since then done again/);
    expect(await calls(restored())).toHaveLength(left);
    expect(await desk.out('subject find', SECRET, '--as-number', '--data', restored())).toBe(
      'Nothing is stored of this number.\n',
    );
    // Nor with the file that it came in.
    const where = ['--driver', 'asterisk-csv', '--time-zone', 'UTC', '--country', 'DE', '--data', restored()];
    await desk.out('ingest', '--source', 'pbx', ...where, desk.write('again.csv', desk.sent[0] ?? ''));
    expect(await calls(restored())).toHaveLength(left);
    expect(await desk.out('verify', '--data', restored())).toMatch(/All is well/);
    expect(await desk.out('totals', '--data', restored())).toBe(await desk.out('totals'));
  });

  test('tell where a number stands in the directory as the backup has it, and with what it is corrected', async () => {
    await desk.begin();
    const people = desk.write('people.csv', `person,name,login\np1,Berta Muster,${SECRET}\n`);
    await desk.out('directory import', people, '--from', '2026-01-01');
    const path = await desk.backUp();
    const asked = ['--yes', '--reason', 'request 17'];
    expect((await desk.run('subject erase', SECRET, '--as-number', ...asked)).exit).toBe(1);
    await desk.out('subject rectify', 'p1', '--set', 'login=', ...asked);
    await desk.out('jobs run', 'subject-requests');
    const out = await desk.out('backup restore', ...desk.restoring(path));
    expect(out).toContain('left in the directory as the backup has it: person p1, login. Correct it:\n');
    const command = `subject rectify p1 --as-person --set login= --data ${restored()}`;
    expect(out).toContain(`  ./ledgerline ${command}\n`);
    const [, , , ...given] = command.split(' ');
    await desk.out('subject rectify', 'p1', ...given, ...asked);
    expect(await desk.out('directory list', 'people', '--data', restored())).not.toContain(SECRET);
    expect(await desk.out('subject prove', SECRET, '--data', restored())).toContain('stands nowhere');
  });

  test('a person whom a hold kept at the time of the backup goes there, too, when that hold is released', async () => {
    await desk.begin();
    await desk.ingest(100, 1, '089231250099');
    await desk.out('hold place', '--reason', 'a case', '--number', SECRET);
    const asked = ['--yes', '--reason', 'request 17'];
    expect((await desk.run('subject erase', SECRET, ...asked)).exit).toBe(1);
    desk.now += 60_000;
    const path = await desk.backUp();
    desk.now += 60_000;
    await desk.out('hold release', '1', '--yes', '--reason', 'closed');
    await desk.out('jobs run', 'subject-requests');
    expect(await calls(desk.folder)).toHaveLength(1);
    // Noted anew at its end, for the backup knows of the request and has the person.
    expect(await desk.out('backup restore', ...desk.restoring(path))).toMatch(
      /1 erasure since then done again/,
    );
    await desk.out('hold release', '1', '--yes', '--reason', 'closed', '--data', restored());
    await desk.out('jobs run', 'subject-requests', '--data', restored());
    expect(await calls(restored())).toHaveLength(1);
  });
});

describe.each(['the first file of a restore', 'restored without its keys', 'before a restore is opened'])(
  'killed when: %s',
  (place) => {
    test('the folder stays closed, and the same restore begins anew', async () => {
      await desk.begin();
      const path = await desk.backUp();
      expect(desk.killedAt(place, 'backup restore', ...desk.restoring(path))).toBe('SIGKILL');
      await isClosed();
      await desk.out('backup restore', ...desk.restoring(path));
      expect(await desk.out('verify', '--data', restored())).toMatch(/All is well/);
    });
  },
);

test('killed in the place of the data folder that was lost, the same restore begins anew there, too', async () => {
  await desk.begin();
  const path = await desk.backUp();
  renameSync(desk.folder, join(desk.place, 'lost'));
  const restoring = ['backup restore', ...desk.restoring(path, 'data')] as const;
  expect(desk.killedAt('restored without its keys', ...restoring)).toBe('SIGKILL');
  await desk.out(...restoring);
  expect(await calls(desk.folder)).toHaveLength(20);
  expect(await desk.out('audit list')).toContain('backup restore');
});

test('what goes wrong when the folder is open already takes nothing out of it', async () => {
  await desk.begin();
  const path = await desk.backUp();
  const asMade = (folder: RestoredFolder): RestoredFolder => ({
    ...folder,
    bringUpToDate: async (...given) => {
      const left = await folder.bringUpToDate(...given);
      // What is removed as a file is none.
      rmSync(join(restored(), 'restore.lock'));
      mkdirSync(join(restored(), 'restore.lock'));
      return left;
    },
  });
  await expect(restore(path, { asMade })).rejects.toThrow(/restore\.lock/);
  expect(await calls(restored())).toHaveLength(20);
});

test('an altered or cut backup leaves a closed folder with nobody in it, and the whole one goes into it', async () => {
  await desk.begin();
  const path = await desk.backUp();
  const whole = readFileSync(path);
  for (const size of [whole.length - 1, 3000]) {
    writeFileSync(path, whole.subarray(0, size));
    const { exit, err } = await desk.run('backup restore', ...desk.restoring(path));
    expect([exit, err]).toEqual([1, expect.stringMatching(/is not as it was written/)]);
    expect(readdirSync(restored()).sort()).toEqual(['restore-unfinished', 'restore.lock']);
    await isClosed();
  }
  writeFileSync(path, whole);
  await desk.out('backup restore', ...desk.restoring(path));
});

const allowed = mayMount();
const unless = allowed ? '' : ' (skipped: a small disk can only be mounted by root)';
test.skipIf(!allowed)(
  `on a disk that is full nothing of anybody is left, and the same restore begins anew${unless}`,
  async () => {
    await desk.begin();
    const path = await desk.backUp();
    const disk = new SmallDisk(join(desk.place, 'small'));
    try {
      disk.leave(100_000);
      const { exit, err } = await desk.run('backup restore', ...desk.restoring(path, 'small/restored'));
      expect([exit, err]).toEqual([
        1,
        expect.stringMatching(/too full for what is restored.*\nMake room, or/),
      ]);
      expect(readdirSync(join(disk.folder, 'restored')).sort()).toEqual([
        'restore-unfinished',
        'restore.lock',
      ]);
      disk.makeRoom();
      await desk.out('backup restore', ...desk.restoring(path, 'small/restored'));
      expect(await calls(join(disk.folder, 'restored'))).toHaveLength(20);
    } finally {
      disk.remove();
    }
  },
);

test.skipIf(!allowed)(
  `in a closed folder on a full disk every command says what comes first, and writes nothing${unless}`,
  async () => {
    await desk.begin();
    const path = await desk.backUp();
    const disk = new SmallDisk(join(desk.place, 'small'));
    try {
      const restoring = ['backup restore', ...desk.restoring(path, 'small/restored')] as const;
      expect(desk.killedAt('before a restore is opened', ...restoring)).toBe('SIGKILL');
      disk.leave(0);
      const folder = join(disk.folder, 'restored');
      const before = readFileSync(join(folder, 'audit.db'));
      for (const command of ['calls', 'subject find 204', 'audit list', 'jobs run calls', 'backup list']) {
        const { exit, err } = await desk.run(command, '--data', folder);
        expect([command, exit, err]).toEqual([
          command,
          1,
          expect.stringMatching(
            /^The data folder .* is closed: .*\nRun the same .\/ledgerline backup restore again/,
          ),
        ]);
      }
      expect(readFileSync(join(folder, 'audit.db')).equals(before)).toBe(true);
    } finally {
      disk.remove();
    }
  },
);
