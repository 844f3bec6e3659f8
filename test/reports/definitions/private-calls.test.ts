import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('private calls stand beside those of business, and no number with them', async () => {
  const columns = [
    'entity',
    'private_calls',
    'private_cost_micros',
    'business_calls',
    'business_cost_micros',
  ];
  expect(await company.cells(columns, 'private-calls')).toEqual([
    ['201', 0, 0, 4, 200_000],
    ['202', 1, 70_000, 5, 310_000],
    ['203', 0, 0, 1, 0],
    ['205', 0, 0, 1, 70_000],
  ]);
  const named = await company.cells(['entity', 'name', 'private_calls'], 'private-calls', '--by', 'person');
  expect(named).toContainEqual(['P2', 'Bert', 1]);
  expect(await company.desk.out('report run private-calls --period 2026-10')).not.toMatch(/2312|\+/);
});

test('a call that nothing marks is business where a report is narrowed to these, too', async () => {
  const legs = async (...narrowed: readonly string[]) =>
    (await company.report('call-types', ...narrowed)).totals.legs;
  const every = Number(await legs());
  expect([await legs('--private', 'no'), await legs('--private', 'yes')]).toEqual([every - 1, 1]);
});
