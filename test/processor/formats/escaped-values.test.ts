import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitEscaped } from '../../../processor/formats/escaped-values.ts';

test.each([
  ['a,b', ['a', 'b']],
  ['', ['']],
  ['a,', ['a', '']],
  ['a\\,b,c', ['a,b', 'c']],
  ['"a,b","c \\"d\\""', ['a,b', 'c "d"']],
  ['"",x', ['', 'x']],
  ['\\N,"\\N",a\\N', ['', 'N', 'aN']],
  ['a\\\\,b', ['a\\', 'b']],
  ['a "b" c,d', ['a "b" c', 'd']],
  ['a\\', null],
  ['"a', null],
  ['"a\\"', null],
  ['"a"b,c', null],
])('%s', (line, fields) => {
  expect(splitEscaped(line, ',')).toEqual(fields);
});

test('what was escaped comes back whole, quoted or bare', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'N', ',', '"', '\\', ' ', '\u00e9') });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.boolean()), { minLength: 1 }), (values) => {
      const line = values.map(([value, quoted]) => {
        const escaped = value.replace(/[\\",]/g, '\\$&');
        return quoted ? `"${escaped}"` : escaped;
      });
      expect(splitEscaped(line.join(','), ',')).toEqual(values.map(([value]) => value));
    }),
  );
});

test('no line makes it throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (line) => {
      splitEscaped(line, ',');
    }),
  );
});
