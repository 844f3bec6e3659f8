import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTimeZone } from '../../../processor/times/time-zone.ts';

/** Half an hour of summer time, two hours of it, Ramadan, a day that never was, a zone without it since 2022, and usual ones. */
const HARD = [
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Asia/Tehran',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Africa/Monrovia',
  'UTC',
];
const HOUR = 3_600_000;
const FIRST = Date.UTC(1971, 0, 1);
const LAST = Date.UTC(2099, 11, 1);

const zones = new Map(HARD.map((name) => [name, createTimeZone(name)]));
const zoneOf = (name: string) => zones.get(name) ?? createTimeZone(name);

/** Anywhere, and near the changes, where the faults are. */
const wallNear = (name: string): fc.Arbitrary<number> => {
  const changes: number[] = [];
  let at: Temporal.ZonedDateTime | null =
    Temporal.Instant.fromEpochMilliseconds(FIRST).toZonedDateTimeISO(name);
  while (at !== null && at.epochMilliseconds < LAST) {
    at = at.getTimeZoneTransition('next');
    if (at !== null && at.epochMilliseconds < LAST)
      changes.push(at.epochMilliseconds + at.offsetNanoseconds / 1e6);
  }
  const anywhere = fc.integer({ min: FIRST / 1000, max: LAST / 1000 }).map((seconds) => seconds * 1000);
  if (changes.length === 0) return anywhere;
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -6 * 3600, max: 6 * 3600 }))
    .map(([change, seconds]) => Math.floor(change / 1000) * 1000 + seconds * 1000);
  return fc.oneof({ weight: 4, arbitrary: near }, { weight: 1, arbitrary: anywhere });
};

/** What Temporal says a local time means: none, one or two moments. */
function momentsByTemporal(name: string, wall: number): number[] {
  const local = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
  const found = (['earlier', 'later'] as const)
    .map((disambiguation) => local.toZonedDateTime(name, { disambiguation }))
    .filter((moment) => moment.toPlainDateTime().equals(local))
    .map((moment) => moment.epochMilliseconds);
  return [...new Set(found)];
}

describe.each(HARD)('%s', (name) => {
  test('a local time means the moments that Temporal says, and none where the clock jumped over it', () => {
    const zone = zoneOf(name);
    fc.assert(
      fc.property(wallNear(name), (wall) => {
        const moments = zone.moments(wall);
        expect(moments.map(({ utc }) => utc)).toEqual(momentsByTemporal(name, wall));
        for (const { utc, offset } of moments) {
          expect(utc + offset).toBe(wall);
          expect(zone.offsetAt(utc)).toBe(offset);
        }
      }),
      { numRuns: 400 },
    );
  });
});

test('the order in which times are asked changes no answer', () => {
  const warm = zoneOf('Europe/Berlin');
  fc.assert(
    fc.property(fc.array(wallNear('Europe/Berlin'), { maxLength: 6 }), (walls) => {
      for (const wall of walls) {
        expect(warm.moments(wall)).toEqual(createTimeZone('Europe/Berlin').moments(wall));
      }
    }),
    { numRuns: 25 },
  );
});

describe('the changes people know', () => {
  test('in Berlin half past two is twice in October and never in March', () => {
    const { moments } = zoneOf('Europe/Berlin');
    expect(moments(Date.UTC(2026, 9, 25, 2, 30)).map(({ offset }) => offset / HOUR)).toEqual([2, 1]);
    expect(moments(Date.UTC(2026, 2, 29, 2, 30))).toEqual([]);
    expect(moments(Date.UTC(2026, 9, 25, 3, 0)).map(({ offset }) => offset / HOUR)).toEqual([1]);
  });

  test('on Lord Howe Island only half an hour is doubled', () => {
    const { moments } = zoneOf('Australia/Lord_Howe');
    expect(moments(Date.UTC(2026, 3, 5, 1, 45))).toHaveLength(2);
    expect(moments(Date.UTC(2026, 3, 5, 1, 15))).toHaveLength(1);
  });

  test('in Apia the 30th of December 2011 never was', () => {
    expect(zoneOf('Pacific/Apia').moments(Date.UTC(2011, 11, 30, 12))).toEqual([]);
  });
});
