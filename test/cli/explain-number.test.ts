import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandDesk } from './command-desk.ts';
import { COMPANY_CONFIGURATION, companyLines } from './company-records.ts';

const desk = new CommandDesk();

beforeAll(async () => {
  await desk.out('config apply', desk.write('ledgerline.yaml', COMPANY_CONFIGURATION));
  const bytes = Buffer.from(companyLines().join(''));
  await desk.out('ingest', '--source', 'pbx', desk.write('pbx.csv', bytes));
});
afterAll(() => desk.remove());

test('a number is found as people of a site write it, as it is dialled there, and with its country', async () => {
  const found = await desk.json<{ calls: number }[]>('explain', '+4989231250001');
  expect(found).toMatchObject([{ class: 'calls', step: 'full' }, { class: 'held_calls' }]);
  const calls = await desk.json<object[]>('calls', '--number', '+4989231250001');
  expect(calls.length).toBeGreaterThan(0);
  for (const typed of ['089231250001', '089 231250001', '9089231250001']) {
    expect(await desk.json('explain', typed), typed).toEqual(found);
    expect(await desk.json('calls', '--number', typed), typed).toEqual(calls);
  }
  const masked = await desk.json<object[]>('calls', '--as', 'administrator', '--number', '9089231250001');
  expect(masked.length).toBeGreaterThanOrEqual(calls.length);
  expect(await desk.json('calls', '--number', '231250001@example.org')).toEqual([]);
});
