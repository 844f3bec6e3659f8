import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('destinations are the numbers that were called, or their countries, with their share of the calls', async () => {
  expect(await company.cells(['called', 'country', 'calls', 'cost_micros'], 'destinations')).toEqual([
    ['+442079460018', 'GB', 2, 240_000],
    ['+4989231250001', 'DE', 2, 200_000],
    ['+4989231250002', 'DE', 2, 140_000],
    [expect.stringMatching(/^99\*+$/), 'DE', 1, 70_000],
  ]);
  const columns = ['country', 'name', 'calls', 'average_ms', 'share'];
  expect(await company.cells(columns, 'destinations', '--by', 'country')).toEqual([
    ['DE', 'Germany', 5, 46_200, 5 / 7],
    ['GB', 'United Kingdom', 2, 75_000, 2 / 7],
  ]);
});

test('destinations with a limit have totals of what is shown', async () => {
  expect((await company.report('destinations', '--limit', '1')).totals).toMatchObject({
    ...{ calls: 2, cost_micros: 240_000 },
  });
});
