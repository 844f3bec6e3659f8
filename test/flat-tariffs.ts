import { ratingPolicy } from '../processor/rating/rating-policy.ts';
import { NO_TARIFF_SETTINGS } from '../processor/rating/tariff-settings.ts';
import { DAY_MS, type Day } from '../record/calendar.ts';
import type { Micros } from '../record/money.ts';
import type { Rate, RatingPolicy } from '../record/tariff.ts';
import { ARRIVAL } from './asterisk-lines.ts';
import { rateRow } from './processor/rating/rate-row.ts';

const ARRIVAL_DAY = Math.floor(ARRIVAL / DAY_MS);

/** From fifty days before the arrival of tests on, prices are in another currency. */
export const FLAT_RATING: RatingPolicy = policyOf([
  { id: 1, currency: 'EUR', from_day: 0 as Day },
  { id: 2, currency: 'USD', from_day: (ARRIVAL_DAY - 50) as Day },
]);

/** A tariff that came later for every day: twice as dear. */
export const DEARER_RATING: RatingPolicy = policyOf([{ id: 3, currency: 'EUR', from_day: 0 as Day }]);

function policyOf(tariffs: readonly { id: number; currency: string; from_day: Day }[]): RatingPolicy {
  const policy = ratingPolicy(
    NO_TARIFF_SETTINGS,
    tariffs.map((tariff) => ({ ...tariff, carrier: 'northtel' })),
  );
  if (policy === null) throw new Error('there are tariffs');
  return policy;
}

/** A price that leaves a rest when it is divided, so that a sum of rounded parts is not the rounded sum. */
const price = (id: number, micros: number): Rate =>
  rateRow({ id, prefix: '', per_minute: micros as Micros, connection_fee: 7 as Micros });

export const FLAT_TARIFFS: ReadonlyMap<number, readonly Rate[]> = new Map([
  [1, [price(1, 10_001)]],
  [2, [price(2, 20_003)]],
  [3, [price(3, 40_006)]],
]);
