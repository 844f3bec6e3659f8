import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandDesk } from '../../cli/command-desk.ts';
import { reportOf, trafficDesk } from '../traffic-desk.ts';

let desk: CommandDesk;

beforeAll(async () => {
  desk = await trafficDesk([{}, 'rubbish']);
  desk.now += 86_400_000;
  await desk.run('ingest', '--source', 'pbx', desk.write('more.csv', '"rubbish"\n\n'));
});

afterAll(() => desk.remove());

test('every line of the period stands in the ledger by source and day of arrival, and the sums hold', async () => {
  const { rows, totals } = await reportOf(desk, 'ledger', '--period', '2026-10');
  expect(rows).toMatchObject([
    { source: 'pbx', day: '2026-10-26', lines: 2, calls: 1, undefined: 1, sum: 'holds' },
    { source: 'pbx', day: '2026-10-27', lines: 2, undefined: 1, ignored: 1, waiting_bytes: 0, sum: 'holds' },
  ]);
  expect(totals).toMatchObject({ lines: 4, calls: 1, undefined: 2, ignored: 1 });
  const bySource = await reportOf(desk, 'ledger', '--period', '2026-10', '--by', 'source');
  expect(bySource.totals).toEqual(totals);
  expect((await reportOf(desk, 'ledger', '--period', '2026-10-27')).totals).toMatchObject({ lines: 2 });
});

test('a sum that does not hold is called broken', async () => {
  desk.tamper('update intake set calls = calls + 1 where day = (select min(day) from intake)');
  const { rows } = await reportOf(desk, 'ledger', '--period', '2026-10', '--by', 'source');
  expect(rows).toMatchObject([{ source: 'pbx', sum: 'BROKEN' }]);
});
