import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JournalFiles } from '../../../collector/journal/journal-files.ts';
import { sealRawCopy } from '../../../collector/journal/raw-copies.ts';
import {
  sortOutStrayRawCopies,
  strayContent,
  strayRawCopies,
} from '../../../collector/journal/stray-raw-copies.ts';
import { rawPath } from '../../../record/raw-copy.ts';
import { KEY } from '../workbench.ts';

const DAY = 20_000;
const LINES = 'one\ntwo\n';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stray-'));
});
afterEach(() => rm(folder, { recursive: true }));

const at = (path: string): string => join(folder, path);

/** A complete raw copy; the result is its path. */
async function copy(intake: number, source = 'pbx', content = LINES): Promise<string> {
  const path = rawPath(source, DAY, intake);
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), content);
  return path;
}

/** A register in which packed copies are as long as the lines. */
const sortOut = (...known: string[]) =>
  sortOutStrayRawCopies(folder, {
    isKnown: (path) => known.includes(path),
    standsPlain: async (path, bytes) => known.includes(`${path}.zst`) && bytes === LINES.length,
  });

async function files(): Promise<string[]> {
  const entries = await readdir(at('raw'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at('raw/').length))
    .sort();
}

async function contentOf(path: string): Promise<string> {
  return Buffer.concat(await Array.fromAsync(strayContent(folder, path))).toString();
}

describe('the clean-up at start', () => {
  test('removes what was never finished', async () => {
    const known = await copy(1);
    const half = await new JournalFiles(folder, KEY).create('pbx', DAY, 2);
    await half.write(Buffer.from('half'));
    await half.close();
    await writeFile(at(`${known}.zst.part`), 'half a seal');
    expect(await sortOut(known)).toEqual({ removed: 2, unpacked: 0, plain: 0, put_aside: 0 });
    expect(await files()).toEqual(['pbx/2024/10/04/1']);
  });

  test('puts complete copies that nobody knows aside, out of the way of their number, and leaves them there', async () => {
    const known = await copy(1);
    await copy(2, 'other');
    await sealRawCopy(folder, await copy(3), LINES.length);
    await rm(at(rawPath('pbx', DAY, 3)));
    expect(await sortOut(known)).toEqual({ removed: 0, unpacked: 0, plain: 0, put_aside: 2 });
    const aside = ['raw/_stray/other/2024/10/04/2', 'raw/_stray/pbx/2024/10/04/3.zst'];
    expect(await strayRawCopies(folder)).toEqual(aside);
    expect(await Promise.all(aside.map(contentOf))).toEqual([LINES, LINES]);
    expect(await sortOut(known)).toEqual({ removed: 0, unpacked: 0, plain: 0, put_aside: 0 });
    expect(await strayRawCopies(folder)).toEqual(aside);
  });

  test('never puts one copy in the place of another', async () => {
    for (const content of ['first', 'second', 'third']) {
      await copy(7, 'pbx', content);
      await sortOut();
    }
    expect(await files()).toEqual(['7', '7.2', '7.3'].map((name) => `_stray/pbx/2024/10/04/${name}`));
    expect(await contentOf('raw/_stray/pbx/2024/10/04/7.2')).toBe('second');
  });

  test('keeps of the two forms of a copy the one that is known', async () => {
    const plain = await copy(1);
    const sealed = await sealRawCopy(folder, plain, LINES.length);
    expect(await sortOut(plain)).toEqual({ removed: 1, unpacked: 0, plain: 0, put_aside: 0 });
    expect(await files()).toEqual(['pbx/2024/10/04/1']);
    await sealRawCopy(folder, plain, LINES.length);
    expect(await sortOut(sealed.path)).toEqual({ removed: 1, unpacked: 0, plain: 0, put_aside: 0 });
    expect(await files()).toEqual(['pbx/2024/10/04/1.zst']);
  });

  test('unpacks a packed copy of which the plain form is known and gone, and then needs it no longer', async () => {
    const plain = await copy(1);
    await sealRawCopy(folder, plain, LINES.length);
    await rm(at(plain));
    expect(await sortOut(plain)).toEqual({ removed: 0, unpacked: 1, plain: 0, put_aside: 0 });
    expect(await readFile(at(plain), 'latin1')).toBe(LINES);
    expect(await sortOut(plain)).toEqual({ removed: 1, unpacked: 0, plain: 0, put_aside: 0 });
    expect(await files()).toEqual(['pbx/2024/10/04/1']);
  });

  test('takes a plain copy of which the packed form is known and gone, where it is whole', async () => {
    const plain = await copy(1);
    expect(await sortOut(`${plain}.zst`)).toEqual({ removed: 0, unpacked: 0, plain: 1, put_aside: 0 });
    expect(await files()).toEqual(['pbx/2024/10/04/1']);
  });

  test('keeps a form that nobody knows when the known one is gone and it cannot take its place', async () => {
    const plain = await copy(1);
    await writeFile(at(`${plain}.zst`), 'damaged');
    await rm(at(plain));
    const other = await copy(2, 'pbx', 'short\n');
    expect(await sortOut(plain, `${other}.zst`)).toEqual({ removed: 0, unpacked: 0, plain: 0, put_aside: 2 });
    expect(await files()).toEqual(['_stray/pbx/2024/10/04/1.zst', '_stray/pbx/2024/10/04/2']);
    await expect(contentOf('raw/_stray/pbx/2024/10/04/1.zst')).rejects.toMatchObject({
      code: 'LEDGER_BROKEN',
    });
  });

  test('finds nothing where nothing was ever received', async () => {
    expect(
      await sortOutStrayRawCopies(at('nowhere'), { isKnown: () => true, standsPlain: async () => true }),
    ).toEqual({
      removed: 0,
      unpacked: 0,
      plain: 0,
      put_aside: 0,
    });
    expect(await strayRawCopies(at('nowhere'))).toEqual([]);
  });
});
