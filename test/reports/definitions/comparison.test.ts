import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

const columns = ['entity', 'calls', 'calls_before', 'cost_micros', 'difference_micros', 'change'];

test('a comparison is with the period before, and a change from nothing has no percentage', async () => {
  expect(await company.cells(columns, 'comparison')).toEqual([
    ['2000', 9, 2, 510_000, 310_000, 1.55],
    ['(unassigned)', 1, 0, 70_000, 70_000, null],
    ['1100', 1, 0, 70_000, 70_000, null],
    ['1000', 1, 0, 0, 0, null],
  ]);
  expect((await company.report('comparison')).totals).toMatchObject({
    ...{ cost_micros: 650_000, cost_before_micros: 200_000, difference_micros: 450_000, change: 2.25 },
  });
});

test('a comparison can be by something else and with another period; what was there once only has its row', async () => {
  const given = ['--by', 'extension', '--period', '2026-09', '--compare', '2026-10'];
  expect(await company.cells(columns, 'comparison', ...given)).toEqual(
    expect.arrayContaining([
      ['202', 1, 6, 130_000, -250_000, -250_000 / 380_000],
      ['204', 1, 0, 70_000, 70_000, null],
      ['201', 0, 4, 0, -200_000, -1],
    ]),
  );
});
