import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('account codes are told with their owners, unknown ones are marked, and calls without a code have a row', async () => {
  const columns = ['account_code', 'status', 'name', 'person_name', 'cost_centre', 'calls', 'cost_micros'];
  expect(await company.cells(columns, 'account-codes')).toEqual([
    [null, 'no code', null, null, null, 10, 520_000],
    ['4711', 'known', 'Project', 'Anna', '1000', 1, 70_000],
    ['9999', 'unknown', null, null, null, 1, 60_000],
  ]);
});

test('account codes are refused to who is not shown them, and so is any report of one code', async () => {
  for (const report of ['account-codes', 'top-calls --account-code 4711', 'trend --account-code 4711'])
    expect(await company.desk.run(`report run ${report} --period 2026-10 --as administrator`)).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/account code.* not shown to role administrator/),
    });
});
