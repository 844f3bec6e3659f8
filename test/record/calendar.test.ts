import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DAY_MS, wallTime } from '../../record/calendar.ts';

test('every date and time of the calendar is the moment that Date.UTC gives for it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Date.UTC(2200, 11, 31, 23, 59, 59) / 1000 }), (seconds) => {
      const at = new Date(seconds * 1000);
      expect(
        wallTime(
          at.getUTCFullYear(),
          at.getUTCMonth() + 1,
          at.getUTCDate(),
          at.getUTCHours(),
          at.getUTCMinutes(),
          at.getUTCSeconds(),
        ),
      ).toBe(seconds * 1000);
    }),
  );
});

test('no day is left out or doubled from 1970 to 2200', () => {
  let expected = 0;
  for (let year = 1970; year <= 2200; year++) {
    for (let month = 1; month <= 12; month++) {
      for (let day = 1; day <= 31; day++) {
        const at = wallTime(year, month, day, 0, 0, 0);
        if (at === null) continue;
        expect(at).toBe(expected);
        expected += DAY_MS;
      }
    }
  }
  expect(expected).toBe(Date.UTC(2201, 0, 1));
});
