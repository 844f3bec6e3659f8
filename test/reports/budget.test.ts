import { expect, test } from 'vitest';
import { type Day, parseDay, showDay } from '../../record/calendar.ts';
import { type Budget, budgetParts, budgetSchema, forecastMicros } from '../../reports/budget.ts';
import { readPeriod } from '../../reports/report-period.ts';

const day = (text: string): Day => parseDay(text) ?? (0 as Day);
const budgetOf = (given: Partial<Budget>): Budget =>
  budgetSchema.parse({ cost_centre: '1', amount: '310', currency: 'EUR', from: '2026-01-01', ...given });

function partsIn(period: string, ...budgets: Budget[]) {
  const found = readPeriod(period, day('2026-10-15'));
  if (found === null) throw new Error(period);
  return budgetParts(budgets, found).map(({ from_day, to_day, budget_micros }) => [
    ...[showDay(from_day), showDay(to_day), budget_micros],
  ]);
}

test('a budget has the months that a period touches, whole, and none before it begins', () => {
  expect(partsIn('2026-02-10..2026-03-01', budgetOf({ amount: '12.5' }))).toEqual([
    ['2026-02-01', '2026-02-28', 12_500_000],
    ['2026-03-01', '2026-03-31', 12_500_000],
  ]);
  expect(partsIn('2025', budgetOf({}))).toEqual([]);
});

test('a year of a budget is twelve months from its first month on', () => {
  expect(partsIn('2027-03', budgetOf({ per: 'year', from: '2026-04-01', amount: '999999999.99' }))).toEqual([
    ['2026-04-01', '2027-03-31', 999_999_999_990_000],
  ]);
});

test('a budget of an amount, a currency or a day that are none is refused', () => {
  for (const wrong of [{ amount: '1.005' }, { amount: '-1' }, { currency: 'euro' }, { from: '2026-01-15' }])
    expect(budgetSchema.safeParse({ ...budgetOf({}), ...wrong }).success).toBe(false);
});

test('a forecast goes on as the days that are over: none before the first is, and what was spent when all are', () => {
  const october = { from_day: day('2026-10-01'), to_day: day('2026-10-31') };
  const spent = { until_yesterday_micros: 100_000, all_micros: 105_000 };
  expect(forecastMicros(october, day('2026-10-01'), spent)).toBeNull();
  expect(forecastMicros(october, day('2026-10-11'), spent)).toBe(310_000);
  expect(forecastMicros(october, day('2026-11-01'), spent)).toBe(105_000);
});
