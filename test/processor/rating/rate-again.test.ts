import { describe, expect, test } from 'vitest';
import { rateAgain, type StoredCharge } from '../../../processor/rating/rate-again.ts';
import { RateTable } from '../../../processor/rating/rate-table.ts';
import { createRating } from '../../../processor/rating/rating.ts';
import { ratingPolicy } from '../../../processor/rating/rating-policy.ts';
import { NO_TARIFF_SETTINGS } from '../../../processor/rating/tariff-settings.ts';
import { createTimeZone } from '../../../processor/times/time-zone.ts';
import type { Day } from '../../../record/calendar.ts';
import type { Micros } from '../../../record/money.ts';
import { asSentNumber, e164Number } from '../../../record/number.ts';
import { rateRow } from './rate-row.ts';

const TARIFF = { id: 1, carrier: 'northtel', currency: 'EUR', from_day: 0 as Day };
const TABLE = new RateTable([
  rateRow({ id: 7, prefix: '49' }),
  rateRow({ id: 8, prefix: '4915', per_minute: 60_000 as Micros }),
]);
const POLICY = ratingPolicy(NO_TARIFF_SETTINGS, [TARIFF]);
const RATING = createRating(POLICY ?? fail(), createTimeZone('UTC'), new Map([[1, TABLE]]));

function fail(): never {
  throw new Error('there is a tariff');
}

/** A minute to Munich that cost something by a tariff of another time. */
const CALL: StoredCharge = {
  ...{ source: 'pbx', trunk: null, direction: 'outgoing', answered: true, step: 'full' },
  ...{ called: e164Number('4989231250001'), started_at: 1e12, answered_at: 1e12, ended_at: 1e12 + 60_000 },
  ...{ duration_ms: 60_000, cost_micros: 5 as Micros, currency: 'USD', rate: 3 },
  ...{ day: 11_574, full_cost_micros: null },
};
const again = (given: Partial<StoredCharge>) => rateAgain({ ...CALL, ...given }, RATING, null);

describe('a call that is rated again', () => {
  test('costs what the tariff of today says, and names its row', () => {
    expect(again({})).toEqual({
      ...{ kind: 'rated', carrier: 'northtel' },
      cost: { cost_micros: 10_000, currency: 'EUR', rate: 7, full_cost_micros: null },
    });
  });

  test('has no cost any more where nothing charges it', () => {
    const cost = { cost_micros: null, currency: null, rate: null, full_cost_micros: null };
    expect(again({ called: e164Number('33123456789') })).toMatchObject({ kind: 'rated', cost });
    expect(again({ answered: false })).toMatchObject({ kind: 'rated', cost });
    expect(again({ direction: 'incoming', called: null, cost_micros: null })).toMatchObject({ cost });
  });

  test('costs by the digits that are left of its number where these tell the price, and names no row', () => {
    expect(again({ step: 'masked', called: asSentNumber('+498923125***') })).toEqual({
      ...{ kind: 'rated', carrier: 'northtel' },
      cost: { cost_micros: 10_000, currency: 'EUR', rate: null, full_cost_micros: null },
    });
    expect(again({ step: 'masked', called: asSentNumber('+49151234****') })).toMatchObject({
      cost: { cost_micros: 60_000, rate: null },
    });
    expect(again({ step: 'masked' })).toMatchObject({ cost: { cost_micros: 10_000, rate: null } });
  });

  test('keeps its cost where hidden digits could lead to another price', () => {
    for (const called of [
      asSentNumber('+49***********'),
      asSentNumber('+491****'),
      asSentNumber('****'),
      null,
    ])
      expect(again({ step: 'masked', called })).toEqual({ kind: 'kept', why: 'masked', carrier: null });
  });

  test('keeps its cost where it is anonymous, since its number is gone and its time is only an hour', () => {
    const gone = { step: 'anonymous', called: null, answered_at: null, ended_at: null } as const;
    expect(again(gone)).toMatchObject({ kind: 'kept', why: 'anonymous' });
    expect(again({ ...gone, cost_micros: null })).toMatchObject({ kind: 'kept', why: 'anonymous' });
    expect(again({ ...gone, cost_micros: null, direction: 'internal' })).toMatchObject({ kind: 'rated' });
  });
});
