import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('unused extensions have no call, also no internal one that came to them; the last call is told where there was one', async () => {
  const columns = ['extension', 'person_name', 'cost_centre', 'last_call', 'days_idle'];
  expect(await company.cells(columns, 'unused-extensions')).toEqual([
    ['204', null, '2000', '2026-09-11', 50],
    ['207', 'Anna', '1100', null, null],
  ]);
});

test('unused extensions, as the directory, are for who is shown every call whole', async () => {
  for (const report of ['unused-extensions', 'inventory'])
    expect(await company.desk.run(`report run ${report} --as finance`)).toMatchObject({
      ...{ exit: 1, out: '', err: expect.stringContaining('The directory is not shown to role finance') },
    });
});
