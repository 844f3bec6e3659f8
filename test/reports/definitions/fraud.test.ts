import { afterAll, beforeAll, expect, test } from 'vitest';
import { asteriskLine } from '../../asterisk-lines.ts';
import type { CommandDesk } from '../../cli/command-desk.ts';
import { type Line, reportOf, TRAFFIC_CONFIGURATION, trafficDesk } from '../traffic-desk.ts';

/** One Euro a minute, by the second, to everywhere. */
const RATES = `prefix;name;connection_fee;per_minute;minimum_seconds;first_increment_seconds;next_increment_seconds
;everywhere;0;1;0;1;1
`;
const LONDON = '000442079460100';
const WEEKS_BEFORE = ['2026-09-15', '2026-09-22', '2026-09-29', '2026-10-06'];
const HASTY: readonly Line[] = Array.from({ length: 11 }, (_, at) => ({
  start: `2026-10-13 10:${String(at * 2).padStart(2, '0')}:00`,
  ...{ dst: LONDON, talk: 20 },
}));

let desk: CommandDesk;

beforeAll(async () => {
  desk = await trafficDesk(
    [
      ...WEEKS_BEFORE.map((day) => ({ start: `${day} 10:00:00`, dst: LONDON })),
      { start: '2026-09-15 11:00:00', src: '205', dst: '0089231250009' },
      ...HASTY,
      // Four hours and 36 seconds: 240.60 EUR.
      { start: '2026-10-14 08:00:00', src: '205', dst: '0089231250001', talk: 14_436 },
      { start: '2026-10-14 10:00:00', src: '206', dst: '00033140205060' },
      // A Saturday.
      { start: '2026-10-17 10:00:00', dst: '000442079460200' },
    ],
    `${TRAFFIC_CONFIGURATION}roles:\n  reception: { numbers: hide last 3, shows: [extensions, trunks] }\n`,
    RATES,
  );
});

afterAll(() => desk.remove());

const WEEK = ['fraud', '--period', '2026-10-12..2026-10-18'] as const;

test('each rule tells what it found against what is allowed, with extension, number and moment', async () => {
  const { rows } = await reportOf(desk, ...WEEK);
  expect(rows).toMatchObject([
    { rule: 'first-country', country: 'FR', value: 1, limit: 0 },
    // One call a week before, three times that is less than the least.
    { rule: 'country-surge', country: 'GB', value: 12, limit: 10 },
    { rule: 'number-surge', number: '+442079460100', value: 11, limit: 10 },
    { rule: 'cost-jump', extension: '205', value: 240.6, limit: 20, unit: 'EUR', cost_micros: 240_600_000 },
    {
      ...{ rule: 'out-of-hours', extension: '204', number: '+442079460200', value: 10, limit: null },
      ...{ started_at: '2026-10-17T10:00:00+02:00', unit: 'hour, weekend' },
    },
    {
      ...{ rule: 'short-calls', extension: '204', number: '+442079…', value: 11, limit: 10, calls: 11 },
      ...{ started_at: '2026-10-13T10:00:00+02:00' },
    },
    { rule: 'long-call', extension: '205', value: 4.01, limit: 4, started_at: '2026-10-14T08:00:00+02:00' },
  ]);
});

test('a sequence of short calls tells their cost in the currency that they have, also where nobody answered the first', async () => {
  const tried = await trafficDesk(
    Array.from({ length: 10 }, (_, at) => ({
      ...{ start: `2026-10-13 10:${String(at).padStart(2, '0')}:00`, dst: LONDON, talk: at === 0 ? 0 : 30 },
    })).map((line, at) =>
      at === 0 ? asteriskLine({ ...line, uniqueid: '1793005200.99' }).replace('ANSWERED', 'NO ANSWER') : line,
    ),
    ...[TRAFFIC_CONFIGURATION, RATES],
  );
  try {
    const { rows } = await reportOf(tried, ...WEEK);
    expect(rows.find(({ rule }) => rule === 'short-calls')).toMatchObject({
      ...{ value: 10, calls: 10, cost_micros: 4_500_000, currency: 'EUR' },
    });
  } finally {
    tried.remove();
  }
});

test('limits can be moved, each by its name', async () => {
  const { rows } = await reportOf(
    ...[desk, ...WEEK, '--with', 'least_calls=12,short_calls=12,long_hours=5,least_cost=300,first_hour=11'],
  );
  expect(new Set(rows.map(({ rule }) => rule))).toEqual(new Set(['first-country', 'out-of-hours']));
  // Eleven calls at ten o’clock on a Tuesday, one to Paris on a Wednesday, and the one of Saturday.
  expect(rows.filter(({ rule }) => rule === 'out-of-hours')).toHaveLength(13);
});

test('numbers stand as the reader is shown them', async () => {
  const { rows } = await reportOf(desk, ...WEEK, '--as', 'reception');
  expect(rows.find(({ rule }) => rule === 'number-surge')?.number).toBe('+442079460***');
  expect(JSON.stringify(rows)).not.toContain('2079460100');
});
