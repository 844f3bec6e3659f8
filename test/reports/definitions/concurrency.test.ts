import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandDesk } from '../../cli/command-desk.ts';
import { reportOf, TRAFFIC_CONFIGURATION, trafficDesk } from '../traffic-desk.ts';

let desk: CommandDesk;

beforeAll(async () => {
  desk = await trafficDesk([
    { start: '2026-10-23 09:00:00', talk: 595 },
    { start: '2026-10-23 09:05:00', talk: 595 },
    // It begins when the first one ends.
    { start: '2026-10-23 09:10:00', talk: 55 },
    { start: '2026-10-25 23:50:00', talk: 1195 },
  ]);
});

afterAll(() => desk.remove());

test('the most at once stands with the first moment at which they were, and a call that follows another is not beside it', async () => {
  const { rows, totals } = await reportOf(desk, 'concurrency', '--period', '2026-10-23');
  expect(rows).toMatchObject([
    {
      ...{ day: '2026-10-23', calls: 3, busy_ms: 1_260_000, peak: 2, peak_at: '2026-10-23T09:05:00+02:00' },
      average: 0.0146,
    },
  ]);
  expect(totals).toMatchObject({ calls: 3, peak: 2 });
});

test('averages of a day are over the hours it has: 25 where the clock is put back', async () => {
  const { rows } = await reportOf(desk, 'concurrency', '--period', '2026-10-25..2026-10-26');
  // Ten minutes of 25 hours, ten minutes of 24.
  expect(rows.map(({ day, average, calls }) => [day, average, calls])).toEqual([
    ['2026-10-25', 0.0067, 1],
    ['2026-10-26', 0.0069, 0],
  ]);
});

test('by hour each hour has its own, and by trunk the whole period', async () => {
  const byHour = await reportOf(desk, 'concurrency', '--period', '2026-10-23', '--by', 'hour');
  expect(byHour.rows).toMatchObject([{ hour: '2026-10-23T09:00:00+02:00', peak: 2, average: 0.35 }]);
  const { rows, totals } = await reportOf(desk, 'concurrency', '--period', '2026-10', '--by', 'trunk');
  expect(rows).toMatchObject([{ trunk: 'PJSIP/provider', calls: 4, peak: 2 }]);
  expect(totals.peak).toBeUndefined();
});

test('of anonymous calls the time stays, and how many were at once is not told, which only their hours could say', async () => {
  const ladder = '{ masked: 30 days, anonymous: 40 days, gone: 60 days }';
  const retention = `retention: { calls: ${ladder}, held_calls: ${ladder}, raw_copies: 30 days }\n`;
  const old = await trafficDesk(
    [{ start: '2026-10-20 09:10:00', talk: 595 }],
    `${TRAFFIC_CONFIGURATION}${retention}`,
  );
  old.now += 45 * 86_400_000;
  await old.out('jobs run', 'raw-copies', '--confirm', '--yes', '--reason', 'meant');
  await old.out('jobs run', 'calls', '--confirm', '--yes', '--reason', 'meant');
  const { rows, notes } = await reportOf(old, 'concurrency', '--period', '2026-10-20');
  expect(rows).toMatchObject([{ calls: 1, busy_ms: 600_000, peak: null, peak_at: null }]);
  expect(notes.join()).toContain('are anonymous');
  old.remove();
});

test('what calls that have gone carried is told from the totals, all but how many were at once', async () => {
  const ladder = '{ masked: null, anonymous: null, gone: 60 days }';
  const retention = `retention: { calls: ${ladder}, held_calls: ${ladder}, raw_copies: 30 days, time_zone: Europe/Berlin }\n`;
  const gone = await trafficDesk(
    [
      { start: '2026-10-23 09:29:55', talk: 3600 },
      { start: '2026-10-23 10:00:00', talk: 595 },
      { start: '2026-10-24 23:50:00', talk: 1195 },
    ],
    `${TRAFFIC_CONFIGURATION}${retention}`,
  );
  const ways = ['day', 'hour', 'trunk', 'source', 'site'];
  const told = async (by: string, ...more: readonly string[]) => {
    const { rows, notes } = await reportOf(gone, 'concurrency', '--period', '2026-10', '--by', by, ...more);
    const known = rows.map(({ peak: _, peak_at: __, ...row }) => row);
    return [known, notes.filter((note) => note.includes('only the sums'))];
  };
  const before = await Promise.all(ways.map((by) => told(by)));
  gone.now += 90 * 86_400_000;
  for (const job of ['totals', 'raw-copies', 'calls'])
    await gone.out('jobs run', job, '--confirm', '--yes', '--reason', 'aged');
  expect(await gone.json('calls')).toEqual([]);
  expect(await Promise.all(ways.map((by) => told(by)))).toEqual(before);
  const { rows, notes } = await reportOf(gone, 'concurrency', '--period', '2026-10');
  expect([rows.length, rows.every(({ peak, peak_at }) => peak === null && peak_at === null)]).toEqual([
    3,
    true,
  ]);
  expect(notes.join()).toContain('are gone');
  expect((await told('day', '--min-duration', '5'))[0]).toEqual([]);
  gone.remove();
});
