import type { Micros } from '../../../record/money.ts';
import type { Rate } from '../../../record/tariff.ts';

/** A row that costs a cent a minute, to the second, where nothing else is said. */
export function rateRow(given: Partial<Rate>): Rate {
  return {
    ...{ id: 1, prefix: '49', name: 'Germany', band: null, steps: [] },
    connection_fee: 0 as Micros,
    per_minute: 10_000 as Micros,
    minimum_seconds: 0,
    first_increment_seconds: 1,
    next_increment_seconds: 1,
    ...given,
  };
}
