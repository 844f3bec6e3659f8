import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SMALL_CALLS, SmallCompany } from './small-company.ts';

const MARK_UPS = [
  { percent: '10', from: '2026-01-01' },
  { cost_centre: '2000', percent: '12.5', per_leg: '0.02', from: '2026-10-01' },
  { cost_centre: '2000', percent: '25', from: '2026-10-20' },
];

/**
 * Worked out by hand. To Germany 0.01 and 0.06 for each minute that was begun; to London 0.12 a minute by the second, at night 0.06.
 *
 * 203 and 206 talked inside. 201 was Anna's until the 15th: 60 s to Munich, 0.07, and 10 % on it.
 * 202: on the 16th at night 60 s to London, 0.06; on the 19th 90 s, 0.18; on the 23rd 20 s and on the 26th 60 s to Munich, 0.07 each.
 *   12.5 % of 0.06 and 0.18 are 0.0075 and 0.0225, and 0.02 for each; 25 % of 0.07 and 0.07 are 0.0175 each: 0.105.
 *   An incoming leg of 40 s was answered, two were not.
 * 201, Bert's from the 16th on: 61 s to Munich, 0.13; 12.5 % are 0.01625, and 0.02. 120 s came in, and a call that went on to 202.
 * 205 is nobody's: 30 s to Munich, 0.07, and 10 % on it.
 */
const STATEMENT = [
  'Posting period,Cost centre,Name,Extension,Person,Person’s name,Calls,Legs,Answered,Duration,Average,Cost,Currency,Mark-up,Charged',
  '2026-10,1000,Sales,203,,,1,1,1,0:00:10,0:00:10,0.00,,0.00,0.00',
  '2026-10,1100,North,201,P1,Anna,1,1,1,0:01:00,0:01:00,0.07,EUR,0.007,0.077',
  '2026-10,2000,Works,202,P2,Bert,6,7,5,0:04:30,0:00:54,0.38,EUR,0.105,0.485',
  '2026-10,2000,Works,201,P2,Bert,3,3,2,0:03:01,0:01:31,0.13,EUR,0.03625,0.16625',
  '2026-10,(unassigned),,205,,,1,1,1,0:00:30,0:00:30,0.07,EUR,0.007,0.077',
];

let company: SmallCompany;

beforeAll(async () => {
  company = await new SmallCompany().open(SMALL_CALLS, { mark_ups: MARK_UPS });
});

afterAll(() => company.close());

test('the charge-back statement of a small company is what was worked out by hand, as CSV', async () => {
  await company.desk.out('report run charge-back --period 2026-10 --out october.csv');
  const text = readFileSync(join(company.desk.place, 'october.csv'), 'utf8');
  expect(text.trimEnd().split('\r\n')).toEqual(STATEMENT);
});

test('the same as JSON, in whole millionths, with its totals', async () => {
  const { rows, totals } = await company.report('charge-back');
  const cells = rows.map(({ extension, duration_ms, cost_micros, mark_up_micros, charged_micros }) => [
    ...[extension, duration_ms, cost_micros, mark_up_micros, charged_micros],
  ]);
  expect(cells).toEqual([
    ['203', 10_000, 0, 0, 0],
    ['201', 60_000, 70_000, 7_000, 77_000],
    ['202', 270_000, 380_000, 105_000, 485_000],
    ['201', 181_000, 130_000, 36_250, 166_250],
    ['205', 30_000, 70_000, 7_000, 77_000],
  ]);
  expect(totals).toMatchObject({
    ...{ calls: 12, legs: 13, answered: 10, duration_ms: 551_000, currency: 'EUR' },
    ...{ cost_micros: 650_000, mark_up_micros: 155_250, charged_micros: 805_250 },
  });
});

test('cost centres by themselves come to the same', async () => {
  const columns = ['cost_centre', 'cost_micros', 'mark_up_micros', 'charged_micros'];
  const expected = [
    ['1000', 0, 0, 0],
    ['1100', 70_000, 7_000, 77_000],
    ['2000', 510_000, 141_250, 651_250],
    ['(unassigned)', 70_000, 7_000, 77_000],
  ];
  expect(await company.cells(columns, 'department-costs')).toEqual(expected);
  expect((await company.report('department-costs')).totals).toMatchObject({ charged_micros: 805_250 });
});
