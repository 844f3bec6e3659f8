import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandDesk } from '../../cli/command-desk.ts';
import { reportOf, TRAFFIC_CONFIGURATION, trafficDesk } from '../traffic-desk.ts';

const DAY_MS = 86_400_000;
const RETENTION = `retention:
  time_zone: Europe/Berlin
  calls: { masked: null, anonymous: null, gone: 40 days }
  held_calls: { masked: null, anonymous: null, gone: 40 days }
  raw_copies: 40 days
`;
let desk: CommandDesk;

beforeAll(async () => {
  desk = await trafficDesk(
    [{ start: '2026-09-20 09:00:00' }, { start: '2026-09-21 09:00:00' }, {}],
    `${TRAFFIC_CONFIGURATION}${RETENTION}`,
  );
  // The fifth of November: both calls of September have reached their age.
  desk.now += 10 * DAY_MS;
});

afterAll(() => desk.remove());

const classes = async () => (await reportOf(desk, 'retention')).rows;
const ofCalls = async () => (await classes()).find((row) => row.class === 'calls');

test('of each class the policy, the oldest, what is due and when are told', async () => {
  expect(await ofCalls()).toEqual({
    ...{ class: 'calls', policy: 'gone 40 days', oldest: '2026-09-20', rows: 3, due: 2, held: 0 },
    // Two o’clock in the zone of the schedule, which is UTC where none is said.
    next_at: '2026-11-06T03:00:00+01:00',
    waits: null,
  });
  expect((await classes()).map((row) => row.class)).toContain('undefined-lines');
});

test('what legal holds keep is not due, and said', async () => {
  await desk.out('hold place', '--from', '2026-09-20', '--to', '2026-09-20', '--reason', 'claim 7');
  expect(await ofCalls()).toMatchObject({ due: 1, held: 1 });
});

test('what jobs purged in the period is told by day', async () => {
  await desk.out('jobs run', 'calls', '--confirm', '--yes', '--reason', 'meant');
  const { rows, totals } = await reportOf(desk, 'retention', '--period', '2026-11', '--by', 'purged');
  expect(rows).toEqual([{ day: '2026-11-05', job: 'calls', what: 'calls_gone', runs: 1, rows: 1 }]);
  expect(totals).toEqual({ runs: 1, rows: 1 });
  expect((await reportOf(desk, 'retention', '--period', '2026-10', '--by', 'purged')).rows).toEqual([]);
});

test('where no retention is in force it says that nothing goes', async () => {
  const endless = await trafficDesk([{}]);
  expect((await reportOf(endless, 'retention')).rows).toMatchObject([
    { class: '(everything)', policy: expect.stringContaining('nothing goes') },
  ]);
  endless.remove();
});
