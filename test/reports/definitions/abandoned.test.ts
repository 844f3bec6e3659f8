import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandDesk } from '../../cli/command-desk.ts';
import { SmallCompany } from '../small-company.ts';
import { reportOf } from '../traffic-desk.ts';

const TRANSIT = `
sites:
  berlin: { country: DE, area_code: "30", time_zone: Europe/Berlin, extensions: ["200-299"] }
formats:
  plain:
    driver: delimited
    columns: [start, seconds, calling, called, answered]
    call:
      started: { column: start, pattern: 'YYYY-MM-DD HH:mm:ss' }
      duration: { column: seconds, unit: s }
      calling: calling
      called: called
    answered_by_default: unknown
    conditions:
      - { column: answered, equals: 'y', means: { answered: true } }
      - { column: answered, equals: 'n', means: { answered: false } }
sources:
  pbx: { kind: watch, site: berlin, driver: plain, folder: /var/spool/none, enabled: false }
`;

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

test('a caller whose next call was put through to a number outside was reached, and so was one whom a caller outside was put through to', async () => {
  const [caller, other, mobile] = ['+4989231250001', '+33140000001', '+4915112345678'];
  const desk = new CommandDesk();
  try {
    await desk.out('config apply', desk.write('ledgerline.yaml', TRANSIT));
    const lines = [
      `2026-10-20 09:00:00,0,${caller},201,n`,
      `2026-10-20 09:00:30,0,${other},201,n`,
      `2026-10-20 10:00:00,60,${caller},${mobile},y`,
      `2026-10-20 11:00:00,60,${mobile},${other},y`,
    ];
    await desk.out('ingest', '--source', 'pbx', desk.write('calls.csv', `${lines.join('\n')}\n`));
    const { rows } = await reportOf(desk, 'abandoned', '--period', '2026-10');
    expect(rows.map(({ calling, reached, reached_at }) => [calling, reached, reached_at])).toEqual([
      [caller, 'called again', '2026-10-20T10:00:00+02:00'],
      [other, 'called back', '2026-10-20T11:00:00+02:00'],
    ]);
  } finally {
    desk.remove();
  }
});

test('abandoned calls of numbers that look alike to the reader are not said to be of one caller', async () => {
  const columns = ['calling', 'reached', 'reached_at'];
  expect(await company.cells(columns, 'abandoned', '--as', 'cautious')).toEqual([
    ['+498923125****', null, null],
    ['+3314000****', null, null],
  ]);
});

test('abandoned is also a call that went on to an extension the reader knows nothing of', async () => {
  const rows = await company.cells(['extension', 'started_at'], 'abandoned', '--as', 'front_desk');
  expect(rows).toEqual([['201', '2026-10-21T09:00:00+02:00']]);
});

test('abandoned is no call whose second leg was answered after midnight', async () => {
  const night = await new SmallCompany().open([
    { start: '2026-10-20 23:59:50', src: '+442079460018', dst: '201', ring: 20, linked: '1.1' },
    { start: '2026-10-21 00:00:10', src: '+442079460018', dst: '202', talk: 30, linked: '1.1' },
    { start: '2026-10-20 23:59:55', src: '+4989231250001', dst: '201', ring: 20, linked: '1.2' },
  ]);
  try {
    expect(await night.cells(['calling'], 'abandoned', '--period', '2026-10-20')).toEqual([
      ['+4989231250001'],
    ]);
    expect((await night.report('hours')).totals).toMatchObject({ incoming: 2, in_answered: 1, in_missed: 1 });
  } finally {
    night.close();
  }
});
