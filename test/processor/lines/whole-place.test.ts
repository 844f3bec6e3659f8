import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLine, wholeText } from '../../../processor/lines/decode.ts';
import { placeInWhole } from '../../../processor/lines/whole-place.ts';

test('a place in a decoded line is found again among the control characters that decoding deleted', () => {
  const unit = fc.constantFrom('a', '7', ' ', '\x00', '\x11', '\x1b', 'é', '\ufeff', '漢', '😀');
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), fc.nat(30), fc.nat(10), (said, start, length) => {
      const raw = Buffer.from(said, 'utf8').toString('latin1');
      const decoded = decodeLine(raw, 'auto');
      if (!('text' in decoded)) return;
      const { text } = decoded;
      const from = Math.min(start, text.length);
      const to = Math.min(from + length, text.length);
      const whole = wholeText(raw, 'auto');
      const place = placeInWhole(whole, text, { from, to });
      expect(place).not.toBe(null);
      const found = whole.slice(place?.from, place?.to);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is between
      expect(found.replaceAll(/[\x00-\x1f]/g, '')).toBe(text.slice(from, to));
    }),
  );
});

test('of two byte order marks the second is found, which decoding kept', () => {
  const raw = Buffer.from('\ufeff\ufeffa').toString('latin1');
  expect(placeInWhole(wholeText(raw, 'auto'), '\ufeffa', { from: 0, to: 2 })).toEqual({ from: 1, to: 3 });
});
