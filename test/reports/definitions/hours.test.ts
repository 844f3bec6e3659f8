import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('hours are those of the local clock, and a call that the second extension answered was not missed', async () => {
  const columns = ['hour', 'incoming', 'in_answered', 'in_missed', 'outgoing', 'other', 'calls'];
  const rows = await company.cells(columns, 'hours');
  expect(rows).toHaveLength(24);
  expect(rows.filter(([, ...counts]) => counts.some((count) => count !== 0))).toEqual([
    ['08:00', 1, 0, 1, 0, 0, 1],
    ['09:00', 2, 1, 1, 0, 0, 2],
    // The private call of the 26th is in winter time.
    ['10:00', 0, 0, 0, 4, 0, 4],
    ['11:00', 0, 0, 0, 2, 0, 2],
    ['12:00', 1, 1, 0, 0, 1, 2],
    ['19:00', 0, 0, 0, 1, 0, 1],
  ]);
});

test('hours by weekday, and by both, count the same calls', async () => {
  expect(await company.cells(['weekday', 'calls'], 'hours', '--by', 'weekday')).toEqual([
    ...[
      ['Monday', 2],
      ['Tuesday', 2],
      ['Wednesday', 1],
      ['Thursday', 2],
    ],
    ...[
      ['Friday', 3],
      ['Saturday', 2],
      ['Sunday', 0],
    ],
  ]);
  const { rows, totals } = await company.report('hours', '--by', 'hour-of-weekday');
  expect(rows).toHaveLength(7 * 24);
  expect(totals).toEqual({ incoming: 4, in_answered: 2, in_missed: 2, outgoing: 7, other: 1, calls: 12 });
});
