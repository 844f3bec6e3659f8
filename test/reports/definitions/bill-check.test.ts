import { afterAll, beforeAll, expect, test } from 'vitest';
import { asteriskLine } from '../../asterisk-lines.ts';
import type { CommandDesk } from '../../cli/command-desk.ts';
import { type Line, reportOf, TRAFFIC_CONFIGURATION, trafficDesk } from '../traffic-desk.ts';

const BILL = `start;called number;seconds;amount
2026-10-23 09:00:20;089 231250001;60;0,06
2026-10-23 10:00:00;+4989231250002;120;0,20
2026-10-23 12:00:00;089231250009;30;0,10
2026-11-02 12:00:00;089231250001;60;0,06
gestern;1;1;1
`;
let desk: CommandDesk;

const unanswered = (line: Line): string =>
  asteriskLine({ ...line, talk: 0 }).replace('ANSWERED', 'NO ANSWER');

beforeAll(async () => {
  const shown = `${TRAFFIC_CONFIGURATION}roles:\n  reception: { numbers: hide last 3 }\n`;
  desk = await trafficDesk(
    [
      { start: '2026-10-23 09:00:00', dst: '0089231250001', talk: 60 },
      { start: '2026-10-23 10:00:00', dst: '0089231250002', talk: 60 },
      { start: '2026-10-23 11:00:00', dst: '0089231250003', talk: 60 },
      // Not on a bill: nobody answered, or nobody asks money for it.
      unanswered({ start: '2026-10-23 11:30:00', dst: '0089231250004', uniqueid: '1793005200.99' }),
      { start: '2026-10-23 11:40:00', dst: '201', talk: 60 },
    ],
    shown,
  );
  desk.write('bill.csv', BILL);
});

afterAll(() => desk.remove());

const checked = (...more: readonly string[]) =>
  reportOf(desk, 'bill-check', '--period', '2026-10', '--file', 'bill.csv', ...more);

test('what is different, what only one side has and what could not be read is told, line by line', async () => {
  const { rows, totals } = await checked('--with', 'amount=0.06');
  expect(rows.map(({ state, called, bill_line }) => [state, called, bill_line])).toEqual([
    ['different', '+4989231250002', 3],
    ['only_ours', '+4989231250003', null],
    ['only_theirs', '089231250009', 4],
    ['outside_period', '089231250001', 5],
    ['not_read', null, 6],
  ]);
  expect(rows[0]).toMatchObject({
    ...{ duration_ms: 60_000, bill_duration_ms: 120_000, difference_micros: 200_000, extension: '204' },
  });
  expect(totals).toMatchObject({
    calls: 2,
    bill_lines: 4,
    bill_duration_ms: 210_000,
    bill_cost_micros: 360_000,
  });
});

test('by state each has its sums, and all of them together are the calls and the bill', async () => {
  const { rows, totals } = await checked('--by', 'state', '--with', 'amount=0.06');
  expect(rows.map(({ state, calls, bill_lines }) => [state, calls, bill_lines])).toEqual([
    ['matched', 1, 1],
    ['different', 1, 1],
    ['only_ours', 1, 0],
    ['only_theirs', 0, 1],
    ['outside_period', 0, 1],
    ['not_read', 0, 1],
  ]);
  expect(totals).toMatchObject({ calls: 3, bill_lines: 5, duration_ms: 180_000, bill_cost_micros: 420_000 });
});

test('compared is whatever was answered, also for no whole second', async () => {
  const short = await trafficDesk([
    { start: '2026-10-23 09:00:00', dst: '0089231250001', talk: 0 },
    unanswered({ start: '2026-10-23 10:00:00', dst: '0089231250002', uniqueid: '1793005200.99' }),
  ]);
  try {
    short.write('short.csv', `${BILL.split('\n')[0]}\n2026-10-23 09:00:05;089231250001;1;0,00\n`);
    const { rows } = await reportOf(
      ...[short, 'bill-check', '--period', '2026-10', '--file', 'short.csv', '--by', 'all'],
    );
    expect(rows.map(({ state, called }) => [state, called])).toEqual([['matched', '+4989231250001']]);
  } finally {
    short.remove();
  }
});

test('a call of the last day at a place further west is found on the bill, which has it on the next', async () => {
  const west = `${TRAFFIC_CONFIGURATION.replace(
    'sources:',
    '  boston: { country: US, time_zone: America/New_York, outside_line_prefix: "0" }\nsources:\n  east: { kind: watch, site: boston, driver: asterisk-csv, folder: /var/spool/none, enabled: false }',
  )}`;
  const two = await trafficDesk([{ start: '2026-10-20 12:00:00' }], west);
  try {
    const late = asteriskLine({ start: '2026-10-20 22:00:00', dst: '0089231250001', talk: 60 });
    await two.out('ingest', '--source', 'east', two.write('east.csv', `${late}\n`));
    const [, number = ''] = /"called":"(\+?\d+)"/.exec(await two.out('calls --json --source east')) ?? [];
    two.write('bill.csv', `start,called,seconds,amount\n2026-10-20T22:00:01-04:00,${number},60,0\n`);
    const { rows } = await reportOf(
      ...[
        two,
        'bill-check',
        '--period',
        '2026-10-20',
        '--file',
        'bill.csv',
        '--by',
        'all',
        '--source',
        'east',
      ],
    );
    expect(rows.map(({ state }) => state)).toEqual(['matched']);
  } finally {
    two.remove();
  }
});

test('calls that began further apart than --seconds are not the same', async () => {
  const { rows } = await checked('--by', 'all', '--seconds', '10');
  expect(rows.filter(({ state }) => state === 'matched' || state === 'different')).toHaveLength(1);
});

test('without a file, with one that is no bill, and for who is shown no whole numbers it says what is missing', async () => {
  const refused = async (...argv: readonly string[]) =>
    (await desk.run('report run', 'bill-check', ...argv)).err;
  expect(await refused()).toContain('Name its file with --file.');
  expect(await refused('--file', 'none.csv')).toContain('none.csv');
  expect(await refused('--file', 'pbx.csv')).toContain('pbx.csv is no bill that can be compared');
  expect(await refused('--file', 'bill.csv', '--as', 'reception')).toContain('by which a bill is compared');
});
