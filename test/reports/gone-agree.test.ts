import { expect, test } from 'vitest';
import type { ReportRow } from '../../reports/report.ts';
import { SmallCompany } from './small-company.ts';

/** Every report of calls, by whatever it can be told by. */
const TOLD = [
  ...['itemised', 'extension-costs', 'department-costs', 'department-costs --level 1', 'charge-back'],
  ...['account-codes', 'top-calls', 'top-calls --by count', 'destinations', 'destinations --by country'],
  ...['call-types', 'carriers', 'trunks', 'hours', 'hours --by weekday', 'hours --by hour-of-weekday'],
  ...['answering', 'answering --by cost_centre', 'abandoned', 'trend', 'trend --by week', 'comparison'],
  ...['comparison --by extension', 'comparison --by person', 'comparison --by class', 'private-calls'],
  ...[
    'private-calls --by cost_centre',
    'unknown-extensions',
    'budget',
    'utilisation',
    'utilisation --by site',
  ],
  ...['concurrency', 'concurrency --by hour', 'concurrency --by trunk'],
];

test('what a report tells of calls that have gone is what it told before, or nothing, and never something else', async () => {
  const ladder = { masked: null, anonymous: null, gone: '60 days' };
  const retention = { time_zone: 'Europe/Berlin', raw_copies: '20 days', calls: ladder, held_calls: ladder };
  const company = await new SmallCompany().open(undefined, { retention });
  try {
    const told = async () => await Promise.all(TOLD.map((name) => company.report(...name.split(' '))));
    company.desk.now = Date.UTC(2027, 1, 15);
    const before = await told();
    for (const job of ['totals', 'raw-copies', 'calls'])
      await company.desk.out('jobs', 'run', job, '--confirm', '--yes', '--reason', 'aged');
    expect(await company.desk.json('calls')).toEqual([]);
    for (const [place, after] of (await told()).entries()) {
      const known = before[place]?.rows ?? [];
      const agrees = (row: ReportRow): boolean =>
        known.some((one) => Object.keys(row).every((name) => row[name] === null || row[name] === one[name]));
      expect([TOLD[place], after.rows.filter((row) => !agrees(row))]).toEqual([TOLD[place], []]);
    }
  } finally {
    company.close();
  }
}, 60_000);
