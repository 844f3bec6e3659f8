import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesPattern } from '../../../collector/files/name-pattern.ts';

test.each([
  ['a.csv', '*.csv', true],
  ['A.CSV', '*.csv', true],
  ['deep/er/a.csv', '*.csv', true],
  ['a.csv.gz', '*.csv', false],
  ['a.csv.gz', '*.csv*', true],
  ['Master.csv', 'Master.csv', true],
  ['Master.csv.1', 'Master.csv.?', true],
  ['Master.csv.10', 'Master.csv.?', false],
  ['north/a.csv', 'north/*', true],
  ['north/deep/a.csv', 'north/*', false],
  ['a+b(1).csv', 'a+b(1).*', true],
  ['', '*', true],
  ['x', '', false],
])('%s and %s: %s', (path, pattern, matches) => {
  expect(matchesPattern(path, pattern)).toBe(matches);
});

test('it means what the same pattern as a regular expression means', () => {
  const char = fc.constantFrom('a', 'b', '/', '.');
  const text = fc.string({ unit: char, maxLength: 8 });
  const pattern = fc
    .string({ unit: fc.constantFrom('a', 'b', '/', '.', '*', '?'), maxLength: 8 })
    .map((end) => `/${end}`);
  fc.assert(
    fc.property(text, pattern, (end, glob) => {
      const path = `/${end}`;
      const source = glob.replaceAll('.', '\\.').replaceAll('*', '[^/]*').replaceAll('?', '[^/]');
      expect(matchesPattern(path, glob)).toBe(new RegExp(`^${source}$`).test(path));
    }),
    { numRuns: 2000 },
  );
});

test('a hostile pattern takes no longer than any other', () => {
  const started = performance.now();
  expect(matchesPattern('a'.repeat(255), `${'*a'.repeat(100)}b`)).toBe(false);
  expect(performance.now() - started).toBeLessThan(500);
});
