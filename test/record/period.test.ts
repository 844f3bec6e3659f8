import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Day, parseDay, showDay } from '../../record/calendar.ts';
import { edgeOf, endsNoLater, type Period, parsePeriod, showPeriod } from '../../record/period.ts';

const day = (text: string): Day => parseDay(text) ?? (0 as Day);
const periods = fc.record({
  count: fc.integer({ min: 1, max: 130 }),
  unit: fc.constantFrom('days' as const, 'months' as const, 'years' as const),
});
const days = fc.integer({ min: 0, max: 60_000 }) as fc.Arbitrary<Day>;

test('a period is read as it is written', () => {
  fc.assert(
    fc.property(periods, (period) => {
      expect(parsePeriod(showPeriod(period))).toEqual(period);
    }),
  );
  for (const text of ['', '0 days', '12', 'months', '-1 days', '1.5 years', '12 weeks', '999999 days'])
    expect(parsePeriod(text), text).toBeNull();
});

test.each([
  ['2026-11-28', '90 days', '2026-08-30'],
  ['2026-11-28', '12 months', '2025-11-28'],
  ['2026-05-31', '3 months', '2026-02-28'],
  ['2024-02-29', '1 year', '2023-02-28'],
  ['2026-03-01', '1 month', '2026-02-01'],
])('on %s the edge of %s is %s', (today, text, edge) => {
  expect(showDay(edgeOf(parsePeriod(text) as Period, day(today)))).toBe(edge);
});

test('the edge never goes back as days go by, so nothing that has reached an age is young again', () => {
  fc.assert(
    fc.property(periods, days, (period, today) => {
      expect(edgeOf(period, (today + 1) as Day)).toBeGreaterThanOrEqual(edgeOf(period, today));
    }),
  );
});

test('a period that is said to end no later than another does so on every day', () => {
  fc.assert(
    fc.property(periods, periods, days, (one, other, today) => {
      if (endsNoLater(one, other)) expect(edgeOf(one, today)).toBeGreaterThanOrEqual(edgeOf(other, today));
      expect(endsNoLater(one, one)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
