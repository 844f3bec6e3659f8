import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileDuration, DURATION_UNITS } from '../../../processor/formats/duration-pattern.ts';
import { compileNumber, type NumberStyle } from '../../../processor/formats/written-number.ts';

const POINT: NumberStyle = { decimal: '.', thousands: null };
const COMMA: NumberStyle = { decimal: ',', thousands: '.' };

describe('what units read', () => {
  test.each([
    ['s', POINT, '61', 61_000],
    ['s', POINT, '0.1', 100],
    ['s', COMMA, '1.234,5', 1_234_500],
    ['ms', POINT, '61500', 61_500],
    ['min', POINT, '1.5', 90_000],
    ['min', COMMA, '0,1', 6000],
    ['1/10 s', POINT, '615', 61_500],
    ['H:MM:SS', POINT, '0:09:00', 540_000],
    ['H:MM:SS', POINT, '27:00:05', 97_205_000],
    ['MM:SS', POINT, '125:07', 7_507_000],
    ['s', POINT, '-5', 'negative'],
    ['s', POINT, '-0', 0],
    ['H:MM:SS', POINT, '-0:00:05', 'negative'],
    ['MM:SS', POINT, '-0:05', 'negative'],
    ['H:MM:SS', POINT, '99:99:99', 'unreadable'],
    ['MM:SS', POINT, '1:02:03', 'unreadable'],
    ['s', POINT, '', 'unreadable'],
    ['s', POINT, '1,5', 'unreadable'],
    ['s', COMMA, '1.5', 'unreadable'],
    ['s', COMMA, '12.34,5', 'unreadable'],
    ['s', POINT, '1e3', 'unreadable'],
    ['s', POINT, ' 1', 'unreadable'],
    ['min', POINT, '999999999999999', 'unreadable'],
  ] as const)('%s', (unit, style, text, expected) => {
    expect(compileDuration(unit, style)(text)).toBe(expected);
  });
});

test('a duration is read as it was printed, in every unit that can hold it', () => {
  fc.assert(
    fc.property(fc.nat({ max: 99_999 * 3600 }), (seconds) => {
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60)];
      const two = (value: number) => String(value % 60).padStart(2, '0');
      expect(compileDuration('s', POINT)(String(seconds))).toBe(seconds * 1000);
      expect(compileDuration('ms', POINT)(String(seconds))).toBe(seconds);
      expect(compileDuration('1/10 s', POINT)(String(seconds))).toBe(seconds * 100);
      expect(compileDuration('H:MM:SS', POINT)(`${hours}:${two(minutes)}:${two(seconds)}`)).toBe(
        seconds * 1000,
      );
      if (minutes < 1e6)
        expect(compileDuration('MM:SS', POINT)(`${minutes}:${two(seconds)}`)).toBe(seconds * 1000);
    }),
  );
});

test('numbers are read in the style they were written in, and in no other', () => {
  const german = new Intl.NumberFormat('de-DE', { maximumFractionDigits: 6 });
  const english = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e8, max: 1e8 }),
      fc.integer({ min: 1, max: 999_999 }),
      (whole, places) => {
        const value = whole + Math.sign(whole) * (places / 1e6);
        const printed = german.format(value);
        expect(compileNumber(COMMA)(printed)).toBeCloseTo(value, 6);
        expect(compileNumber({ decimal: '.', thousands: ',' })(english.format(value))).toBeCloseTo(value, 6);
        if (printed.includes(',')) expect(compileNumber(POINT)(printed)).toBeNull();
      },
    ),
  );
});

test('no text makes it throw or gives anything but whole milliseconds', () => {
  const digits = fc.string({
    unit: fc.constantFrom('0', '5', '9', ':', '.', ',', '-', '+', ' '),
    maxLength: 24,
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...DURATION_UNITS),
      fc.oneof(digits, fc.string({ unit: 'binary' })),
      (unit, text) => {
        for (const style of [POINT, COMMA]) {
          const read = compileDuration(unit, style)(text);
          expect(typeof read === 'string' || (Number.isSafeInteger(read) && read >= 0)).toBe(true);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
