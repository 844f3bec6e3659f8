import { z } from 'zod';
import { parseDay } from '../record/calendar.ts';
import { exactSum } from '../record/exact-sum.ts';
import { CURRENCY_PATTERN } from '../record/money.ts';
import { OperationError } from '../record/operation-error.ts';

const DECIMALS = 10;
const RATE = /^(\d{1,6})(?:\.(\d{1,10}))?$/;

export const exchangeRateSchema = z.strictObject({
  currency: z.string().regex(CURRENCY_PATTERN, 'three capital letters: GBP').describe('what costs are in'),
  in: z
    .string()
    .regex(CURRENCY_PATTERN, 'three capital letters: EUR')
    .describe('what they are told in; a rate is never turned round'),
  rate: z
    .string()
    .refine((text) => RATE.test(text) && scaled(text) > 0n, 'a rate above 0, in quotes: "1.1523"')
    .describe('how much of it one unit of `currency` is; up to ten decimals'),
  from: z
    .string()
    .refine((text) => parseDay(text) !== null, 'a day, in quotes: "2026-01-01"')
    .describe('first day; until a later one of the same two currencies takes its place'),
});
export type ExchangeRate = z.output<typeof exchangeRateSchema>;

function scaled(text: string): bigint {
  const [, whole = '', decimals = ''] = RATE.exec(text) ?? [];
  return BigInt(`${whole}${decimals.padEnd(DECIMALS, '0')}`);
}

/** A sum in another currency: exactly, rounded once, half a millionth up. */
export function exchangedMicros(micros: number, rate: string): number {
  const one = 10n ** BigInt(DECIMALS);
  return exactSum(Number((BigInt(micros) * scaled(rate) + one / 2n) / one));
}

/** Where a sum in one currency has grown to, and what that came to in the other. */
interface Grown {
  readonly micros: number;
  readonly exchanged: number;
}

/**
 * Rates of days into one currency, and what has been exchanged by them. What a cost centre costs in a currency on a day is rounded
 * once; each part of it has what the rounded sum grows by when it is added, so that every way to tell it comes to the same.
 */
export class Exchange {
  readonly currency: string;
  private readonly byCurrency: ReadonlyMap<string, readonly ExchangeRate[]>;
  private readonly used = new Set<ExchangeRate>();

  constructor(rates: readonly ExchangeRate[], currency: string) {
    this.currency = currency;
    const own = rates
      .filter((rate) => rate.in === currency)
      .sort((one, other) => (one.from < other.from ? -1 : 1));
    this.byCurrency = Map.groupBy(own, (rate) => rate.currency);
  }

  has(currency: string, day: string): boolean {
    return currency === this.currency || this.on(currency, day) !== undefined;
  }

  /** One amount by itself. */
  amount(micros: number, currency: string, day: string): number {
    if (currency === this.currency) return micros;
    const rate = this.on(currency, day);
    if (rate === undefined) throw missingRates(this.currency, new Map([[currency, [day]]]));
    this.used.add(rate);
    return exchangedMicros(micros, rate.rate);
  }

  /** Adds parts up, each by the sum that it belongs to, and answers what that sum grew by. */
  growing(): (part: { micros: number; currency: string; day: string; of: string }) => number {
    const before = new Map<string, Grown>();
    return ({ micros, currency, day, of }) => {
      const key = JSON.stringify([day, of, currency]);
      const was = before.get(key) ?? { micros: 0, exchanged: 0 };
      const sum = exactSum(was.micros + micros);
      const exchanged = this.amount(sum, currency, day);
      before.set(key, { micros: sum, exchanged });
      return exchanged - was.exchanged;
    };
  }

  /** The rates that were used, for whoever reads the report; null where nothing was exchanged. */
  note(): string | null {
    if (this.used.size === 0) return null;
    const rates = [...this.used]
      .sort((one, other) => (`${one.currency} ${one.from}` < `${other.currency} ${other.from}` ? -1 : 1))
      .map(({ currency, rate, from }) => `1 ${currency} = ${rate} ${this.currency} (from ${from})`);
    return `Exchanged by the rates of each day: ${rates.join('; ')}.`;
  }

  private on(currency: string, day: string): ExchangeRate | undefined {
    return this.byCurrency.get(currency)?.findLast(({ from }) => from <= day);
  }
}

/** What cannot be exchanged is refused with its days, never left out. */
export function missingRates(into: string, days: ReadonlyMap<string, readonly string[]>): OperationError {
  const lacking = [...days].map(([currency, of]) => {
    const sorted = [...new Set(of)].sort();
    const [first = '', last = ''] = [sorted[0], sorted.at(-1)];
    const span =
      first === last ? `on ${first}` : `from ${first} to ${last} (${sorted.length} days with costs)`;
    return `No exchange rate of ${currency} in ${into} holds ${span}.`;
  });
  return new OperationError('EXCHANGE_REFUSED', lacking.join('\n'), {
    hint: 'Add one to exchange_rates in the configuration, or leave --currency out.',
  });
}
