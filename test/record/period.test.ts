import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDay, showDay } from '../../record/calendar.ts';
import { dayBefore, type Period, readPeriod, showPeriod } from '../../record/period.ts';

const period = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 3652 }), unit: fc.constant('days' as const) }),
  fc.record({ count: fc.integer({ min: 1, max: 120 }), unit: fc.constant('months' as const) }),
  fc.record({ count: fc.integer({ min: 1, max: 10 }), unit: fc.constant('years' as const) }),
);
const today = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
  .map((date) => dayAt(date.toISOString().slice(0, 10)));

function dayAt(text: string) {
  const day = parseDay(text);
  if (day === null) throw new Error(`no day: ${text}`);
  return day;
}

const before = (day: string, text: string): string => {
  const read = readPeriod(text);
  return typeof read === 'string' ? read : showDay(dayBefore(dayAt(day), read));
};

describe('a period', () => {
  test('is read as it is written', () => {
    fc.assert(
      fc.property(period, (given: Period) => {
        expect(readPeriod(showPeriod(given))).toEqual(given);
      }),
    );
    expect(readPeriod('1 year')).toEqual({ count: 1, unit: 'years' });
  });

  test.each([
    '',
    '90',
    '90days',
    '0 days',
    '-1 days',
    '1.5 years',
    '90 Days',
    '2 weeks',
    ' 90 days',
    '1e2 days',
  ])('“%s” is none', (text) => expect(readPeriod(text)).toBe('no period'));

  test.each(['3653 days', '121 months', '11 years', '999999 days'])('of %s is too long', (text) =>
    expect(readPeriod(text)).toBe('too long'),
  );

  test.each([
    ['2026-10-26', '90 days', '2026-07-28'],
    ['2026-10-26', '12 months', '2025-10-26'],
    ['2026-03-31', '1 month', '2026-02-28'],
    ['2024-02-29', '1 year', '2023-02-28'],
    ['2026-10-26', '10 years', '2016-10-26'],
    ['1970-01-05', '1 month', '1969-12-05'],
  ])('before %s of %s begins on %s', (day, text, expected) => expect(before(day, text)).toBe(expected));

  test('never begins earlier on a later day', () => {
    fc.assert(
      fc.property(today, period, (day, given) => {
        const next = dayBefore(dayAt(showDay(day + 1)), given);
        expect(next).toBeGreaterThanOrEqual(dayBefore(day, given));
      }),
    );
  });
});
