import { expect, test } from 'vitest';
import { asteriskLine } from '../../asterisk-lines.ts';
import { reportOf, TRAFFIC_CONFIGURATION, trafficDesk } from '../traffic-desk.ts';

/** Days of reports are those of New York, where no telephone system stands. */
const elsewhere = TRAFFIC_CONFIGURATION.replace(
  'sites:',
  'retention: { time_zone: America/New_York }\nsites:',
);

test('traffic is told by the clock of the site, whatever time zone the receipt has', async () => {
  const desk = await trafficDesk([{ start: '2026-10-23 00:10:00', talk: 595 }], elsewhere);
  const { rows } = await reportOf(desk, 'utilisation', '--period', '2026-10-23');
  expect(rows.map(({ hour, calls }) => [hour, calls])).toEqual([['2026-10-23T00:00:00+02:00', 1]]);
  for (const by of ['day', 'trunk'])
    expect((await reportOf(desk, 'concurrency', '--period', '2026-10-23', '--by', by)).rows).toMatchObject([
      { calls: 1, busy_ms: 600_000, peak_at: '2026-10-23T00:10:00+02:00' },
    ]);
  expect((await reportOf(desk, 'hours', '--period', '2026-10-23')).totals).toMatchObject({ calls: 1 });
  desk.remove();
});

test('where sites have different clocks, each trunk has its own, and what is at once that of the receipt', async () => {
  const both = elsewhere
    .replace('sites:', 'sites:\n  boston: { country: US, time_zone: America/New_York }')
    .replace(
      'sources:',
      'sources:\n  us: { kind: watch, site: boston, driver: asterisk-csv, folder: /var/spool/us, enabled: false }',
    );
  const line = { start: '2026-10-23 00:10:00', talk: 595 };
  const desk = await trafficDesk([line], both);
  await desk.out('ingest', '--source', 'us', desk.write('us.csv', `${asteriskLine(line)}\n`));
  const { rows } = await reportOf(desk, 'utilisation', '--period', '2026-10-23');
  expect(rows.map(({ hour, calls }) => [hour, calls]).sort()).toEqual([
    ['2026-10-23T00:00:00+02:00', 1],
    ['2026-10-23T00:00:00-04:00', 1],
  ]);
  const at_once = await reportOf(desk, 'concurrency', '--period', '2026-10-22..2026-10-23');
  expect(at_once.rows.map(({ day, calls, peak_at }) => [day, calls, peak_at])).toEqual([
    ['2026-10-22', 1, '2026-10-22T18:10:00-04:00'],
    ['2026-10-23', 1, '2026-10-23T00:10:00-04:00'],
  ]);
  desk.remove();
});
