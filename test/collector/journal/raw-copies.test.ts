import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JournalFiles } from '../../../collector/journal/journal-files.ts';
import {
  damagedFrames,
  FRAME_BYTES,
  readRawCopy,
  removeRawCopy,
  sealRawCopy,
} from '../../../collector/journal/raw-copies.ts';
import { sortOutStrayRawCopies } from '../../../collector/journal/stray-raw-copies.ts';
import type { InstallationKey } from '../../../record/mac.ts';
import { rawPath } from '../../../record/raw-copy.ts';

const KEY = Buffer.alloc(32, 7) as InstallationKey;
const DAY = 20_000;

async function setup(content: Buffer, intake = 1) {
  const folder = await mkdtemp(join(tmpdir(), 'raw-copies-'));
  const copy = await new JournalFiles(folder, KEY).create('pbx', DAY, intake);
  await copy.write(content);
  await copy.keep();
  await copy.close();
  return { folder, plain: { path: rawPath('pbx', DAY, intake), frames: null } };
}

/** Lines that do not pack to nothing, some of them across where a frame would end. */
function manyLines(bytes: number): Buffer {
  const lines: string[] = [];
  for (let length = 0, n = 0; length < bytes; n++) {
    const line = `${n},${(n * 2_654_435_761) % 4_294_967_291},"call ${n}"\n`;
    lines.push(line);
    length += line.length;
  }
  return Buffer.from(lines.join('')).subarray(0, bytes);
}

test('any range reads the same from the plain and from the sealed copy', async () => {
  const content = manyLines(3.3 * FRAME_BYTES);
  const { folder, plain } = await setup(content);
  const sealed = await sealRawCopy(folder, plain.path, content.length);
  const range = fc.tuple(fc.nat(content.length + 10), fc.nat(2 * FRAME_BYTES));
  await fc.assert(
    fc.asyncProperty(range, async ([offset, length]) => {
      const expected = content.subarray(offset, offset + length);
      expect((await readRawCopy(folder, plain, offset, length)).equals(expected)).toBe(true);
      expect((await readRawCopy(folder, sealed, offset, length)).equals(expected)).toBe(true);
    }),
    { numRuns: 40 },
  );
});

describe('sealing', () => {
  test('cuts frames at line ends, without a gap, and packs', async () => {
    const content = manyLines(2.5 * FRAME_BYTES);
    const { folder, plain } = await setup(content);
    const { path, frames } = await sealRawCopy(folder, plain.path, content.length);
    expect(path).toBe(`${plain.path}.zst`);
    let offset = 0;
    let packed = 0;
    for (const frame of frames ?? []) {
      expect(frame).toMatchObject({ offset, packed_offset: packed });
      offset += frame.length;
      packed += frame.packed_length;
      if (offset < content.length) expect(content[offset - 1]).toBe(0x0a);
    }
    expect(offset).toBe(content.length);
    expect(packed).toBeLessThan(content.length / 2);
  });

  test('keeps a megabyte without a line end, and an empty copy', async () => {
    const endless = Buffer.alloc(2.2 * FRAME_BYTES, 'x');
    const { folder, plain } = await setup(endless);
    const sealed = await sealRawCopy(folder, plain.path, endless.length);
    expect((await readRawCopy(folder, sealed, 0, endless.length)).equals(endless)).toBe(true);

    const empty = await setup(Buffer.alloc(0));
    const nothing = await sealRawCopy(empty.folder, empty.plain.path, 0);
    expect(await readRawCopy(empty.folder, nothing, 0, 10)).toHaveLength(0);
  });

  test('leaves out what stands behind the recorded length', async () => {
    const { folder, plain } = await setup(Buffer.from('recorded\nnever registered\n'));
    const sealed = await sealRawCopy(folder, plain.path, 9);
    expect((await readRawCopy(folder, sealed, 0, 100)).toString()).toBe('recorded\n');
  });

  test('refuses a plain copy that is shorter than recorded, and leaves it alone', async () => {
    const { folder, plain } = await setup(Buffer.from('short'));
    await expect(sealRawCopy(folder, plain.path, 6)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    expect(await readdir(join(folder, 'raw/pbx/2024/10/04'))).toEqual(['1']);
  });

  test('may be cut off after any step: the copy the store knows survives the next start', async () => {
    const content = manyLines(FRAME_BYTES / 2);
    const { folder, plain } = await setup(content);
    const sealed = await sealRawCopy(folder, plain.path, content.length);
    // The store was not told: it knows the plain copy.
    await sortOutStrayRawCopies(folder, {
      isKnown: (path) => path === plain.path,
      standsPlain: async () => false,
    });
    expect((await readRawCopy(folder, plain, 0, content.length)).equals(content)).toBe(true);
    // The store was told, the plain copy was not yet removed.
    await sealRawCopy(folder, plain.path, content.length);
    await sortOutStrayRawCopies(folder, {
      isKnown: (path) => path === sealed.path,
      standsPlain: async () => false,
    });
    expect((await readRawCopy(folder, sealed, 0, content.length)).equals(content)).toBe(true);
    expect(await readdir(join(folder, 'raw/pbx/2024/10/04'))).toEqual(['1.zst']);
  });
});

describe('a sealed copy that was changed on disk', () => {
  test('is found out by every single byte', async () => {
    const content = manyLines(2000);
    const { folder, plain } = await setup(content);
    const sealed = await sealRawCopy(folder, plain.path, content.length);
    expect(await damagedFrames(folder, sealed)).toEqual([]);
    const file = join(folder, sealed.path);
    const good = await readFile(file);
    for (let at = 0; at < good.length; at += 7) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 1;
      await writeFile(file, bad);
      expect(await damagedFrames(folder, sealed)).toHaveLength(1);
    }
  });

  test('is refused with a clear word, also when it would unpack to more than it should', async () => {
    const content = manyLines(2000);
    const { folder, plain } = await setup(content);
    const sealed = await sealRawCopy(folder, plain.path, content.length);
    const frames = sealed.frames?.map((frame) => ({ ...frame, length: 100 })) ?? null;
    await expect(readRawCopy(folder, { ...sealed, frames }, 0, 10)).rejects.toMatchObject({
      code: 'LEDGER_BROKEN',
    });
    await writeFile(join(folder, sealed.path), 'not zstd at all');
    await expect(readRawCopy(folder, sealed, 0, 10)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });
});

test('a missing raw copy is named', async () => {
  const { folder, plain } = await setup(Buffer.from('x'));
  await removeRawCopy(folder, plain.path);
  await removeRawCopy(folder, plain.path);
  await expect(readRawCopy(folder, plain, 0, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
