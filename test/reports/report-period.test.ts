import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Day, parseDay, showDay } from '../../record/calendar.ts';
import { partsOf, periodBefore, readPeriod } from '../../reports/report-period.ts';

const day = (text: string): Day => {
  const found = parseDay(text);
  if (found === null) throw new Error(`${text} is no day`);
  return found;
};
/** A Saturday. */
const TODAY = day('2026-11-28');

function days(asked: string, today = TODAY): string {
  const period = readPeriod(asked, today);
  return period === null ? 'none' : `${showDay(period.from_day)} ${showDay(period.to_day)}`;
}

test.each([
  ['today', '2026-11-28 2026-11-28'],
  ['yesterday', '2026-11-27 2026-11-27'],
  ['this-week', '2026-11-23 2026-11-29'],
  ['last-week', '2026-11-16 2026-11-22'],
  ['this-month', '2026-11-01 2026-11-30'],
  ['Last-Month', '2026-10-01 2026-10-31'],
  ['this-quarter', '2026-10-01 2026-12-31'],
  ['last-quarter', '2026-07-01 2026-09-30'],
  ['this-year', '2026-01-01 2026-12-31'],
  ['last-year', '2025-01-01 2025-12-31'],
  ['last-30-days', '2026-10-29 2026-11-27'],
  ['2026-02-28', '2026-02-28 2026-02-28'],
  ['2024-02', '2024-02-01 2024-02-29'],
  ['2026-Q1', '2026-01-01 2026-03-31'],
  ['2020-W53', '2020-12-28 2021-01-03'],
  ['2026-W01', '2025-12-29 2026-01-04'],
  ['2026', '2026-01-01 2026-12-31'],
  ['2026-10-01..2026-10-15', '2026-10-01 2026-10-15'],
  ['2026-01..2026-03', '2026-01-01 2026-03-31'],
])('the period %s is the days %s', (asked, expected) => {
  expect(days(asked)).toBe(expected);
});

test.each([
  '',
  'soon',
  '2026-13',
  '2026-02-30',
  '2026-Q5',
  '2026-W54',
  '2026-W00',
  '2026-10-15..2026-10-01',
  '1..2..3',
  'last-0-days',
])('"%s" is no period', (asked) => {
  expect(days(asked)).toBe('none');
});

test('weeks of ISO 8601 follow each other without a gap, and each has seven days', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (at) => {
      const [week, next] = ['this-week', 'last-week'].map((asked) => readPeriod(asked, at as Day));
      if (week === null || next === null || week === undefined || next === undefined)
        throw new Error('no week');
      expect(week.to_day - week.from_day).toBe(6);
      expect(next.to_day + 1).toBe(week.from_day);
      expect(week.from_day <= at && at <= week.to_day).toBe(true);
    }),
  );
});

test('what comes before whole months is as many whole months, else as many days', () => {
  const before = (asked: string): string => {
    const period = readPeriod(asked, TODAY);
    if (period === null) throw new Error(`${asked} is no period`);
    const { from_day, to_day } = periodBefore(period);
    return `${showDay(from_day)} ${showDay(to_day)}`;
  };
  expect(before('2026-03')).toBe('2026-02-01 2026-02-28');
  expect(before('2026-Q1')).toBe('2025-10-01 2025-12-31');
  expect(before('2026-10-01..2026-10-10')).toBe('2026-09-21 2026-09-30');
  expect(before('2026-W02')).toBe('2025-12-29 2026-01-04');
});

test('the days, weeks and months of a period follow each other from its first day to its last', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60_000 }),
      fc.nat(500),
      fc.constantFrom('day', 'week', 'month'),
      (from, length, unit) => {
        const [from_day, to_day] = [from as Day, (from + length) as Day];
        const parts = partsOf({ from_day, to_day }, unit);
        const names = new Set(parts.map(({ asked }) => asked));
        expect(names.size).toBe(parts.length);
        expect([parts[0]?.from_day, parts.at(-1)?.to_day]).toEqual([from_day, to_day]);
        for (const [place, part] of parts.entries()) {
          expect(part.to_day).toBeGreaterThanOrEqual(part.from_day);
          if (place > 0) expect(part.from_day).toBe((parts[place - 1]?.to_day ?? 0) + 1);
          const whole = readPeriod(part.asked, TODAY);
          expect(whole?.from_day).toBeLessThanOrEqual(part.from_day);
          expect(whole?.to_day).toBeGreaterThanOrEqual(part.to_day);
        }
      },
    ),
  );
});
