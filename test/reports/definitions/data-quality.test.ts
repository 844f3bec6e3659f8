import { afterAll, beforeAll, expect, test } from 'vitest';
import { asteriskLine } from '../../asterisk-lines.ts';
import type { CommandDesk } from '../../cli/command-desk.ts';
import { reportOf, TRAFFIC_CONFIGURATION, trafficDesk } from '../traffic-desk.ts';

let desk: CommandDesk;

beforeAll(async () => {
  const limited = `${TRAFFIC_CONFIGURATION}roles:\n  reception: { shows: [extensions] }\n`;
  const again = { start: '2026-10-26 11:00:00', uniqueid: '1793005200.99' };
  desk = await trafficDesk(
    [
      {},
      { start: '2026-10-26 10:00:00' },
      again,
      ...['13', '14', '15'].map((month) => asteriskLine().replaceAll('2026-10', `2026-${month}`)),
    ],
    limited.replace(
      'trunks:',
      '  quiet: { kind: watch, site: berlin, driver: asterisk-csv, folder: /var/spool/q, enabled: false }\ntrunks:',
    ),
  );
  const more = desk.write('more.csv', `${asteriskLine(again)}\n`);
  await desk.out('ingest', '--source', 'pbx', more);
});

afterAll(() => desk.remove());

test('lines that could not be read are counted by reason, with the place of one and nothing of what stands there', async () => {
  const { rows, totals } = await reportOf(desk, 'data-quality', '--period', '2026-10-26');
  expect(rows).toMatchObject([
    { source: 'pbx', reason: 'bad_time', lines: 3, written_off: 0, intake: 1, offset: expect.any(Number) },
  ]);
  expect(rows[0]?.first_received_at).toBe('2026-10-26T13:00:00+01:00');
  expect(totals).toEqual({ lines: 3, written_off: 0 });
  expect(JSON.stringify(rows)).not.toContain('Anna');
  const place = await desk.out('undefined list', '--json');
  expect(JSON.parse(place)).toMatchObject([{ offset: rows[0]?.offset }, {}, {}]);
  expect((await reportOf(desk, 'data-quality', '--period', '2026-10-25')).rows).toEqual([]);
});

test('by source it tells what came of its lines, the shares, and when it was last seen', async () => {
  const { rows, totals } = await reportOf(desk, 'data-quality', '--period', '2026-10-26', '--by', 'source');
  expect(rows).toMatchObject([
    {
      ...{ source: 'pbx', intakes: 2, lines: 7, calls: 3, undefined: 3, duplicates: 1, held: 0 },
      ...{ undefined_share: 3 / 7, duplicate_share: 1 / 7, last_received_at: '2026-10-26T13:00:00+01:00' },
    },
  ]);
  expect(totals).toMatchObject({ lines: 7, undefined: 3 });
  // In a period in which it was silent it is there all the same.
  const silent = await reportOf(desk, 'data-quality', '--period', '2026-10-20', '--by', 'source');
  expect(silent.rows).toMatchObject([{ source: 'pbx', lines: 0, undefined_share: null }]);
});

test('who is not shown undefined lines is not told their number by reason either', async () => {
  const { exit, err } = await desk.run('report run', 'data-quality', '--as', 'reception');
  expect([exit, err]).toEqual([1, expect.stringContaining('Undefined lines are not shown')]);
});
