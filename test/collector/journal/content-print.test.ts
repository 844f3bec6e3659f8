import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ContentPrint, HEAD_BYTES, TAIL_BYTES } from '../../../collector/journal/content-print.ts';
import { KEY } from '../workbench.ts';

/** Bytes of a length around the borders of head and block. */
const length = fc.oneof(
  fc.nat(100),
  fc.nat(20).map((more) => HEAD_BYTES - 10 + more),
  fc.nat(20).map((more) => TAIL_BYTES - 10 + more),
  fc.nat(20).map((more) => 2 * TAIL_BYTES - 10 + more),
  fc.nat(3 * TAIL_BYTES),
);
const bytesOf = (size: number, seed: number) =>
  Buffer.from(Array.from({ length: size }, (_, n) => (n * 31 + seed * n + (n >> 8)) & 255));

function printOf(bytes: Buffer, cuts: readonly number[] = []) {
  const print = new ContentPrint(KEY, cuts);
  let from = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    print.update(bytes.subarray(from, cut));
    from = Math.max(from, Math.min(cut, bytes.length));
  }
  print.update(bytes.subarray(from));
  return print;
}

test('the print of content is the same however it comes in pieces', () => {
  fc.assert(
    fc.property(length, fc.nat(9), fc.array(fc.nat(3 * TAIL_BYTES), { maxLength: 6 }), (size, seed, cuts) => {
      const bytes = bytesOf(size, seed);
      expect(printOf(bytes, cuts).take()).toEqual(printOf(bytes).take());
    }),
    { numRuns: 60 },
  );
});

test('at a mark it is the print of the content up to there', () => {
  fc.assert(
    fc.property(length, fc.nat(9), fc.double({ min: 0, max: 1, noNaN: true }), (size, seed, share) => {
      const bytes = bytesOf(size, seed);
      const mark = 1 + Math.floor(share * size);
      const expected = mark <= size ? printOf(bytes.subarray(0, mark)).take().content_mac : undefined;
      expect(new ContentPrint(KEY, [mark]).macAt(mark)).toBeUndefined();
      const print = new ContentPrint(KEY, [mark]);
      print.update(bytes);
      expect(print.macAt(mark)).toBe(expected);
    }),
    { numRuns: 60 },
  );
});

test('carried on behind a known part it is the print of the whole', () => {
  fc.assert(
    fc.property(length, length, fc.nat(9), (known, more, seed) => {
      const bytes = bytesOf(known + more, seed);
      const before = printOf(bytes.subarray(0, known)).take();
      const carried = ContentPrint.carryOn(KEY, {
        length: known,
        content_chain: before.content_chain,
        head: bytes.subarray(0, before.head_length),
        tail: bytes.subarray(Math.max(0, known - TAIL_BYTES), known),
      });
      carried.update(bytes.subarray(known));
      expect(carried.take()).toEqual(printOf(bytes).take());
    }),
    { numRuns: 60 },
  );
});

test('other content has another print, also where blocks are swapped', () => {
  const [a, b] = [Buffer.alloc(TAIL_BYTES, 'a'), Buffer.alloc(TAIL_BYTES, 'b')];
  const macs = [[a, b], [b, a], [a], [b], [], [a, b, Buffer.from('x')]].map(
    (blocks) => printOf(Buffer.concat(blocks)).take().content_mac,
  );
  expect(new Set(macs).size).toBe(macs.length);
});
