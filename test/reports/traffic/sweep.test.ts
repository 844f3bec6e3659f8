import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Sweep, type SweptSpan } from '../../../reports/traffic/sweep.ts';

type Call = readonly [from: number, length: number];

function swept(calls: readonly Call[]): SweptSpan[] {
  const found: SweptSpan[] = [];
  const sweep = new Sweep((span) => void found.push(span));
  for (const [from, length] of calls) sweep.add(from, from + length);
  sweep.finish();
  return found;
}

const calls = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 30 })), { maxLength: 40 })
  .map((list) => list.sort(([one], [other]) => one - other));

test('a call that begins when another ends is not beside it', () => {
  expect(
    swept([
      [0, 10],
      [10, 5],
    ]).map(({ calls: count }) => count),
  ).toEqual([1, 1]);
});

test('at every moment as many calls are under way as a naive count finds', () => {
  fc.assert(
    fc.property(calls, (list) => {
      const found = swept(list);
      for (let moment = 0; moment < 100; moment++) {
        const naive = list.filter(([from, length]) => from <= moment && moment < from + length).length;
        const span = found.find(({ from, to }) => from <= moment && moment < to);
        expect(span?.calls ?? 0).toBe(naive);
      }
    }),
  );
});

test('calls under way, added up over time, are the sum of their lengths', () => {
  fc.assert(
    fc.property(calls, (list) => {
      const area = swept(list).reduce((sum, { from, to, calls: count }) => sum + (to - from) * count, 0);
      expect(area).toBe(list.reduce((sum, [, length]) => sum + length, 0));
    }),
  );
});

test('calls out of order are refused, not counted wrong', () => {
  expect(() =>
    swept([
      [10, 1],
      [5, 1],
    ]),
  ).toThrow('order');
});
