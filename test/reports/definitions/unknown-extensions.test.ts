import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('unknown extensions are those with calls on days on which they are nobody’s', async () => {
  const columns = ['site', 'extension', 'first_seen', 'last_seen', 'calls', 'cost_micros'];
  expect(await company.cells(columns, 'unknown-extensions', '--period', '2026')).toEqual([
    ['berlin', '205', '2026-10-20', '2026-10-20', 1, 70_000],
  ]);
});
