import { afterEach, beforeEach, expect, test } from 'vitest';
import { ReportDesk } from './report-desk.ts';

let desk: ReportDesk;
beforeEach(async () => {
  desk = new ReportDesk();
  desk.now = Date.UTC(2026, 10, 15, 12);
  await desk.apply();
  const calls = ['0301234501', '0301234501', '0301234502'].map((dst) => ({
    start: '2026-10-20 09:00:00',
    src: '204',
    dst,
  }));
  await desk.ingest(...calls);
});
afterEach(() => desk.remove());

const NOTE = /Of 2 legs of this period only the sums of their days are here: they were erased/;
const report = (name: string, period = '2026-10'): Promise<string> =>
  desk.out('report', 'run', name, '--period', period);

test('a report of single calls says that it lacks those that were erased; one of sums lacks none, and says nothing', async () => {
  expect(await report('itemised')).not.toMatch(/only the sums/);
  await desk.out('subject erase', '+49301234501', '--yes', '--reason', 'request 21');
  expect(await report('itemised')).toMatch(NOTE);
  expect(await report('carriers')).toMatch(NOTE);
  for (const [name, period] of [
    ['department-costs', '2026-10'],
    ['itemised', '2026-11'],
  ] as const)
    expect(await report(name, period)).not.toMatch(/only the sums/);
});
