import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { JournalFiles } from '../../../collector/journal/journal-files.ts';
import type { InstallationKey } from '../../../record/mac.ts';
import { rawPath } from '../../../record/raw-copy.ts';
import { withoutRights } from '../../without-rights.ts';

const KEY = Buffer.alloc(32, 7) as InstallationKey;
const DAY = 20_000; // 2024-10-04

async function setup() {
  const folder = await mkdtemp(join(tmpdir(), 'journal-'));
  const journal = new JournalFiles(folder, KEY);
  const contentOf = (intake: number) => readFile(join(folder, rawPath('pbx', DAY, intake)), 'utf8');
  return { folder, journal, contentOf };
}

describe('a new raw copy', () => {
  test('stands under source, day and intake number, readable by nobody else', async () => {
    const { folder, journal } = await setup();
    const copy = await journal.create('pbx', DAY, 17);
    await copy.write(Buffer.from('one\n'));
    await copy.write(Buffer.from('two\n'));
    await copy.keep();
    await copy.close();
    const path = join(folder, 'raw/pbx/2024/10/04/17');
    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    for (const part of ['raw', 'raw/pbx', 'raw/pbx/2024/10/04']) {
      expect((await stat(join(folder, part))).mode & 0o777).toBe(0o700);
    }
  });

  test('has no final name before it is kept, and leaves nothing when it is discarded', async () => {
    const { folder, journal } = await setup();
    const copy = await journal.create('pbx', DAY, 18);
    await copy.write(Buffer.from('half'));
    expect(await readdir(join(folder, 'raw/pbx/2024/10/04'))).toEqual(['18.part']);
    await copy.discard();
    expect(await readdir(join(folder, 'raw/pbx/2024/10/04'))).toEqual([]);
  });

  test('can be read back before it is kept, from any offset', async () => {
    const { journal } = await setup();
    const copy = await journal.create('pbx', DAY, 19);
    const bytes = Buffer.alloc(700_000, 'abcdefg');
    await copy.write(bytes);
    const back = await Array.fromAsync(copy.read(300_001));
    expect(Buffer.concat(back).equals(bytes.subarray(300_001))).toBe(true);
    await copy.discard();
  });

  test('never replaces an older one with the same number', async () => {
    const { journal, contentOf } = await setup();
    const first = await journal.create('pbx', DAY, 20);
    await first.write(Buffer.from('older'));
    await first.keep();
    await first.close();
    const second = await journal.create('pbx', DAY, 20);
    await second.write(Buffer.from('newer'));
    await expect(second.keep()).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    await second.discard();
    expect(await contentOf(20)).toBe('older');
  });
});

describe('a growing raw copy', () => {
  test('of a stream is made when missing and keeps all that stands in it', async () => {
    const { journal, contentOf } = await setup();
    const stream = await journal.stream('pbx', DAY, 1);
    expect(stream.length).toBe(0);
    expect(await stream.append(Buffer.from('ab'))).toBe(2);
    await stream.close();
    const again = await journal.stream('pbx', DAY, 1);
    expect(again.length).toBe(2);
    expect(await again.append(Buffer.from('cd'))).toBe(4);
    await again.close();
    expect(await contentOf(1)).toBe('abcd');
  });

  test('of a file loses what was written after the last registered growth', async () => {
    const { journal, contentOf } = await setup();
    const copy = await journal.create('pbx', DAY, 2);
    await copy.write(Buffer.from('known+unregistered'));
    await copy.keep();
    await copy.close();
    const grown = await journal.carryOn('pbx', DAY, 2, 5);
    expect(await grown?.append(Buffer.from('-next'))).toBe(10);
    await grown?.close();
    expect(await contentOf(2)).toBe('known-next');
  });

  test('is not opened when it was sealed or removed', async () => {
    const { journal } = await setup();
    expect(await journal.carryOn('pbx', DAY, 3, 0)).toBeNull();
  });

  test('that is shorter than recorded is refused, not filled with nothing', async () => {
    const { journal, contentOf } = await setup();
    const copy = await journal.create('pbx', DAY, 4);
    await copy.write(Buffer.from('ab'));
    await copy.keep();
    await copy.close();
    await expect(journal.carryOn('pbx', DAY, 4, 3)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    expect(await contentOf(4)).toBe('ab');
  });
});

describe('when the disk misbehaves', () => {
  test('a full disk is said to be full, is worth another try, and leaves the copy as it was', async () => {
    const { folder } = await setup();
    // A limit of 64 KiB per file stands in for the end of the disk; bash ignores the signal so that write() fails.
    const child = spawn(
      'bash',
      [
        '-c',
        `trap '' XFSZ; ulimit -f 64; exec "$0" "$@"`,
        process.execPath,
        join(import.meta.dirname, '../full-disk-child.ts'),
        folder,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    await once(child, 'close');
    expect(JSON.parse(Buffer.concat(output).toString())).toEqual({
      code: 'DISK_FULL',
      retryable: true,
      length: 60_000,
      lengthOnDisk: 60_000,
      afterwards: 60_003,
    });
  });

  test('a folder without rights is named as such', async () => {
    const { folder, journal } = await setup();
    await chmod(folder, 0o500);
    await withoutRights([folder], async () => {
      await expect(journal.create('pbx', DAY, 1)).rejects.toMatchObject({ code: 'DATA_FOLDER_RIGHTS' });
    });
  });

  test('a file where a folder should be is an error of the disk, not a crash', async () => {
    const { folder, journal } = await setup();
    await writeFile(join(folder, 'raw'), '');
    await expect(journal.create('pbx', DAY, 1)).rejects.toMatchObject({ name: 'OperationError' });
  });
});

test('that the system opens no more files is told as just that, and it goes on when it does again', async () => {
  const { folder } = await setup();
  const child = join(import.meta.dirname, 'open-files-child.ts');
  const command = 'ulimit -n 64 && exec "$0" "$1" "$2"';
  const told = execFileSync('sh', ['-c', command, process.execPath, child, folder], { encoding: 'utf8' });
  expect(told).toBe('TOO_MANY_FILES TOO_MANY_FILES TOO_MANY_FILES goes on');
});
