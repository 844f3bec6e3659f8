import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sums } from '../../record/call-sums.ts';
import {
  addMarked,
  type MarkedSums,
  MarkUps,
  markedRows,
  markedSums,
  markUpMicros,
  markUpSchema,
} from '../../reports/mark-up.ts';

const markUp = (given: object) => markUpSchema.parse({ from: '2026-01-01', ...given });

describe('the mark-up of costs', () => {
  test.each([
    ['12.5', '0', 1_000_000, 1, 125_000, 'an eighth of 1.00'],
    ['12.5', '0.02', 1_000_000, 3, 185_000, 'and 0.02 for each of three legs'],
    ['0', '0.02', 0, 2, 40_000, 'also where the legs cost nothing'],
    ['5', '0', 10, 1, 1, '0.5 of a millionth is one'],
    ['4.9', '0', 10, 1, 0, '0.49 of a millionth is none'],
    ['0.0001', '0', 3_499_999, 1, 3, '3.499999 millionths are three'],
    ['9999.9999', '0', 9_000_000_000_000, 1, 899_999_991_000_000, 'exact also where it is much'],
  ])('of %s %% and %s a leg on %d millionths of %d legs is %d: %s', (percent, per_leg, cost, legs, is) => {
    expect(markUpMicros(markUp({ percent, per_leg }), cost, legs)).toBe(is);
  });

  test('is that of the cost centre itself, else that of every other one, from its day on', () => {
    const of = new MarkUps([
      markUp({ percent: '1' }),
      markUp({ percent: '3', cost_centre: '1000', from: '2026-10-15' }),
      markUp({ percent: '2', cost_centre: '1000', from: '2026-10-01' }),
    ]);
    const percents = ['2026-09-30', '2026-10-01', '2026-10-14', '2026-10-15'].map(
      (day) => of.on(day, '1000')?.percent,
    );
    expect(percents).toEqual(['1', '2', '2', '3']);
    expect(of.on('2026-10-15', '2000')?.percent).toBe('1');
    expect(of.on('2026-10-15', null)?.percent).toBe('1');
    expect(of.on('2025-12-31', null)).toBeNull();
  });

  const charged = fc.record({
    day: fc.constantFrom('2026-10-01', '2026-10-02', '2026-10-31'),
    cost_centre: fc.constantFrom('1000', '2000', null),
    extension: fc.constantFrom('201', '202', '203'),
    currency: fc.constantFrom('EUR', 'GBP'),
    cost: fc.nat(1_000_003),
    legs: fc.integer({ min: 1, max: 9 }),
  });

  function sumsOf(all: readonly { cost: number; legs: number; currency: string }[], group: object): Sums {
    const by = (name: 'cost' | 'legs'): Record<string, number> => {
      const sums: Record<string, number> = {};
      for (const one of all) sums[one.currency] = (sums[one.currency] ?? 0) + one[name];
      return sums;
    };
    const legs = all.reduce((sum, one) => sum + one.legs, 0);
    return {
      ...{
        group,
        calls: legs,
        legs,
        answered: legs,
        duration_ms: 0,
        costs: by('cost'),
        charged_legs: by('legs'),
      },
      ...{
        legs_gone: 0,
        reached: null,
        missed: null,
        ring_ms: null,
        rings: null,
        longest_ring_ms: null,
        longest_ms: null,
      },
      ...{ first_day: '2026-10-01', last_day: '2026-10-31' },
    };
  }

  test('comes to the same by cost centre, by extension, and over parts of the period', () => {
    const markUps = new MarkUps([
      markUp({ percent: '7.3', per_leg: '0.000003' }),
      markUp({ percent: '0.07', cost_centre: '1000', from: '2026-10-02' }),
    ]);
    const total = (marked: readonly MarkedSums[]): Record<string, number> => {
      const sums: Record<string, number> = {};
      for (const one of marked)
        for (const row of markedRows(one)) {
          const name = `${one.group.cost_centre} ${row.currency}`;
          sums[name] = (sums[name] ?? 0) + Number(row.charged_micros);
        }
      return sums;
    };
    fc.assert(
      fc.property(fc.array(charged, { maxLength: 30 }), (all) => {
        const by = (...names: ('day' | 'cost_centre' | 'extension')[]): Sums[] =>
          [...Map.groupBy(all, (one) => JSON.stringify(names.map((name) => one[name]))).values()].map(
            (some) => sumsOf(some, Object.fromEntries(names.map((name) => [name, some[0]?.[name] ?? null]))),
          );
        const centres = markedSums(by('day', 'cost_centre'), ['cost_centre'], markUps);
        const extensions = by('day', 'cost_centre', 'extension');
        expect(total(markedSums(extensions, ['cost_centre', 'extension'], markUps))).toEqual(total(centres));
        const parts = ['2026-10-01', '2026-10-02', '2026-10-31'].flatMap((day) =>
          markedSums(
            by('day', 'cost_centre').filter(({ group }) => group.day === day),
            ['cost_centre'],
            markUps,
          ),
        );
        expect(total(parts)).toEqual(total(centres));
      }),
    );
  });
});

test('what is charged beyond 2^53 millionths is refused, not told with other last digits', () => {
  const part = {
    ...{ calls: 1, legs: 1, answered: 1, duration_ms: 0 },
    ...{ costs: { EUR: Number.MAX_SAFE_INTEGER }, mark_ups: {} },
  };
  expect(() => addMarked([part, part])).toThrow('A sum is larger than');
});
