import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitBackslashed } from '../../../processor/formats/backslash-values.ts';

test.each([
  ['a,b', ['a', 'b']],
  ['', ['']],
  ['a,', ['a', '']],
  ['a\\,b,c', ['a,b', 'c']],
  ['a\\\\,b', ['a\\', 'b']],
  ['"a,b"', ['"a', 'b"']],
  ['a\\', null],
])('%s', (line, fields) => {
  expect(splitBackslashed(line, ',')).toEqual(fields);
});

test('what was escaped comes back whole', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\\', ' ', '\u00e9') });
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), (values) => {
      const line = values.map((value) => value.replace(/[\\,]/g, '\\$&')).join(',');
      expect(splitBackslashed(line, ',')).toEqual(values);
    }),
  );
});
