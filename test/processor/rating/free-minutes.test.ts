import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costWithout, paidSeconds } from '../../../processor/rating/charge.ts';
import { FreeMinutes } from '../../../processor/rating/free-minutes.ts';
import { ratingPolicy } from '../../../processor/rating/rating-policy.ts';
import { tariffSettingsSchema } from '../../../processor/rating/tariff-settings.ts';
import type { Day } from '../../../record/calendar.ts';
import type { Micros } from '../../../record/money.ts';
import { asSentNumber, e164Number } from '../../../record/number.ts';
import type { Carrier } from '../../../record/tariff.ts';
import { rateRow } from './rate-row.ts';

function carrierWith(...free_minutes: object[]): Carrier {
  const settings = tariffSettingsSchema.parse({ carriers: [{ name: 'northtel', free_minutes }] });
  const tariff = { id: 1, carrier: 'northtel', currency: 'EUR', from_day: 0 as Day };
  const carrier = ratingPolicy(settings, [tariff])?.carriers[0];
  if (carrier === undefined) throw new Error('there is a carrier');
  return carrier;
}

const GERMANY = { name: 'germany', minutes: 2, prefixes: ['49'] };
const EVERYWHERE = { name: 'everywhere', minutes: 1 };
const call = (number: string, seconds: number, day = 100) => ({
  ...{ called: number.startsWith('+') ? e164Number(number.slice(1)) : asSentNumber(number), seconds, day },
});

describe('free minutes', () => {
  test('go to calls in their order, the last of them in part, and to none after that', () => {
    const carrier = carrierWith(GERMANY);
    const free = new FreeMinutes([carrier], []);
    expect([80, 80, 80].map((seconds) => free.take(carrier, call('+493012345', seconds)))).toEqual([
      80, 40, 0,
    ]);
    expect(free.takenSince()).toEqual([{ carrier: 'northtel', free_minutes: 'germany', seconds: 120 }]);
    expect(free.takenSince()).toEqual([]);
  });

  test('are those of the first that fits the number, then of the next', () => {
    const carrier = carrierWith(GERMANY, EVERYWHERE);
    const free = new FreeMinutes([carrier], []);
    expect(free.take(carrier, call('+33123', 50))).toBe(50);
    expect(free.take(carrier, call('+493012345', 150))).toBe(130);
    expect(free.take(carrier, call('11833', 10))).toBe(0);
  });

  test('hold from and to their days', () => {
    const carrier = carrierWith({ ...GERMANY, from: '2026-10-10', to: '2026-10-12' });
    const free = new FreeMinutes([carrier], []);
    const from = Date.UTC(2026, 9, 10) / 86_400_000;
    const days = [from - 1, from, from + 2, from + 3];
    expect(days.map((day) => free.take(carrier, call('+493012345', 10, day)))).toEqual([0, 10, 10, 0]);
  });

  test('that calls took which cannot be rated again stay theirs', () => {
    const carrier = carrierWith(GERMANY);
    const settled = [{ carrier: 'northtel', free_minutes: 'germany', seconds: 100 }];
    expect(new FreeMinutes([carrier], settled).take(carrier, call('+493012345', 80))).toBe(20);
    const more = [{ carrier: 'northtel', free_minutes: 'germany', seconds: 500 }];
    expect(new FreeMinutes([carrier], more).take(carrier, call('+493012345', 80))).toBe(0);
  });

  test('are never more than there are, however calls come', () => {
    const seconds = fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 30 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 60 }), (all, minutes) => {
        const carrier = carrierWith({ ...GERMANY, minutes });
        const free = new FreeMinutes([carrier], []);
        const given = all.map((one) => free.take(carrier, call('+493012345', one)));
        const sum = (some: number[]): number => some.reduce((total, one) => total + one, 0);
        expect(sum(given)).toBe(Math.min(sum(all), minutes * 60));
      }),
    );
  });
});

describe('what is left to pay', () => {
  /** A fee of 0.05; three minutes at 0.12, then 0.06; what is free anyway between them. */
  const rate = rateRow({ connection_fee: 50_000 as Micros });
  const pieces = [
    { from_seconds: 0, seconds: 180, rate, per_minute: 120_000 as Micros },
    { from_seconds: 180, seconds: 60, rate, per_minute: 0 as Micros },
    { from_seconds: 240, seconds: 60, rate, per_minute: 60_000 as Micros },
  ];

  test.each([
    [0, 470_000, 'the fee, 0.36 and 0.06'],
    [60, 350_000, 'the fee, two minutes at 0.12 and one at 0.06'],
    [180, 110_000, 'the fee and a minute at 0.06'],
    [210, 80_000, 'the fee and half a minute at 0.06'],
    [240, 50_000, 'the fee, which is never free'],
  ])('of %d free seconds is worked out from the first second on', (seconds, cost, _because) => {
    expect(costWithout({ rate, pieces }, seconds, null)).toBe(cost);
  });

  test('is rounded up by itself, and what costs nothing anyway takes no free seconds', () => {
    expect(costWithout({ rate, pieces }, 210, 100_000 as Micros)).toBe(100_000);
    expect(paidSeconds({ pieces })).toBe(240);
  });
});
