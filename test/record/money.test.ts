import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEAREST_MICROS, decimalsOf, parseAmount, showAmount } from '../../record/money.ts';

test('an amount is read exactly as it is shown, with a point or a comma', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: DEAREST_MICROS }), (micros) => {
      expect(parseAmount(showAmount(micros))).toEqual({ kind: 'amount', micros });
      expect(parseAmount(showAmount(micros).replace('.', ','))).toEqual({ kind: 'amount', micros });
    }),
  );
});

test('amounts are shown with two decimals, and with more where there are any', () => {
  expect([0, 1, 10_000, 52_500, 12_000_000, -300_000].map((micros) => showAmount(micros))).toEqual([
    ...['0.00', '0.000001', '0.01', '0.0525', '12.00', '-0.30'],
  ]);
});

test('what is no plain amount is refused with the reason and never guessed', () => {
  const whyNot = (text: string): string => {
    const parsed = parseAmount(text);
    return parsed.kind === 'refused' ? parsed.why : `read as ${parsed.micros}`;
  };
  for (const text of ['', '-1', '1.234,56', '1 000', '1e3', '0.05 EUR', '.5', 'free'])
    expect(whyNot(text)).toBe('is no amount such as 0.0525 or 0,0525');
  expect(whyNot('0.0000001')).toBe('is finer than a millionth');
  expect(whyNot('0.0500000000')).toBe('read as 50000');
  expect(whyNot('10000.01')).toBe('is more than 10000');
});

test('amounts of one table are shown with as many decimals as the finest of them needs, and are still the same amounts', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: DEAREST_MICROS }), { minLength: 1 }), (amounts) => {
      const decimals = decimalsOf(amounts);
      const shown = amounts.map((micros) => showAmount(micros, decimals));
      expect(new Set(shown.map((text) => text.length - text.indexOf('.')))).toEqual(new Set([decimals + 1]));
      expect(shown.map((text) => Math.round(Number(text) * 1_000_000))).toEqual(amounts);
      expect(decimals === 2 || amounts.some((micros) => micros % 10 ** (7 - decimals) !== 0)).toBe(true);
    }),
  );
  expect(decimalsOf([-300_000, 5_458_850])).toBe(5);
});
