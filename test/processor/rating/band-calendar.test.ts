import { expect, test } from 'vitest';
import { createBandCalendar } from '../../../processor/rating/band-calendar.ts';
import { createTimeZone } from '../../../processor/times/time-zone.ts';

const DAY_SECONDS = 86_400;
const bands = [
  { name: 'night', days: [], hours: ['00:00-08:00', '18:00-24:00'] },
  { name: 'lunch', days: [], hours: ['12:10-12:50'] },
];
const calendar = createBandCalendar({ bands, holidays: [] }, createTimeZone('Europe/Berlin'));

test('From every second of a day the next border is told to the second', () => {
  const midnight = Date.UTC(2026, 9, 0, 22) / 1000;
  const borders = [8 * 3600, 12 * 3600 + 600, 12 * 3600 + 3000, 18 * 3600, DAY_SECONDS];
  const wrong: number[] = [];
  for (let second = 0; second < DAY_SECONDS; second++) {
    const next = borders.find((border) => border > second) ?? Number.NaN;
    if (calendar.spanAt(midnight + second).until !== midnight + next) wrong.push(second);
  }
  expect(wrong).toEqual([]);
});
