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

/** Of these no totals tell anything. */
const OF_CALLS_ALONE = [
  ...['concurrency --extension 202', 'concurrency --number 089231250001 --by trunk'],
  ...['utilisation --extension 202', 'utilisation --min-duration 30', 'concurrency --as front_desk'],
];

/** Rows in which nothing is told that others do not say, but for what they leave empty. */
const unlike = (rows: readonly ReportRow[], known: readonly ReportRow[]): ReportRow[] =>
  rows.filter(
    (row) =>
      !known.some((one) => Object.keys(row).every((name) => row[name] === null || row[name] === one[name])),
  );

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
      expect([TOLD[place], unlike(after.rows, before[place]?.rows ?? [])]).toEqual([TOLD[place], []]);
    }
  } finally {
    company.close();
  }
}, 60_000);

test('while days go whole, and where their process was killed, what a report tells is what it tells behind that', async () => {
  const company = await new SmallCompany().open();
  try {
    const reports = [...TOLD, ...OF_CALLS_ALONE];
    const told = async () => await Promise.all(reports.map((name) => company.report(...name.split(' '))));
    await company.desk.out('jobs', 'run', 'totals');
    const known = ['number_day', 'number_shelf', 'called_day'].map((table) => `delete from ${table};`);
    company.desk.tamper(`insert into leaving_day (day, held) select distinct day, 0 from call;
      delete from call where held_by is null and id % 3 = 0; ${known.join(' ')}`);
    const going = await told();
    // The first who opens the store for writing settles them.
    await company.desk.out('jobs', 'run', 'totals');
    for (const [place, settled] of (await told()).entries()) {
      const rows = going[place]?.rows ?? [];
      expect([reports[place], unlike(rows, settled.rows)]).toEqual([reports[place], []]);
      expect([reports[place], rows.length]).toEqual([reports[place], settled.rows.length]);
    }
  } finally {
    company.close();
  }
}, 60_000);
