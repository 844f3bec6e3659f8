import { describe, expect, test } from 'vitest';
import { type DaySchedule, lastDue, nextDueOf } from '../../maintenance/due.ts';
import { dueReports } from '../../maintenance/due-reports.ts';

const berlin = (text: string): number =>
  Temporal.ZonedDateTime.from(`${text}[Europe/Berlin]`).epochMilliseconds;
const shown = (at: number): string =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/Berlin').toPlainDateTime().toString();
const at = { hour: 6, minute: 0 };

describe('a report is due', () => {
  test.each<[string, DaySchedule, string, string, string]>([
    [
      'on a day of the week',
      { ...at, weekday: 1 },
      '2026-11-15T12:00',
      '2026-11-09T06:00:00',
      '2026-11-16T06:00:00',
    ],
    [
      'on that day itself, from its time on',
      { ...at, weekday: 7 },
      '2026-11-15T06:00',
      '2026-11-15T06:00:00',
      '2026-11-22T06:00:00',
    ],
    [
      'on a day of the month',
      { ...at, month_day: 1 },
      '2026-11-15T12:00',
      '2026-11-01T06:00:00',
      '2026-12-01T06:00:00',
    ],
    [
      'on the last day of a month that is shorter',
      { ...at, month_day: 31 },
      '2027-03-02T12:00',
      '2027-02-28T06:00:00',
      '2027-03-31T06:00:00',
    ],
    [
      'when a clock jumps over its time',
      { hour: 2, minute: 30, month_day: 29 },
      '2026-03-30T12:00',
      '2026-03-29T03:00:00',
      '2026-04-29T02:30:00',
    ],
  ])('%s', (_, schedule, now, last, next) => {
    expect([lastDue, nextDueOf].map((due) => shown(due(schedule, berlin(now), 'Europe/Berlin')))).toEqual([
      ...[last, next],
    ]);
  });

  test('once where a time occurs twice', () => {
    const schedule = { hour: 2, minute: 30 };
    const first = lastDue(schedule, berlin('2026-10-25T12:00'), 'Europe/Berlin');
    // Both hours of 2:30 have been.
    expect(first).toBe(Date.UTC(2026, 9, 25, 0, 30));
    expect(nextDueOf(schedule, first, 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 26, 1, 30));
  });
});

describe('schedules that are due', () => {
  const monthly = { name: 'monthly', timing: { ...at, month_day: 1 }, time_zone: 'Europe/Berlin' };
  const now = berlin('2026-11-15T12:00');
  const due = (due_at: number) => dueReports([monthly], [{ name: 'monthly', due_at }], now);

  test('are those whose last time was missed, however often, once', () => {
    const last = { name: 'monthly', due_at: berlin('2026-11-01T06:00') };
    expect(due(berlin('2026-06-01T06:00'))).toEqual([last]);
    expect(due(last.due_at)).toEqual([]);
  });

  test('are not those that came into force since, or are not in force', () => {
    expect(due(berlin('2026-11-10T00:00'))).toEqual([]);
    expect(dueReports([monthly], [], now)).toEqual([]);
  });

  test('are due again where a clock that was ahead noted a time to come', () => {
    expect(due(berlin('2038-01-01T06:00'))).toHaveLength(1);
  });
});
