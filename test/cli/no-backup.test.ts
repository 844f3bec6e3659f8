import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encryptAge } from '../../backup/age-files.ts';
import { BackupDesk, recipient } from './backup-desk.ts';

const desk = new BackupDesk();
let path = '';
beforeAll(async () => {
  await desk.begin();
  path = await desk.backUp();
});
afterAll(() => desk.remove());

const encrypted = async (bytes: string | Uint8Array): Promise<Uint8Array> =>
  await buffer(
    await encryptAge(
      (async function* () {
        yield Buffer.from(bytes);
      })(),
      { recipients: [recipient] },
    ),
  );

/** How a restore of a file is refused, and that a look at it with its key is refused so, too. */
async function refused(file: string): Promise<string> {
  const { exit, err } = await desk.run('backup restore', ...desk.restoring(file));
  expect(exit).toBe(1);
  const looked = await desk.run('backup verify', file, '--identity', 'key.txt');
  expect([looked.exit, looked.err]).toEqual([1, err]);
  rmSync(join(desk.place, 'restored'), { recursive: true, force: true });
  return err;
}

test('what is no backup is told as none, with what to give instead', async () => {
  const others: Readonly<Record<string, readonly [string | Uint8Array, RegExp]>> = {
    'notes.txt': ['nothing of that kind', /does not begin as a file of age does/],
    'empty.age': ['', /it is empty/],
    'report.zip.age': [await encrypted('PK\x03\x04 and more'), /encrypted in it is something else/],
    'nothing.age': [await encrypted(''), /encrypted in it is something else/],
    'calls.age': [
      await encrypted(zstdCompressSync('{"form":"x"}\n'.repeat(99))),
      /packed in it is something else/,
    ],
  };
  for (const [name, [bytes, why]] of Object.entries(others)) {
    const err = await refused(desk.write(name, bytes));
    expect([name, err]).toEqual([name, expect.stringMatching(why)]);
    expect(err).toMatch(
      / is no backup of Ledgerline: .*\nGive a file that .\/ledgerline backup create wrote/,
    );
  }
  expect(await refused(join(desk.target, 'installation-keys.age'))).toMatch(
    /is no backup of Ledgerline: it is the file of the installation’s keys/,
  );
  // A word of the language is a name of a file like any other.
  expect(await refused(desk.write('constructor', 'nothing'))).toMatch(/does not begin as a file of age does/);
  expect(await refused(join(desk.target, 'erasures.log'))).toMatch(
    /a list of erasures, which --erasures takes/,
  );
});

test('a backup that was cut or altered anywhere is told so, and never as none', async () => {
  const whole = readFileSync(path);
  const copy = join(desk.place, 'copied.age');
  const ends = [10, 21, 40, 300, whole.length - 70_000, whole.length - 1].filter((end) => end > 0);
  for (const end of ends) {
    writeFileSync(copy, whole.subarray(0, end));
    expect([end, await refused(copy)]).toEqual([end, expect.stringContaining('is not as it was written')]);
  }
  for (const at of [30, 250, 400, whole.length - 9]) {
    const other = Uint8Array.from(whole);
    other[at] = (other[at] ?? 0) ^ 1;
    writeFileSync(copy, other);
    expect([at, await refused(copy)]).toEqual([
      at,
      expect.stringMatching(/is not as it was written|is encrypted to another key/),
    ]);
  }
  // By its name it is known as one also where its first bytes are gone.
  copyFileSync(path, `${path}.whole`);
  writeFileSync(path, 'nothing of that kind');
  expect(await refused(path)).toMatch(/is not as it was written: it does not begin as a file of age does/);
});
