import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CallSpan, spanTimes } from '../../../record/call-span.ts';
import { busyHours } from '../../../reports/traffic/busy-hours.ts';
import { type HourLoad, HourLoads } from '../../../reports/traffic/hour-loads.ts';
import { HOUR_MS, LocalHours } from '../../../reports/traffic/local-hours.ts';
import { joinLoads, loadsByDay } from '../../../reports/traffic/span-loads.ts';

/** The night in which Berlin puts the clock back lies in the middle. */
const FROM = Date.UTC(2026, 9, 24, 12);
const TO = Date.UTC(2026, 9, 25, 12);
const HOURS = new LocalHours('Europe/Berlin');

function spanOf(started_at: number, ring_ms: number, duration_ms: number, hour_only = false): CallSpan {
  const times = spanTimes({ started_at, answered_at: null, ended_at: null, ring_ms, duration_ms });
  return { source: 'pbx', site: null, trunk: null, direction: 'outgoing', head: true, ...times, hour_only };
}

/** Any moment, and as often one at the border of an hour or beside it, which chance alone never meets. */
const momentBetween = (min: number, max: number) =>
  fc.oneof(
    fc.integer({ min, max }),
    fc
      .tuple(fc.integer({ min: min / HOUR_MS, max: max / HOUR_MS }), fc.constantFrom(-1, 0, 0, 1))
      .map(([hour, beside]) => Math.min(max, Math.max(min, hour * HOUR_MS + beside))),
  );
const spans = fc
  .array(
    fc.tuple(
      momentBetween(FROM - 3 * HOUR_MS, TO + HOUR_MS),
      fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40_000 })),
      fc.oneof(fc.constantFrom(0, 1, HOUR_MS - 1, HOUR_MS), fc.integer({ min: 0, max: 3 * HOUR_MS })),
    ),
    { maxLength: 30 },
  )
  .map((list) => list.sort(([one], [other]) => one - other).map((given) => spanOf(...given)));

function loadsOf(list: readonly CallSpan[], edges = { from: FROM, to: TO }): HourLoad[] {
  const loads = new HourLoads(HOURS, edges);
  for (const span of list) loads.add(span);
  return loads.finish();
}

const sum = (loads: readonly HourLoad[], name: 'calls' | 'duration_ms' | 'busy_ms'): number =>
  loads.reduce((total, load) => total + load[name], 0);

test('the hours of calls that lie in the period add up to the sum of their lengths', () => {
  fc.assert(
    fc.property(spans, (list) => {
      const wide = { from: FROM - 24 * HOUR_MS, to: TO + 24 * HOUR_MS };
      const loads = loadsOf(list, wide);
      expect(sum(loads, 'calls')).toBe(list.length);
      expect(sum(loads, 'duration_ms')).toBe(list.reduce((total, { duration_ms }) => total + duration_ms, 0));
      expect(sum(loads, 'busy_ms')).toBe(
        list.reduce((total, { started_at, ended_at }) => total + ended_at - started_at, 0),
      );
    }),
  );
});

test('a period that is split at any moment adds up to the whole', () => {
  fc.assert(
    fc.property(spans, momentBetween(FROM, TO), (list, middle) => {
      const whole = loadsOf(list);
      const parts = [
        ...loadsOf(list, { from: FROM, to: middle }),
        ...loadsOf(list, { from: middle, to: TO }),
      ];
      for (const name of ['calls', 'duration_ms', 'busy_ms'] as const)
        expect(sum(parts, name)).toBe(sum(whole, name));
      expect(joinLoads(parts).peak).toBe(joinLoads(whole).peak);
    }),
  );
});

test('the most at once in an hour is the most that a naive count finds at any start in it', () => {
  fc.assert(
    fc.property(spans, (list) => {
      for (const { hour, peak } of loadsOf(list)) {
        const end = HOURS.end(hour);
        const at = [hour, ...list.map(({ started_at }) => started_at)].filter(
          (moment) => moment >= hour && moment < end,
        );
        const naive = at.map(
          (moment) => list.filter((span) => span.started_at <= moment && moment < span.ended_at).length,
        );
        expect(peak).toBe(Math.max(...naive));
      }
    }),
  );
});

test('where of a call only the hour is known, its time counts and how many were at once is not told', () => {
  const loads = loadsOf([spanOf(FROM, 0, 60_000, true), spanOf(FROM + HOUR_MS, 0, 60_000)]);
  expect(loads.map(({ busy_ms, hour_only }) => [busy_ms, hour_only])).toEqual([
    [60_000, true],
    [60_000, false],
  ]);
  expect(joinLoads(loads).peak).toBeNull();
});

test('of each day the hour that carried most is a busy hour, and every day has the same one over the period', () => {
  // On the 24th 14:00 carries 20 minutes and 15:00 carries 30, on the 25th 09:00 carries 25.
  const list = [
    spanOf(FROM, 0, 20 * 60_000),
    spanOf(FROM + HOUR_MS, 0, 30 * 60_000),
    spanOf(Date.UTC(2026, 9, 25, 8), 0, 25 * 60_000),
  ];
  const loads = loadsOf(list);
  const busy = busyHours(HOURS, loads);
  expect([...busy.of_day].map((hour) => HOURS.show(hour))).toEqual([
    '2026-10-24T15:00:00+02:00',
    '2026-10-25T09:00:00+01:00',
  ]);
  expect([...busy.consistent].map((hour) => HOURS.show(hour))).toEqual(['2026-10-24T15:00:00+02:00']);
  expect(loadsByDay(HOURS, loads).size).toBe(2);
});

test('hours of calls that have gone are added to theirs, those nobody knows stand apart, and what lies outside is left out', () => {
  const loads = new HourLoads(HOURS, HOURS.edges({ from_day: HOURS.day(FROM), to_day: HOURS.day(FROM) }));
  const day = HOURS.day(FROM);
  const gone = { source: 'pbx', site: null, trunk: null, legs: 2, calls: 1, busy_ms: 700, duration_ms: 600 };
  loads.add(spanOf(FROM, 100, 900));
  loads.addGone({ ...gone, day, hour_at: FROM });
  for (const at of [day, day + 1]) loads.addGone({ ...gone, day: at, hour_at: null });
  loads.addGone({ ...gone, day: day + 1, hour_at: TO + HOUR_MS });
  expect(loads.finish()).toMatchObject([
    { hour: FROM, legs: 3, calls: 2, busy_ms: 1700, duration_ms: 1500, hour_only: true },
  ]);
  expect(loads.withoutHour()).toMatchObject({ legs: 2, calls: 1, busy_ms: 700, hour_only: true });
});
