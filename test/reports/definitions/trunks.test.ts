import { afterAll, beforeAll, expect, test } from 'vitest';
import { SmallCompany } from '../small-company.ts';

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open();
});

afterAll(() => company.close());

test('trunks carry calls in and out, a call that was sent on is one call of two legs, and internal calls have no trunk', async () => {
  const { rows, totals } = await company.report('trunks');
  expect(rows).toEqual([
    {
      ...{
        source: 'pbx',
        trunk: 'PJSIP/provider',
        incoming: 4,
        outgoing: 7,
        calls: 11,
        legs: 12,
        answered: 9,
      },
      ...{ duration_ms: 541_000, average_ms: 60_111, share: 1 },
    },
  ]);
  expect(totals).toMatchObject({ calls: 11, legs: 12, average_ms: 60_111 });
});
