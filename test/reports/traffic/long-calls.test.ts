import { expect, test } from 'vitest';
import { reportOf, TRAFFIC_CONFIGURATION, trafficDesk } from '../traffic-desk.ts';

const HOUR = 3_600_000;
const PARTS = ['2026-10-01..2026-10-03', '2026-10-04', '2026-10-05', '2026-10-06..2026-10-20'] as const;
const AGED = TRAFFIC_CONFIGURATION.concat(`
retention:
  time_zone: Europe/Berlin
  raw_copies: 20 days
  calls: { masked: null, anonymous: null, gone: 3 months }
  held_calls: { masked: null, gone: 3 months }
`);

test('days of a call that lasts for several add up to the whole, before its day is totalled, behind that, and when it has gone', async () => {
  const desk = await trafficDesk(
    [
      { start: '2026-10-02 11:59:55', talk: 80 * 3600 },
      // Over by the time of the parts that are looked at.
      { start: '2026-10-01 09:00:00', talk: 60 },
      { start: '2026-10-05 09:00:00', talk: 60 },
    ],
    AGED,
  );
  const told = async (report: string, period: string) => {
    const { busy_ms = 0, legs = 0 } = (await reportOf(desk, report, '--period', period)).totals;
    return [Number(busy_ms), Number(legs)];
  };
  const addUp = async (): Promise<void> => {
    for (const report of ['utilisation', 'concurrency']) {
      const parts = await Promise.all(PARTS.map((period) => told(report, period)));
      const added = [0, 1].map((at) => parts.reduce((sum, part) => sum + (part[at] ?? 0), 0));
      expect([report, added]).toEqual([report, [80 * HOUR + 5000 + 2 * 65_000, 3]]);
      expect(await told(report, '2026-10-01..2026-10-20')).toEqual(added);
      // The call is over at eight in the evening of the fifth.
      expect(parts[2]?.[0]).toBe(20 * HOUR + 65_000);
    }
  };
  try {
    await addUp();
    await desk.out('jobs run totals');
    await addUp();
    desk.now += 120 * 24 * HOUR;
    await desk.out('jobs confirm-clock --yes --reason aged');
    for (const job of ['totals', 'raw-copies', 'calls'])
      await desk.out('jobs', 'run', job, '--confirm', '--yes', '--reason', 'aged');
    expect(await desk.json('calls')).toEqual([]);
    await addUp();
  } finally {
    desk.remove();
  }
});
