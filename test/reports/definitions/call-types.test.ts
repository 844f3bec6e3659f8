import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('call types are class and direction with their share of all calls', async () => {
  const columns = ['class', 'direction', 'calls', 'legs', 'duration_ms', 'share'];
  expect(await company.cells(columns, 'call-types')).toEqual([
    ['national', 'outgoing', 5, 5, 231_000, 5 / 12],
    ['international', 'outgoing', 2, 2, 150_000, 2 / 12],
    ['internal', 'incoming', 4, 5, 160_000, 4 / 12],
    ['internal', 'internal', 1, 1, 10_000, 1 / 12],
  ]);
});
