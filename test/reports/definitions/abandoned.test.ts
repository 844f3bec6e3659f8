import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('abandoned calls are told one by one, with when the caller was reached; one that another extension took is none', async () => {
  expect(
    await company.cells(['started_at', 'calling', 'ring_ms', 'reached', 'reached_at'], 'abandoned'),
  ).toEqual([
    ['2026-10-22T09:30:00+02:00', '+4989231250002', 30_000, 'called back', '2026-10-23T10:00:00+02:00'],
    ['2026-10-24T08:00:00+02:00', '+33140000001', 15_000, 'no', null],
  ]);
});

test('abandoned calls of numbers that look alike to the reader are not said to be of one caller', async () => {
  const columns = ['calling', 'reached', 'reached_at'];
  expect(await company.cells(columns, 'abandoned', '--as', 'cautious')).toEqual([
    ['+498923125****', null, null],
    ['+3314000****', null, null],
  ]);
});
