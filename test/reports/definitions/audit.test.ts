import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandDesk } from '../../cli/command-desk.ts';
import { reportOf, TRAFFIC_CONFIGURATION, trafficDesk } from '../traffic-desk.ts';

let desk: CommandDesk;

beforeAll(async () => {
  desk = await trafficDesk([{}], `${TRAFFIC_CONFIGURATION}roles:\n  reception: { shows: [extensions] }\n`);
});

afterAll(() => desk.remove());

test('who did what in the period is told, newest first', async () => {
  const { rows } = await reportOf(desk, 'audit', '--period', '2026-10-26');
  const ended = rows
    .filter(({ result }) => result === 'done')
    .map(({ account, action }) => [account, action]);
  expect(ended).toEqual([
    ['os:somebody', 'ingest'],
    ['os:somebody', 'config apply'],
  ]);
  expect(rows[0]?.at).toBe('2026-10-26T13:00:00+01:00');
  expect((await reportOf(desk, 'audit', '--period', '2026-10-25')).rows).toEqual([]);
  expect((await reportOf(desk, 'audit', '--period', '2026-10-26', '--limit', '1')).rows).toHaveLength(1);
});

test('who may not see the audit log is refused', async () => {
  const { exit, err } = await desk.run('report run', 'audit', '--as', 'reception');
  expect([exit, err]).toEqual([1, expect.stringContaining('The audit log is not shown')]);
});
