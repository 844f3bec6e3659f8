import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandDesk } from '../../cli/command-desk.ts';
import { reportOf, TRAFFIC_CONFIGURATION, trafficDesk } from '../traffic-desk.ts';

const MINUTE = 60_000;
let desk: CommandDesk;

beforeAll(async () => {
  desk = await trafficDesk([
    // Over the border of an hour: half an hour in each, and five seconds of ringing before.
    { start: '2026-10-23 09:29:55', talk: 3600 },
    { start: '2026-10-23 10:00:00', talk: 595 },
  ]);
});

afterAll(() => desk.remove());

test('a call is cut at the border of the hour, and stands among the calls of the hour in which it began', async () => {
  const { rows, totals } = await reportOf(desk, 'utilisation', '--period', '2026-10-23');
  expect(rows).toMatchObject([
    {
      ...{ trunk: 'PJSIP/provider', hour: '2026-10-23T09:00:00+02:00', calls: 1, duration_ms: 30 * MINUTE },
      ...{ busy_ms: 30 * MINUTE + 5000, peak: 1, lines: 2, busy_hour: null },
    },
    {
      ...{ hour: '2026-10-23T10:00:00+02:00', calls: 1, duration_ms: 30 * MINUTE + 595_000 },
      // 1,800 and 600 seconds: two thirds of an Erlang, of two lines a third; by hand (E²/2)/(1+E+E²/2) is 11.76 %.
      ...{ busy_ms: 40 * MINUTE, erlang: 0.6667, ccs: 24, peak: 2, share: 1 / 3, lines_needed: 4 },
      ...{ blocked_share: expect.closeTo(2 / 17, 12), busy_hour: 'of its day, of the period' },
    },
  ]);
  expect(totals).toMatchObject({ calls: 2, legs: 2, duration_ms: 4_195_000, busy_ms: 4_205_000 });
});

test('an hour that occurs twice is two hours, and the part of a call over midnight belongs to the next day', async () => {
  const utc = TRAFFIC_CONFIGURATION.replace(
    'driver: asterisk-csv',
    'driver: asterisk-csv, driver_options: { utc: true }',
  );
  const night = await trafficDesk(
    [
      // Local 01:59:55, before the clock is put back at three, and over it: one hour and a half go by.
      { start: '2026-10-24 23:59:55', talk: 5400 },
      // Local 23:50.
      { start: '2026-10-25 22:50:00', talk: 1195 },
    ],
    utc,
  );
  const { rows } = await reportOf(night, 'utilisation', '--period', '2026-10-25..2026-10-26');
  expect(rows.map(({ hour, calls, duration_ms }) => [hour, calls, duration_ms])).toEqual([
    ['2026-10-25T01:00:00+02:00', 1, 0],
    ['2026-10-25T02:00:00+02:00', 0, 60 * MINUTE],
    ['2026-10-25T02:00:00+01:00', 0, 30 * MINUTE],
    ['2026-10-25T23:00:00+01:00', 1, 595_000],
    ['2026-10-26T00:00:00+01:00', 0, 10 * MINUTE],
  ]);
  const next = await reportOf(night, 'utilisation', '--period', '2026-10-26');
  expect(next.totals).toMatchObject({ calls: 0, duration_ms: 10 * MINUTE });
  night.remove();
});

test('traffic of an hour that a change of clocks cuts short is by the half hour that it has', async () => {
  const howe = TRAFFIC_CONFIGURATION.replace('Europe/Berlin', 'Australia/Lord_Howe').replace(
    'driver: asterisk-csv',
    'driver: asterisk-csv, driver_options: { utc: true }',
  );
  // At two the clock is put back to half past one, and forth to half past two: local 01:30 for the second time, and 02:30.
  const short = await trafficDesk(
    [
      { start: '2026-04-04 14:59:55', talk: 1800 },
      { start: '2026-10-03 15:29:55', talk: 1800 },
    ],
    howe,
  );
  for (const [day, hour] of [
    ['2026-04-05', '2026-04-05T01:30:00+10:30'],
    ['2026-10-04', '2026-10-04T02:30:00+11:00'],
  ] as const) {
    const { rows } = await reportOf(short, 'utilisation', '--period', day);
    // One call all the time is one Erlang, of two lines a half; by hand (E²/2)/(1+E+E²/2) is a fifth.
    expect(rows.find((row) => row.hour === hour)).toMatchObject({
      ...{ busy_ms: 30 * MINUTE, erlang: 1, ccs: 36, share: 0.5, lines_needed: 5 },
      blocked_share: expect.closeTo(1 / 5, 12),
    });
  }
  short.remove();
});

test('hours of calls that have gone are told from the totals, all but how many were beside each other', async () => {
  const aged = TRAFFIC_CONFIGURATION.concat(`
retention:
  time_zone: Europe/Berlin
  raw_copies: 20 days
  calls: { masked: null, anonymous: null, gone: 3 months }
  held_calls: { masked: null, gone: 3 months }
`);
  const gone = await trafficDesk(
    [
      { start: '2026-10-23 09:29:55', talk: 3600 },
      { start: '2026-10-23 10:00:00', talk: 595 },
      { start: '2026-10-24 23:50:00', talk: 1195 },
    ],
    aged,
  );
  const told = async (period: string, ...more: readonly string[]) => {
    const { rows, notes } = await reportOf(gone, 'utilisation', '--period', period, ...more);
    return [rows.map(({ peak: _, ...row }) => row), notes.filter((note) => note.includes('only the sums'))];
  };
  const periods = ['2026-10', '2026-10-23', '2026-10-25'] as const;
  const before = await Promise.all(periods.map((period) => told(period)));
  gone.now += 120 * 86_400_000;
  for (const job of ['totals', 'raw-copies', 'calls'])
    await gone.out('jobs', 'run', job, '--confirm', '--yes', '--reason', 'aged');
  expect(await gone.json('calls')).toEqual([]);
  expect(await Promise.all(periods.map((period) => told(period)))).toEqual(before);
  const { rows } = await reportOf(gone, 'utilisation', '--period', '2026-10');
  expect([rows.length, rows.every(({ peak }) => peak === null)]).toEqual([4, true]);
  // What only calls could answer is not told of those that have gone.
  expect((await told('2026-10', '--min-duration', '5'))[0]).toEqual([]);
  gone.remove();
});

test('lines are needed for the share of blocked calls that was asked for', async () => {
  const { rows } = await reportOf(
    desk,
    'utilisation',
    '--period',
    '2026-10-23',
    '--with',
    'blocked_percent=20',
  );
  // Of two lines 2/17 is blocked, of one 40 %.
  expect(rows[1]?.lines_needed).toBe(2);
  const { exit, err } = await desk.run('report run', 'utilisation', '--with', 'blocked=20');
  expect([exit, err]).toEqual([2, expect.stringContaining('It knows: blocked_percent.')]);
});

test('by site and by source the same calls are told, and --limit leaves the busiest hours', async () => {
  const bySite = await reportOf(
    desk,
    'utilisation',
    '--period',
    '2026-10-23',
    '--by',
    'site',
    '--limit',
    '1',
  );
  expect(bySite.rows).toMatchObject([{ site: 'berlin', hour: '2026-10-23T10:00:00+02:00', peak: 2 }]);
  const bySource = await reportOf(desk, 'utilisation', '--period', '2026-10-23', '--by', 'source');
  expect(bySource.totals).toMatchObject({ duration_ms: 4_195_000 });
});

test('who is not shown trunks is not told their traffic either', async () => {
  const roles = 'roles:\n  reception: { shows: [extensions] }\n';
  const hidden = await trafficDesk([{}], `${(await desk.out('config show')).trimEnd()}\n${roles}`);
  const { exit, err } = await hidden.run(
    'report run',
    'utilisation',
    '--period',
    '2026-10',
    '--as',
    'reception',
  );
  expect([exit, err]).toEqual([1, expect.stringContaining('Traffic by trunk is not shown')]);
  expect(await hidden.run('report run', 'utilisation', '--by', 'site', '--as', 'reception')).toMatchObject({
    exit: 0,
  });
  hidden.remove();
});
