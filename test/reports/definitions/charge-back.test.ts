import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('a charge-back statement charges each extension to whose it was, in the order of the tree, for each month by itself', async () => {
  const columns = ['posting_period', 'cost_centre', 'extension', 'person_name', 'calls', 'cost_micros'];
  expect(await company.cells(columns, 'charge-back', '--period', '2026-09..2026-10')).toEqual([
    ['2026-09', '2000', '202', 'Bert', 1, 130_000],
    ['2026-09', '2000', '204', null, 1, 70_000],
    ['2026-10', '1000', '203', null, 1, 0],
    ['2026-10', '1100', '201', 'Anna', 1, 70_000],
    ['2026-10', '2000', '202', 'Bert', 6, 380_000],
    ['2026-10', '2000', '201', 'Bert', 3, 130_000],
    ['2026-10', '(unassigned)', '205', null, 1, 70_000],
  ]);
});

test('what is nobody’s is asked for by the word that reports print, from totals and from single calls, and no budget is its', async () => {
  const nobodys = ['--cost-centre', '(unassigned)'];
  expect(await company.cells(['cost_centre', 'extension'], 'charge-back', ...nobodys)).toEqual([
    ['(unassigned)', '205'],
  ]);
  for (const name of ['department-costs', 'itemised', 'extension-costs', 'call-types'])
    expect((await company.report(name, ...nobodys)).totals, name).toMatchObject({
      ...{ calls: 1, cost_micros: 70_000 },
    });
  const sources = ['--min-duration', '1'];
  expect((await company.report('extension-costs', ...nobodys, ...sources)).totals).toMatchObject({
    calls: 1,
  });
  expect((await company.report('budget', ...nobodys)).rows).toEqual([]);
  expect(await company.desk.json('calls', ...nobodys)).toMatchObject([{ extension: '205' }]);
});

test('a charge-back statement of one cost centre has all below it, and names nobody to who is not shown names', async () => {
  const sales = ['charge-back', '--cost-centre', '1000'];
  const columns = ['cost_centre', 'extension', 'person', 'person_name', 'cost_micros'];
  expect(await company.cells(columns, ...sales)).toEqual([
    ['1000', '203', null, null, 0],
    ['1100', '201', 'P1', 'Anna', 70_000],
  ]);
  expect(await company.cells(columns, ...sales, '--as', 'finance')).toEqual([
    ['1000', '203', null, null, 0],
    ['1100', '201', null, null, 70_000],
  ]);
});
