import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSaidIn } from '../../record/said-in.ts';

test.each([
  ['about +49 89/23125-0001, again', '+4989231250001'],
  ['call 089 231250001', '0049 89 231250001'],
  ['for ANNA  müller', 'Anna Muller'],
  ['Ann asked', 'ann'],
])('"%s" names %s', (reason, asked) => {
  expect(isSaidIn(reason, asked)).toBe(true);
});

test.each([
  ['request 204 of 2026', '204'],
  ['request 17 of 2026', '+4989231250001'],
  ['of Annabel', 'Anna'],
  ['anything', ''],
])('"%s" does not name %s', (reason, asked) => {
  expect(isSaidIn(reason, asked)).toBe(false);
});

test('whatever is asked for can be looked for, also with signs in it', () => {
  expect(isSaidIn('the file /backups/of-today.age was moved', '/backups/of-today.age')).toBe(true);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, asked) => {
      expect(typeof isSaidIn(text, asked)).toBe('boolean');
    }),
  );
});
