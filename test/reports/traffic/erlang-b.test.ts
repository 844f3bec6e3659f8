import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockedShare, linesNeeded } from '../../../reports/traffic/erlang-b.ts';

test.each([
  // Traffic of which 1 % is blocked, from the published tables of Erlang B.
  [1, 0.0101, 0.01],
  [2, 0.153, 0.01],
  [5, 1.361, 0.01],
  [10, 4.461, 0.01],
  [30, 20.337, 0.01],
  [100, 84.064, 0.01],
  [10, 5.084, 0.02],
  [20, 15.249, 0.05],
])('%i lines block the share of %f Erlang that stands in the tables', (lines, erlang, share) => {
  expect(blockedShare(erlang, lines)).toBeCloseTo(share, 4);
});

test('two lines and one Erlang block one call in five, as the formula says by hand', () => {
  expect(blockedShare(1, 2)).toBeCloseTo(0.5 / 2.5, 12);
});

test('a thousand lines are computed, which factorials would not be', () => {
  expect(blockedShare(971, 1000)).toBeGreaterThan(0);
  expect(blockedShare(971, 1000)).toBeLessThan(0.02);
});

test('the lines that are needed block no more than what was asked for, and one less would', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 300, noNaN: true }),
      fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      (erlang, share) => {
        const lines = linesNeeded(erlang, share);
        expect(blockedShare(erlang, lines)).toBeLessThanOrEqual(share);
        expect(blockedShare(erlang, lines - 1)).toBeGreaterThan(share);
      },
    ),
  );
});

test('without traffic nothing is needed and nothing is blocked', () => {
  expect(linesNeeded(0, 0.01)).toBe(0);
  expect(blockedShare(0, 4)).toBe(0);
});
