import { chmod, readdir, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { PickUpOptions } from '../../../collector/files/round.ts';
import { OperationError } from '../../../record/operation-error.ts';
import { rawPath } from '../../../record/raw-copy.ts';
import { withoutRights } from '../../without-rights.ts';
import { PickedFolder } from '../picked-folder.ts';

let drop: PickedFolder;
const open = async (options: Partial<PickUpOptions> = {}) => {
  drop = await PickedFolder.open(options);
  return drop;
};
afterEach(() => drop.close());

describe('gzip', () => {
  test('is unpacked, also of several members and without a telling name', async () => {
    await open();
    await drop.write('export', Buffer.concat([gzipSync('one\n'), gzipSync('two\n')]));
    await drop.settle();
    expect(await drop.bench.received()).toBe('one\ntwo\n');
    expect(drop.bench.intakes()).toMatchObject([{ length: 8, finished: 1 }]);
  });

  test.each([
    ['cut off', (whole: Buffer) => whole.subarray(0, whole.length - 3)],
    ['cut off in its second member', (whole: Buffer) => Buffer.concat([whole, whole.subarray(0, 12)])],
    [
      'with a wrong checksum',
      (whole: Buffer) => Buffer.from(whole.toString('hex').replace(/.{8}(.{8})$/, '00000000$1'), 'hex'),
    ],
    ['with rubbish behind it', (whole: Buffer) => Buffer.concat([whole, Buffer.from('rubbish')])],
    ['that is none but for its first bytes', () => Buffer.from([0x1f, 0x8b, 1, 2, 3])],
  ])('%s is refused once, left alone, and taken when it was sent again', async (_name, damage) => {
    await open({ afterwards: 'delete' });
    const whole = gzipSync(drop.lines(50));
    await drop.write('a.gz', damage(whole));
    await drop.settle();
    await drop.settle();
    expect(drop.kinds()).toEqual([]);
    expect(await drop.has('a.gz')).toBe(true);
    expect(await readdir(drop.bench.folder, { recursive: true })).not.toContainEqual(
      expect.stringContaining('.part'),
    );
    await drop.write('a.gz', whole);
    await drop.settle();
    expect(drop.kinds()).toEqual(['file']);
    expect(await drop.has('a.gz')).toBe(false);
  });

  test('bomb is refused before it fills the disk, and is not unpacked again and again', async () => {
    await open({ afterwards: 'delete', unpack_limit_bytes: 1024 * 1024 });
    await drop.write('bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024)));
    await drop.poll();
    await drop.poll();
    expect([...drop.tally.troubles.keys()]).toEqual([expect.stringContaining('more than 1 MiB')]);
    drop.restart();
    await drop.settle();
    expect(drop.tally.troubles.size).toBe(0);
    expect(await drop.has('bomb')).toBe(true);
    expect(drop.kinds()).toEqual([]);
  });
});

test('a full disk that takes the bytes of a file and not its entry keeps no copy of each try', async () => {
  await open();
  await drop.write('a', 'one\n');
  const { store } = drop.bench;
  const { addFile } = store;
  store.addFile = async () => {
    throw new OperationError('DISK_FULL', 'the disk is full', { hint: 'Make room.', retryable: true });
  };
  await drop.poll();
  for (let n = 0; n < 3; n++) await expect(drop.poll()).rejects.toThrow('the disk is full');
  const raw = await readdir(join(drop.bench.folder, 'raw'), { recursive: true, withFileTypes: true });
  expect(raw.filter((entry) => entry.isFile())).toEqual([]);
  store.addFile = addFile;
  await drop.settle();
  expect(await drop.bench.received()).toBe('one\n');
});

describe('a file that is refused is known by its name, with why and what to do,', () => {
  const unreadable = async () => {
    const hint = 'Give the account the right to read it.';
    throw new OperationError('FILE_UNREADABLE', 'a file cannot be read (EACCES)', { hint, retryable: true });
  };
  const refused = () => drop.bench.refused();

  test('until it is sent again and taken', async () => {
    await open();
    await drop.write('calls.gz', gzipSync(drop.lines(50)).subarray(0, 60));
    await drop.settle();
    expect(refused()).toEqual([
      {
        path: 'calls.gz',
        reason: 'a compressed file is cut off',
        hint: expect.stringContaining('Have it sent again'),
        refused_at: drop.bench.now,
        session: 1,
      },
    ]);
    drop.restart();
    await drop.settle();
    expect(refused()).toHaveLength(1);
    await drop.write('calls.gz', gzipSync(drop.lines(50)));
    await drop.settle();
    expect(refused()).toEqual([]);
  });

  test('until it is gone from its origin, also over a restart', async () => {
    await open({ unpack_limit_bytes: 1024 });
    for (const name of ['bomb', 'other']) await drop.write(name, gzipSync(Buffer.alloc(1024 * 1024)));
    await drop.settle();
    expect(refused().map(({ path, reason }) => [path, reason])).toEqual([
      ['bomb', expect.stringContaining('more than')],
      ['other', expect.stringContaining('more than')],
    ]);
    await rm(drop.at('bomb'));
    drop.restart();
    await drop.poll();
    expect(refused()).toMatchObject([{ path: 'other' }]);
    await rename(drop.at('other'), drop.at('.other'));
    await drop.poll();
    expect(refused()).toEqual([]);
  });

  test('also when it cannot be read: since when, however often it is tried, and no longer than that', async () => {
    await open();
    await drop.write('locked', 'x\n');
    drop.hooks.opened = unreadable;
    const since = drop.bench.now;
    await drop.settle();
    drop.bench.now += 60_000;
    await drop.poll(121_000);
    await drop.settle();
    expect(refused()).toMatchObject([{ path: 'locked', reason: 'a file cannot be read (EACCES)' }]);
    expect(refused()[0]?.refused_at).toBe(since);
    drop.hooks.opened = null;
    for (let n = 0; n < 3; n++) await drop.poll(121_000);
    expect(drop.kinds()).toEqual(['file']);
    expect(refused()).toEqual([]);
  });

  test('but not when it only vanished, or was taken and could not be moved', async () => {
    await open({ afterwards: 'move' });
    await drop.write('a', 'x\n');
    await drop.poll();
    drop.hooks.opened = () => rename(drop.at('a'), drop.at('.a'));
    await drop.poll();
    drop.hooks.opened = null;
    await drop.write('b', 'y\n');
    await drop.write('taken', 'a file where the folder should be');
    await drop.settle();
    expect(drop.kinds()).toEqual(['file', 'file']);
    expect(drop.tally.troubles.size).toBeGreaterThan(0);
    expect(refused()).toEqual([]);
  });
});

describe('a file that misbehaves', () => {
  test('by vanishing while it is read leaves nothing behind, and is taken when it is back', async () => {
    await open();
    await drop.write('a', 'now you see me\n');
    await drop.poll();
    drop.hooks.opened = () => rename(drop.at('a'), drop.at('.a'));
    await drop.poll();
    drop.hooks.opened = null;
    expect([...drop.tally.troubles.keys()]).toEqual([expect.stringContaining('changed while it was read')]);
    expect(drop.kinds()).toEqual([]);
    await rename(drop.at('.a'), drop.at('a'));
    await drop.settle();
    expect(drop.kinds()).toEqual(['file']);
  });

  test('by not being readable holds up no other, and is tried again later', async () => {
    await open();
    await drop.write('secret', 'x\n');
    await chmod(drop.at('secret'), 0);
    await drop.write('open', 'y\n');
    await withoutRights([drop.at('.'), drop.bench.folder], async () => {
      await drop.settle();
      expect(await drop.bench.received()).toBe('y\n');
      await chmod(drop.at('secret'), 0o600);
      await drop.settle();
      await drop.settle();
    });
    expect(drop.kinds()).toHaveLength(2);
  });

  test('by having a raw copy that is shorter than recorded is said, and holds up no other', async () => {
    await open();
    await drop.write('a', 'recorded\n');
    await drop.settle();
    await truncate(`${drop.bench.folder}/${rawPath('pbx', drop.bench.intakes()[0]?.day ?? 0, 1)}`, 3);
    await drop.append('a', 'more\n');
    await drop.write('b', 'other\n');
    await drop.poll();
    expect([...drop.tally.troubles.keys()]).toEqual([
      expect.stringContaining('shorter than what was recorded'),
    ]);
    await drop.poll();
    expect(drop.kinds()).toHaveLength(2);
  });
});
