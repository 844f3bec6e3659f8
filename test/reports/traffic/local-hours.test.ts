import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDay } from '../../../record/calendar.ts';
import { HOUR_MS, LocalHours } from '../../../reports/traffic/local-hours.ts';
import { splitAtHours } from '../../../reports/traffic/split-at-hours.ts';

const ZONES = ['Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Santiago', 'UTC'] as const;

function hoursOf(zone: string, day: string): string[] {
  const hours = new LocalHours(zone);
  const at = parseDay(day) ?? 0;
  const { from, to } = hours.edges({ from_day: at, to_day: at });
  const found: string[] = [];
  for (let moment = from; moment < to; moment = hours.end(moment))
    found.push(hours.show(hours.start(moment)));
  return found;
}

test('the day on which the clock is put back has 25 hours, and the hour that occurs twice is two', () => {
  const found = hoursOf('Europe/Berlin', '2026-10-25');
  expect(found).toHaveLength(25);
  expect(found.slice(2, 4)).toEqual(['2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00']);
});

test('the day on which the clock is put forward has 23 hours', () => {
  const found = hoursOf('Europe/Berlin', '2026-03-29');
  expect(found).toHaveLength(23);
  expect(found.slice(1, 3)).toEqual(['2026-03-29T01:00:00+01:00', '2026-03-29T03:00:00+02:00']);
});

test('where the clock is put back by half an hour, the repeated half is an hour of its own', () => {
  const found = hoursOf('Australia/Lord_Howe', '2026-04-05');
  expect(found.slice(1, 4)).toEqual([
    '2026-04-05T01:00:00+11:00',
    '2026-04-05T01:30:00+10:30',
    '2026-04-05T02:00:00+10:30',
  ]);
});

test('the parts of a span are as long as it is, none longer than an hour, and none reaches over the border of one', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) }),
      fc.integer({ min: 0, max: 60 * HOUR_MS }),
      (zone, from, length) => {
        const hours = new LocalHours(zone);
        const parts = [...splitAtHours(hours, from, from + length)];
        expect(parts.reduce((sum, { ms }) => sum + ms, 0)).toBe(length);
        expect(new Set(parts.map(({ hour }) => hour)).size).toBe(parts.length);
        for (const { hour, ms } of parts) {
          expect(ms).toBeGreaterThan(0);
          expect(ms).toBeLessThanOrEqual(HOUR_MS);
          expect(hours.end(hour) - hour).toBeGreaterThanOrEqual(ms);
        }
      },
    ),
  );
});
