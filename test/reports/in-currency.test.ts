import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SmallCall, SmallCompany } from './small-company.ts';
import { openInTwoCurrencies } from './two-currencies.ts';

const LONDON = '00442079460018';
const over = { dst: LONDON, talk: 60, trunk: 'thames' };
const CALLS: readonly SmallCall[] = [
  { start: '2026-10-14 10:00:00', src: '202', ...over },
  { start: '2026-10-14 11:00:00', src: '204', ...over },
  { start: '2026-10-14 12:00:00', src: '201', ...over },
  { start: '2026-10-20 10:00:00', src: '202', ...over },
  { start: '2026-10-20 11:00:00', src: '202', dst: '089231250001', talk: 60 },
  { start: '2026-10-20 12:00:00', src: '203', dst: '206', talk: 10 },
];
const MARK_UPS = [{ cost_centre: '2000', percent: '10', per_leg: '0.02', from: '2026-01-01' }];
const EUR = ['--currency', 'EUR'];

/**
 * Worked out by hand. A minute to London is 0.03 GBP, one to Munich 0.07 EUR.
 *
 * Until the 19th a pound is 1.15235. On the 14th 202 and 204, both of 2000, cost 0.06 GBP: 0.069141. The first of them alone is
 *   0.0345705, rounded up 0.034571; so the second has 0.03457. 201 was Anna's, of 1100: 0.0345705, rounded up 0.034571.
 * From the 20th on it is 1.1: 0.03 GBP are 0.033, and 0.07 stay what they are.
 *
 * On 2000: on the 14th 10 % of 0.06 GBP and twice 0.02 are 0.046 GBP, 0.0530081, rounded 0.053008. On the 20th 0.003 and 0.02 GBP are
 *   0.0253, and 0.007 and 0.02 EUR 0.027.
 */
describe('a report in one currency', () => {
  let company: SmallCompany;

  beforeAll(async () => {
    company = await openInTwoCurrencies(new SmallCompany(), CALLS, { mark_ups: MARK_UPS });
  });

  afterAll(() => company.close());

  test('shows each call by the rate of its day, and the calls of a cost centre add up to what it costs', async () => {
    const { rows, totals } = await company.report('itemised', ...EUR);
    expect(rows.map(({ cost_micros, currency }) => [cost_micros, currency])).toEqual([
      ...[34_571, 34_570, 34_571, 33_000, 70_000].map((micros) => [micros, 'EUR']),
      [0, null],
    ]);
    expect(totals).toMatchObject({ cost_micros: 206_712, currency: 'EUR' });
  });

  test('tells cost centres, with what is put on them in the currency of each call', async () => {
    const columns = ['cost_centre', 'cost_micros', 'mark_up_micros', 'charged_micros'];
    expect(await company.cells(columns, 'department-costs', ...EUR)).toEqual([
      ['1000', 0, 0, 0],
      ['1100', 34_571, 0, 34_571],
      ['2000', 172_141, 105_308, 277_449],
    ]);
  });

  test('tells extensions the same in costs and in the statement', async () => {
    const expected = [
      ['202', 137_571],
      ['201', 34_571],
      ['204', 34_570],
      ['203', 0],
    ];
    const costs = await company.cells(['extension', 'cost_micros'], 'extension-costs', ...EUR);
    expect(costs).toEqual(expected);
    const statement = await company.cells(['extension', 'cost_micros'], 'charge-back', ...EUR);
    expect(new Map(statement.map(([extension, cost]) => [extension, cost]))).toEqual(
      new Map(expected as [string, number][]),
    );
  });

  test('finds the dearest calls by what they cost in it', async () => {
    const { rows } = await company.report('top-calls', '--limit', '2', ...EUR);
    expect(rows.map(({ rank, cost_micros }) => [rank, cost_micros])).toEqual([
      [1, 70_000],
      [2, 34_571],
    ]);
  });

  test('names the rates below, and the currency in the receipt', async () => {
    const { notes, receipt } = await company.report('itemised', ...EUR);
    expect(notes).toEqual([
      'Exchanged by the rates of each day: 1 GBP = 1.15235 EUR (from 2026-01-01); 1 GBP = 1.1 EUR (from 2026-10-20).',
    ]);
    expect(receipt.parameters).toMatchObject({ currency: 'EUR' });
    expect(receipt.crosses_retention).toBe(false);
  });

  test('is refused, before anything is written, where a day has no rate; none is turned round', async () => {
    for (const name of ['itemised', 'department-costs', 'charge-back', 'trend', 'top-calls']) {
      const { exit, out, err } = await company.desk.run(
        'report run',
        name,
        '--period',
        '2026-10',
        '--currency',
        'GBP',
      );
      expect([exit, out], name).toEqual([1, '']);
      expect(err).toContain('No exchange rate of EUR in GBP holds on 2026-10-20.');
    }
    const { err } = await company.desk.run(
      'report run',
      'itemised',
      '--period',
      '2026-10',
      '--currency',
      'USD',
    );
    expect(err).toContain('of GBP in USD holds from 2026-10-14 to 2026-10-20 (2 days with costs).');
    expect(err).toContain('of EUR in USD holds on 2026-10-20.');
  });

  test('is asked for only by name, and only of reports that tell costs', async () => {
    const wrong = await company.desk.run('report run', 'itemised', '--currency', 'euro');
    expect(wrong.err).toContain('--currency euro is no currency.');
    const hours = await company.desk.run('report run', 'hours', ...EUR);
    expect(hours.err).toContain('The report hours does not take --currency.');
    expect(await company.desk.out('report explain', 'trend')).toContain('--currency CUR');
  });
});

describe('a budget in one currency', () => {
  test('counts every cost, and is itself exchanged by the rate of its first day', async () => {
    const company = new SmallCompany();
    try {
      const budgets = [
        { cost_centre: '2000', amount: '1', currency: 'GBP', from: '2026-10-01' },
        { cost_centre: '1100', amount: '2', currency: 'EUR', from: '2026-10-01' },
      ];
      await openInTwoCurrencies(company, CALLS, { budgets });
      const columns = ['cost_centre', 'budget_micros', 'cost_micros', 'currency'];
      expect(await company.cells(columns, 'budget', ...EUR)).toEqual([
        ['2000', 1_152_350, 172_141, 'EUR'],
        ['1100', 2_000_000, 34_571, 'EUR'],
      ]);
      // Without it only what is in the currency of the budget.
      expect(await company.cells(columns, 'budget')).toEqual([
        ['2000', 1_000_000, 90_000, 'GBP'],
        ['1100', 2_000_000, 0, 'EUR'],
      ]);
    } finally {
      company.close();
    }
  });
});

test('a report in one currency is verified: the same, and different because of policy when a rate is another', async () => {
  const company = new SmallCompany();
  try {
    await openInTwoCurrencies(company, CALLS);
    const { desk } = company;
    await desk.out('report run', 'charge-back', '--period', '2026-10', ...EUR, '--out', 'october.json');
    expect(await desk.out('report verify', 'october.json')).toContain(': same.');
    const text = await desk.out('config show');
    desk.write('other.yaml', text.replace('1.15235', '1.2'));
    await desk.out('config apply', 'other.yaml');
    const { exit, out } = await desk.run('report verify', 'october.json');
    expect(exit).toBe(1);
    expect(out).toContain('different:\n  policy: configuration 1 then, 2 now');
    expect(out).toMatch(/ Charged +0\.034571 +0\.036\n/);
  } finally {
    company.close();
  }
});
