import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueNow, lastDue } from '../../maintenance/due.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Days on which clocks change, each with a zone: spring and autumn, half an hour, two hours, and a day that never was. */
const CHANGES = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Antarctica/Troll', '2026-03-29'],
  ['America/Santiago', '2026-09-06'],
  ['Pacific/Apia', '2011-12-30'],
  ['UTC', '2026-03-29'],
] as const;

const schedules = fc.record({
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.integer({ min: 0, max: 59 }),
});
const berlin = (text: string): number =>
  Temporal.ZonedDateTime.from(`${text}[Europe/Berlin]`).epochMilliseconds;

test('set back behind midnight, a clock shows the day before once more, and the run of midnight stays the last that was due', () => {
  const change = Date.parse('1993-10-31T03:01Z');
  const due = lastDue({ hour: 0, minute: 0 }, change, 'America/Moncton');
  expect(due).toBe(change - MINUTE);
});

/** What clocks of a zone show, minute by minute, from two days before a day to two days after it. */
function clockAround(timeZone: string, day: string): { at: number; shows: string }[] {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const first = Date.parse(`${day}T00:00Z`) - 2 * DAY;
  return Array.from({ length: (5 * DAY) / MINUTE }, (_, index) => {
    const at = first + index * MINUTE;
    return { at, shows: format.format(at) };
  });
}

describe.each(CHANGES)('in %s around %s', (timeZone, day) => {
  const clock = clockAround(timeZone, day);
  const days = [-1, 0, 1, 2].map((shift) => Temporal.PlainDate.from(day).add({ days: shift }).toString());
  const times = fc.nat(3 * 24 * 60).map((minutes) => Date.parse(`${day}T00:00Z`) - DAY + minutes * MINUTE);

  test('a job is due at the first moment of each day at which the clock shows its time or a later one', () => {
    fc.assert(
      fc.property(schedules, times, ({ hour, minute }, now) => {
        const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
        const moments = days.map(
          (one) => clock.find(({ shows }) => shows >= `${one} ${time}`)?.at ?? Infinity,
        );
        const due = lastDue({ hour, minute }, now, timeZone);
        const past = moments.filter((moment) => moment <= now);
        if (past.length > 0) expect(due).toBe(Math.max(...past));
      }),
      { numRuns: 150 },
    );
  });

  test('whoever wakes every minute runs it once for each moment it is due, never early and never twice', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        let last: number | null = lastDue(schedule, clock[0]?.at ?? 0, timeZone);
        for (const { at } of clock) {
          const due = dueNow(schedule, last, at, timeZone);
          if (due === null) continue;
          expect(due).toBe(at);
          expect(due).toBeGreaterThan(last ?? 0);
          last = due;
        }
      }),
      { numRuns: 3 },
    );
  });
});

test('in every zone there is, around any change of its clocks, a job is due when the clock first shows its time or a later one', () => {
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
  // Liberia's clocks were the last to change by seconds, on 7 January 1972: looked at by the minute they show no moment of it.
  const starts = fc.integer({ min: Date.UTC(1972, 0, 8) / DAY, max: Date.UTC(2037, 0, 1) / DAY });
  // Few minutes from where the clock stood at the change: that is where it matters.
  const shifts = fc.integer({ min: -150, max: 150 });
  fc.assert(
    fc.property(zones, starts, shifts, fc.integer({ min: 0, max: 300 }), (timeZone, start, shift, later) => {
      const from = Temporal.Instant.fromEpochMilliseconds(start * DAY).toZonedDateTimeISO(timeZone);
      const change = (from.getTimeZoneTransition('next') ?? from).epochMilliseconds;
      const [first, now] = [change - 5 * HOUR, change + later * MINUTE];
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
      const time = format.format(change + shift * MINUTE).slice(11);
      const clock: { at: number; shows: string }[] = [];
      for (let at = first; at <= now; at += MINUTE) clock.push({ at, shows: format.format(at) });
      // Also a day that never was has its run, when the next one begins.
      const shown = Date.parse(`${format.format(first).slice(0, 10)}T00:00Z`);
      const moments = [0, 1, 2, 3].map((day) => {
        const wanted = `${new Date(shown + day * DAY).toISOString().slice(0, 10)} ${time}`;
        return clock.find(({ shows }) => shows >= wanted)?.at ?? first;
      });
      const due = lastDue({ hour: Number(time.slice(0, 2)), minute: Number(time.slice(3)) }, now, timeZone);
      const last = Math.max(...moments);
      if (last > first) expect(due).toBe(last);
      else expect(due).toBeLessThanOrEqual(first);
    }),
    { numRuns: 2000 },
  );
});

describe('whenever the scheduler wakes, however the clock of the machine was set', () => {
  const wakings = fc.array(fc.integer({ min: 0, max: 800 * 24 * 60 }), { minLength: 1, maxLength: 30 });
  const start = Date.UTC(2025, 0, 1);
  const zones = fc.constantFrom('Europe/Berlin', 'UTC', 'America/St_Johns', 'Pacific/Auckland');

  test('what is due is never after now, at most a day and the hours of a clock change before it, and later than what ran', () => {
    fc.assert(
      fc.property(schedules, zones, wakings, (schedule, zone, minutes) => {
        let last: number | null = null;
        for (const minute of minutes) {
          const now: number = start + minute * MINUTE;
          const due: number | null = dueNow(schedule, last, now, zone);
          if (due === null) continue;
          expect(due).toBeLessThanOrEqual(now);
          expect(now - due).toBeLessThan(DAY + 2 * HOUR);
          expect(due).toBeGreaterThan(last ?? 0);
          last = due;
          expect(dueNow(schedule, last, now, zone)).toBe(null);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe('a nightly job in Berlin', () => {
  const schedule = { hour: 2, minute: 30 };

  test('that was missed for two weeks is caught up once', () => {
    const last = berlin('2026-03-10T02:30');
    const now = berlin('2026-03-24T09:00');
    const due = dueNow(schedule, last, now, 'Europe/Berlin');
    expect(due).toBe(berlin('2026-03-24T02:30'));
    expect(dueNow(schedule, due, now + 17 * HOUR, 'Europe/Berlin')).toBe(null);
    expect(dueNow(schedule, due, now + 18 * HOUR, 'Europe/Berlin')).toBe(berlin('2026-03-25T02:30'));
  });

  test('runs in the night in which its time is skipped, when the clock jumps', () => {
    const jump = Date.UTC(2026, 2, 29, 1);
    const last = berlin('2026-03-28T02:30');
    expect(dueNow(schedule, last, jump - 1, 'Europe/Berlin')).toBe(null);
    expect(dueNow(schedule, last, jump, 'Europe/Berlin')).toBe(jump);
  });

  test('runs once in the night in which its time comes twice', () => {
    const first = Date.UTC(2026, 9, 25, 0, 30);
    const due = dueNow(schedule, berlin('2026-10-24T02:30'), first, 'Europe/Berlin');
    expect(due).toBe(first);
    expect(dueNow(schedule, due, first + HOUR, 'Europe/Berlin')).toBe(null);
  });
});
