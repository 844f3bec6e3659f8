import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

const columns = [
  ...['cost_centre', 'from_day', 'to_day', 'budget_micros', 'cost_micros', 'left_micros', 'used'],
  'forecast_micros',
];

test('a budget is held against the cost of the cost centre and all below it, its whole month or year', async () => {
  expect(await company.cells(columns, 'budget')).toEqual([
    // It is 15 November: 75 days of 365 are over.
    ['2000', '2026-09-01', '2027-08-31', 10_000_000, 710_000, 9_290_000, 0.071, 3_455_333],
    ['1000', '2026-10-01', '2026-10-31', 100_000, 70_000, 30_000, 0.7, 70_000],
    ['4000', '2026-10-01', '2026-10-31', 1_000_000, 0, 1_000_000, 0, 0],
  ]);
});

test('a later budget takes the place of an earlier one, and a report of one cost centre has its budgets alone', async () => {
  const found = await company.cells(columns, 'budget', '--period', '2026-Q4', '--cost-centre', '1000');
  expect(found).toEqual([
    ['1000', '2026-10-01', '2026-10-31', 100_000, 70_000, 30_000, 0.7, 70_000],
    ['1000', '2026-11-01', '2026-11-30', 200_000, 0, 200_000, 0, 0],
    ['1000', '2026-12-01', '2026-12-31', 200_000, 0, 200_000, 0, null],
  ]);
});
