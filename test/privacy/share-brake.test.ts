import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareTrouble } from '../../privacy/share-brake.ts';

const rows = fc.integer({ min: 0, max: 1_000_000 });

test('the brake stops what takes more than the share, and nothing else', () => {
  fc.assert(
    fc.property(rows, rows, fc.integer({ min: 1, max: 100 }), (takes, more, share) => {
      const of = takes + more;
      const stops = shareTrouble({ takes, of }, share, 0) !== null;
      expect(stops).toBe(takes >= 1_000 && takes / of > share / 100);
    }),
  );
});

test('a night that takes about what the last one took is let go, however large a share that is', () => {
  fc.assert(
    fc.property(rows, rows, (takes, usual) => {
      const stops = shareTrouble({ takes, of: takes }, 1, usual) !== null;
      expect(stops).toBe(takes >= 1_000 && takes > 3 * usual);
    }),
  );
});

test('it says how many of how many', () => {
  expect(shareTrouble({ takes: 2_500, of: 10_000 }, 10, 0)).toBe(
    'it would take 2500 of 10000 rows (25 %), more than 10 % at once',
  );
});
