import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('a trend has a row for every week, cut where the period is, also without a call, and none for days to come', async () => {
  const columns = ['part', 'from_day', 'to_day', 'calls', 'cost_micros'];
  expect(await company.cells(columns, 'trend', '--by', 'week')).toEqual([
    ['2026-W40', '2026-10-01', '2026-10-04', 0, 0],
    ['2026-W41', '2026-10-05', '2026-10-11', 0, 0],
    ['2026-W42', '2026-10-12', '2026-10-18', 3, 260_000],
    ['2026-W43', '2026-10-19', '2026-10-25', 8, 320_000],
    ['2026-W44', '2026-10-26', '2026-10-31', 1, 70_000],
  ]);
  const months = await company.cells(['part', 'calls'], 'trend', '--by', 'month', '--period', '2026-Q4');
  expect(months).toEqual([
    ['2026-10', 12],
    ['2026-11', 0],
  ]);
  expect(await company.cells(['part'], 'trend')).toHaveLength(31);
});
