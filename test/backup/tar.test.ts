import { spawnSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTar, type TarEntry, writeTar } from '../../backup/tar.ts';

type Files = readonly (readonly [name: string, bytes: Uint8Array])[];

async function packed(files: Files): Promise<Buffer> {
  async function* entries(): AsyncGenerator<TarEntry> {
    for (const [name, bytes] of files)
      yield { name, size: bytes.length, mtime_ms: 0, bytes: Readable.from([bytes]) };
  }
  return await buffer(Readable.from(writeTar(entries())));
}

async function unpacked(archive: Uint8Array, piece: number): Promise<[string, Buffer][]> {
  const found: [string, Buffer][] = [];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < archive.length; at += piece) yield archive.subarray(at, at + piece);
  }
  await readTar(pieces(), 'archive', async ({ name, bytes }) => void found.push([name, await buffer(bytes)]));
  return found;
}

const NAME = fc.stringMatching(/^[a-z0-9][a-z0-9/._-]{0,90}$/);

test('what is packed comes back, however it is cut into pieces', async () => {
  const files = fc.array(fc.tuple(NAME, fc.uint8Array({ maxLength: 3000 })), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(files, fc.integer({ min: 1, max: 2000 }), async (given, piece) => {
      const back = await unpacked(await packed(given), piece);
      expect(back.map(([name, bytes]) => [name, [...bytes]])).toEqual(
        given.map(([name, bytes]) => [name, [...bytes]]),
      );
    }),
    { numRuns: 50 },
  );
});

test('the tar of the system reads it, a long path too', async () => {
  const long = `raw/${'a'.repeat(63)}/2026/11/28/${'1'.repeat(20)}.zst.part`;
  const archive = await packed([
    ['ledgerline.db', Buffer.from('one')],
    [long, Buffer.alloc(1025, 7)],
  ]);
  const listed = spawnSync('tar', ['-tf', '-'], { input: archive, encoding: 'utf8' });
  expect(listed.stdout.trimEnd().split('\n')).toEqual(['ledgerline.db', long]);
});

test('an archive that ends too early, or a heading that was altered, is noticed', async () => {
  const archive = await packed([['a', Buffer.alloc(600)]]);
  await expect(unpacked(archive.subarray(0, 700), 512)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
  archive[0] = 98;
  await expect(unpacked(archive, 512)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' });
});
