import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitUnescaped } from '../../../processor/formats/unescaped-values.ts';

test.each([
  ['"a","b"', ['a', 'b']],
  ['"a", "b"', ['a', 'b']],
  ['""', ['']],
  ['"","",""', ['', '', '']],
  ['"Anna "Nan" Kern","b"', ['Anna "Nan" Kern', 'b']],
  ['""Anna" <1004>","b"', ['"Anna" <1004>', 'b']],
  ['"', null],
  ['a,b', null],
  ['"a","b', null],
])('%s', (line, values) => {
  expect(splitUnescaped(line)).toEqual(values);
});

test('values without a quote come back whole', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', ' ', '\u00e9') });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (values) => {
      expect(splitUnescaped(values.map((value) => `"${value}"`).join(','))).toEqual(values);
    }),
  );
});
