import { describe, expect, test } from 'vitest';
import { dayByArrival } from '../../../processor/formats/arrival-day.ts';

const HOUR = 3_600_000;
const at = (text: string): number => Date.parse(`${text}Z`);
const shown = (wall: number): string => new Date(wall).toISOString().slice(0, 16);

describe('the day of a time without a date', () => {
  test.each([
    ['at once', 8.5, '2026-11-22T08:31', 0, '2026-11-22T08:30'],
    ['late in the evening, received after midnight', 23.9, '2026-11-22T00:01', 0, '2026-11-21T23:54'],
    ['east of UTC, received on the day before', 8.5, '2026-11-21T23:30', 9, '2026-11-22T08:30'],
    ['west of UTC, received on the day after', 20, '2026-11-23T04:00', -8, '2026-11-22T20:00'],
    ['east of UTC without saying so', 8.5, '2026-11-21T23:30', 0, '2026-11-22T08:30'],
  ])('is that of its arrival: %s', (_, hours, received, east, expected) => {
    expect(shown(dayByArrival(hours * HOUR, at(received), east * HOUR, null))).toBe(expected);
  });

  test('goes on within a delivery, whose arrival is that of its first line', () => {
    const received_at = at('2026-11-22T00:05');
    const wall = at('2026-11-22T23:50');
    const next = (hours: number) => shown(dayByArrival(hours * HOUR, received_at, 0, { wall, received_at }));
    expect(next(0.25)).toBe('2026-11-23T00:15');
    expect(next(21.9)).toBe('2026-11-22T21:54');
  });

  test('is found anew in another delivery', () => {
    const before = { wall: at('2026-11-20T23:50'), received_at: at('2026-11-20T00:05') };
    expect(shown(dayByArrival(9 * HOUR, at('2026-11-22T09:00'), 0, before))).toBe('2026-11-22T09:00');
  });
});
