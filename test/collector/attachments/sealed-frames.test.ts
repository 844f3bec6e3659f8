import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openFrames, sealFrames } from '../../../collector/attachments/sealed-frames.ts';

const KEY = Buffer.alloc(32, 7);
const SEAL = { key: KEY, name: 'a'.repeat(32) };
const HEADER_BYTES = 54;

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const sealed = async (plain: Uint8Array, frame?: number, piece = 1000): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(sealFrames(inPieces(plain, piece), SEAL, frame)));
const opened = async (bytes: Uint8Array, seal = SEAL, piece = 777): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(openFrames(inPieces(bytes, piece), seal)));

const DAMAGED = { code: 'ATTACHMENT_DAMAGED' };

test('what was encrypted comes back, whatever its length, its frames and the pieces it comes in', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 500 }),
      async (plain, frame, piece) => {
        const file = await sealed(plain, frame, piece);
        expect((await opened(file, SEAL, piece)).equals(Buffer.from(plain))).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

test('every bit that is flipped and every cut are noticed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 64 }),
      fc.nat(),
      fc.nat(7),
      async (plain, frame, place, bit) => {
        const file = await sealed(plain, frame);
        const at = place % file.length;
        const altered = Buffer.from(file);
        altered[at] = (altered[at] ?? 0) ^ (1 << bit);
        await expect(opened(altered)).rejects.toMatchObject(DAMAGED);
        await expect(opened(file.subarray(0, at))).rejects.toMatchObject(DAMAGED);
        await expect(opened(Buffer.concat([file, file.subarray(at)]))).rejects.toMatchObject(DAMAGED);
      },
    ),
    { numRuns: 200 },
  );
});

test('frames in another order, left out at the end or said twice are noticed', async () => {
  const file = await sealed(Buffer.from('aaaabbbbccccdd'), 4);
  const header = file.subarray(0, HEADER_BYTES);
  const frames = [0, 1, 2, 3].map((at) =>
    file.subarray(HEADER_BYTES + at * 20, HEADER_BYTES + (at + 1) * 20),
  );
  const of = (...places: number[]): Buffer =>
    Buffer.concat([header, ...places.map((at) => frames[at] ?? Buffer.alloc(0))]);
  expect((await opened(of(0, 1, 2, 3))).toString()).toBe('aaaabbbbccccdd');
  for (const places of [[1, 0, 2, 3], [0, 1, 2], [0, 1, 1, 2, 3], [0, 2, 3], [3], []])
    await expect(opened(of(...places)), places.join()).rejects.toMatchObject(DAMAGED);
});

test('another key opens nothing, and no file stands for another one', async () => {
  const file = await sealed(Buffer.from('hello'));
  await expect(opened(file, { ...SEAL, key: Buffer.alloc(32, 8) })).rejects.toMatchObject(DAMAGED);
  await expect(opened(file, { ...SEAL, name: 'b'.repeat(32) })).rejects.toMatchObject(DAMAGED);
});

test('nothing of what was said stands in the file, and the same twice is not the same', async () => {
  const plain = Buffer.from('+4989231250001 '.repeat(20));
  const [one, other] = [await sealed(plain), await sealed(plain)];
  expect(one.includes('4989231250001')).toBe(false);
  expect(one.subarray(HEADER_BYTES).equals(other.subarray(HEADER_BYTES))).toBe(false);
});

test('a long recording never stands in memory as a whole', async () => {
  const piece = randomBytes(1 << 20);
  let ahead = 0;
  let most = 0;
  async function* recording(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < 64; at += 1) {
      ahead += piece.length;
      most = Math.max(most, ahead);
      yield piece;
    }
  }
  let bytes = 0;
  for await (const frame of openFrames(sealFrames(recording(), SEAL), SEAL)) {
    bytes += frame.length;
    ahead -= frame.length;
  }
  expect(bytes).toBe(64 * piece.length);
  expect(most).toBeLessThan(3 * piece.length);
});
