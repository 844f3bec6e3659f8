import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('the inventory has extensions as they are assigned today, used or not, and people who have none', async () => {
  const columns = ['extension', 'devices', 'person', 'cost_centre', 'calls', 'last_call'];
  expect(await company.cells(columns, 'inventory')).toEqual([
    ['201', 'SEP1 SEP2', 'P2', '2000', 4, '2026-10-21'],
    ['202', null, 'P2', '2000', 6, '2026-10-26'],
    ['203', null, null, '1000', 1, '2026-10-24'],
    ['204', null, null, '2000', 0, null],
    ['206', null, null, '2000', 0, null],
    ['207', null, 'P1', '1100', 0, null],
    [null, null, 'P3', '1000', null, null],
  ]);
});
