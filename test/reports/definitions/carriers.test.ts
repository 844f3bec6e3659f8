import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('carriers charge by class and time band; of a private call its price is not kept, and so no carrier', async () => {
  const columns = ['carrier', 'class', 'band', 'calls', 'duration_ms', 'cost_micros'];
  expect(await company.cells(columns, 'carriers')).toEqual([
    ['alpha', 'national', null, 4, 171_000, 340_000],
    ['alpha', 'international', null, 1, 90_000, 180_000],
    ['alpha', 'international', 'night', 1, 60_000, 60_000],
    [null, 'national', null, 1, 60_000, 70_000],
  ]);
});
