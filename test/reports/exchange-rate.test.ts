import { describe, expect, test } from 'vitest';
import { Exchange, exchangedMicros, exchangeRateSchema } from '../../reports/exchange-rate.ts';

const rate = (given: object) =>
  exchangeRateSchema.parse({ currency: 'GBP', in: 'EUR', rate: '1.1523', from: '2026-01-01', ...given });

describe('an exchange rate', () => {
  test.each([
    [1_000_000, '1.1523', 1_152_300, '1.00 is the rate'],
    [60_000, '1.1523', 69_138, '0.06 is 0.069138'],
    [1, '0.5', 1, 'half a millionth is one'],
    [1, '0.4999999999', 0, 'less than half is none'],
    [3, '1.5', 5, '4.5 millionths are five'],
    [9_000_000_000_000, '0.0000000001', 900, 'ten decimals are exact'],
    [9_007_199_254_740_991, '1', 9_007_199_254_740_991, 'one to one is the same, however much'],
  ])('makes of %d millionths at %s %d: %s', (micros, text, is) => {
    expect(exchangedMicros(micros, text)).toBe(is);
  });

  test('holds from its day on until a later one of the same two currencies', () => {
    const exchange = new Exchange(
      [rate({ rate: '1.2', from: '2026-10-15' }), rate({ rate: '1.1' }), rate({ in: 'USD', rate: '1.3' })],
      'EUR',
    );
    const of = (day: string) => exchange.amount(100, 'GBP', day);
    expect(['2026-01-01', '2026-10-14', '2026-10-15', '2027-01-01'].map(of)).toEqual([110, 110, 120, 120]);
    expect(exchange.note()).toBe(
      'Exchanged by the rates of each day: 1 GBP = 1.1 EUR (from 2026-01-01); 1 GBP = 1.2 EUR (from 2026-10-15).',
    );
  });

  test('is not turned round, and does not hold before its day', () => {
    expect(new Exchange([rate({})], 'GBP').has('EUR', '2026-10-01')).toBe(false);
    const exchange = new Exchange([rate({})], 'EUR');
    expect(exchange.has('GBP', '2025-12-31')).toBe(false);
    expect(exchange.has('EUR', '2025-12-31')).toBe(true);
    expect(() => exchange.amount(1, 'GBP', '2025-12-31')).toThrow(
      'No exchange rate of GBP in EUR holds on 2025-12-31.',
    );
  });

  test('is refused as 0, as a number with a sign, and finer than ten decimals', () => {
    for (const text of ['0', '0.000', '-1', '1,15', '1e3', '1.12345678901', ''])
      expect(
        exchangeRateSchema.safeParse({ currency: 'GBP', in: 'EUR', rate: text, from: '2026-01-01' }).success,
        text,
      ).toBe(false);
  });

  test('of costs that come to more than is exact is refused, not rounded', () => {
    const grow = new Exchange([rate({ currency: 'USD', in: 'IDR', rate: '16000' })], 'IDR').growing();
    const part = { currency: 'USD', day: '2026-10-01', of: '1000' };
    expect(grow({ ...part, micros: 562_949_000_000 })).toBe(9_007_184_000_000_000);
    expect(() => grow({ ...part, micros: 1_000_000 })).toThrow('could not be told to the millionth');
  });
});
