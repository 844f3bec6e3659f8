import { expect, test } from 'vitest';
import { latestFor, withYear, yearlessMonthDay } from '../../../processor/formats/yearless-time.ts';

const ARRIVAL = Date.UTC(2026, 0, 2, 8);
const read = (date: string, time: string): string | null => {
  const wall = yearlessMonthDay(date, time, ARRIVAL);
  return wall === null ? null : new Date(wall).toISOString().slice(0, 19);
};

test.each([
  ['01/02', '07:59:00', '2026-01-02T07:59:00'],
  ['01/03', '07:59:59', '2026-01-03T07:59:59'],
  ['01/04', '07:59:59', '2026-01-04T07:59:59'],
  ['01/04', '08:00:01', '2025-01-04T08:00:01'],
  ['12/31', '23:50', '2025-12-31T23:50:00'],
  ['02/29', '10:00', '2024-02-29T10:00:00'],
  ['02/30', '10:00', null],
  ['2/28', '10:00', null],
  ['02/28', '24:00', null],
  ['02/28', '10:00:60', null],
])('%s %s', (date, time, expected) => {
  expect(read(date, time)).toBe(expected);
});

test('29 February goes back over the leap year that a century leaves out', () => {
  const day = { month: 2, day: 29, hour: 0, minute: 0, second: 0 };
  expect(withYear(day, latestFor(Date.UTC(2103, 5, 1)))).toBe(Date.UTC(2096, 1, 29));
});
