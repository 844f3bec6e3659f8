import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markedPlace } from '../../reports/marked-place.ts';
import { visible } from '../../reports/text-table.ts';

test('marks a field below the line, also behind control characters', () => {
  expect(markedPlace('ab,\x1b12x,c', { from: 4, to: 7 })).toEqual(['ab,\\u001b12x,c', '         ^^^']);
});

test('an empty place has one caret', () => {
  expect(markedPlace('a,,b', { from: 2, to: 2 })).toEqual(['a,,b', '  ^']);
  expect(markedPlace('ab', { from: 2, to: 2 })).toEqual(['ab', '  ^']);
});

test('of a long line shows what stands around, and of a record of several lines the one', () => {
  const [text, carets] = markedPlace(`${'x'.repeat(500)}BAD${'y'.repeat(500)}`, { from: 500, to: 503 });
  expect(text).toBe(`…${'x'.repeat(48)}BAD${'y'.repeat(48)}…`);
  expect(carets).toBe(`${' '.repeat(49)}^^^`);
  expect(markedPlace('head\r\n\tTime = no\r\n\tx = 1', { from: 14, to: 16 })).toEqual([
    '\\tTime = no',
    '         ^^',
  ]);
});

test('whatever the text, the carets stand below what was marked', () => {
  const unit = fc.constantFrom('a', ' ', '\x00', '\u202e', '\t', 'ß');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 300 }), fc.nat(300), fc.nat(60), (text, start, length) => {
      const from = Math.min(start, text.length);
      const to = Math.min(from + length, text.length);
      const [shown, carets] = markedPlace(text, { from, to });
      const marked = shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1);
      if (to > from) expect(marked).toBe(visible(text.slice(from, to)));
      expect(shown).not.toMatch(/\p{Cc}/u);
    }),
  );
});
