import type { ProcessingSettings } from '../../processor/processing-context.ts';
import { type CostKept, rateAgain } from '../../processor/rating/rate-again.ts';
import { RateTable } from '../../processor/rating/rate-table.ts';
import { createRating, type Rating } from '../../processor/rating/rating.ts';
import { ratingPolicy } from '../../processor/rating/rating-policy.ts';
import { createTimeZone } from '../../processor/times/time-zone.ts';
import type { RatingPolicy } from '../../record/tariff.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { type CallToRate, callsToRate, daysOfCalls } from '../../store/queries/calls-to-rate.ts';
import { ratesOf, tariffs } from '../../store/queries/tariffs.ts';
import { openReadingStore, type ReadingStore } from '../../store/reading-store.ts';
import type { RatedDay, TariffStore } from '../../store/tariff-store.ts';
import { RatedSums } from '../rated-sums.ts';

/** With what a period is rated again. */
export interface RatePeriodParts {
  /** The data folder. */
  readonly folder: string;
  readonly store: TariffStore;
  readonly configuration: () => Promise<Configuration>;
  readonly settingsOf: (source: string) => Promise<ProcessingSettings>;
  readonly now: () => number;
  /** Runs a piece of work while no line is accounted for; what arrives has its turn in between. */
  readonly inTurn: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

export interface RatePeriodWish {
  /** Local days, inclusive. */
  readonly from_day: number;
  readonly to_day: number;
  /** Only calls that this carrier charges, or charged. */
  readonly carrier: string | null;
  /** The site of each source, by which the directory knows extensions. */
  readonly sites_of: Readonly<Record<string, string>>;
  /** Nothing is changed; only told what would be. */
  readonly only_try: boolean;
  readonly signal: AbortSignal;
  /** Told of each day behind it. */
  readonly told: (day: number) => void;
}

/**
 * Rates stored calls again by a policy, day after day, each in one transaction. Stopped anywhere it has left whole days, and run
 * again it does the rest; with nothing to change it changes nothing.
 */
export async function ratePeriod(parts: RatePeriodParts, wish: RatePeriodWish): Promise<RatedSums> {
  const reading = openReadingStore(parts.folder);
  try {
    return await rateDays(parts, wish, reading);
  } finally {
    await reading.close();
  }
}

async function rateDays(
  parts: RatePeriodParts,
  wish: RatePeriodWish,
  reading: ReadingStore,
): Promise<RatedSums> {
  const { inTurn, store, now } = parts;
  const { connection } = reading;
  const { tariffs: settings } = await parts.configuration();
  const sums = new RatedSums();
  const policy = ratingPolicy(settings, tariffs(connection));
  if (policy === null) return sums;
  const carriers = carriersOfRates(reading);
  const ratings = await ratingsBySource(policy, reading, parts);
  for (const day of daysOfCalls(connection, wish.from_day, wish.to_day)) {
    wish.signal.throwIfAborted();
    await inTurn(async () => {
      const changed: RatedDay['calls'][number][] = [];
      for (const call of callsToRate(connection, day, wish.sites_of)) {
        const rating = ratings.get(call.source);
        if (rating === undefined) throw new Error(`a call is of ${call.source}, which is no source`);
        const change = changeOf(call, rating, { carriers, wish, sums });
        if (change !== null) changed.push(change);
      }
      if (changed.length > 0 && !wish.only_try) await store.rateDay({ day, rated_at: now(), calls: changed });
    });
    wish.told(day);
  }
  return sums;
}

/** What of a call is to be written; null where nothing is. */
function changeOf(
  call: CallToRate,
  rating: Rating,
  { carriers, wish, sums }: { carriers: ReadonlyMap<number, string>; wish: RatePeriodWish; sums: RatedSums },
): RatedDay['calls'][number] | null {
  const again = rateAgain(call, rating);
  const named = call.rate === null ? null : (carriers.get(call.rate) ?? null);
  // Of a call without a row of a tariff nobody knows who charged it: it is taken for the one that does now.
  const before = named ?? again.carrier;
  const { cost_centre, cost_micros, currency, id } = call;
  const isMeant = wish.carrier === null || before === wish.carrier || again.carrier === wish.carrier;
  if (again.kind === 'kept') {
    if (wish.carrier === null || before === null || before === wish.carrier) keep(sums, again.why, call);
    return null;
  }
  if (!isMeant) return null;
  const { cost } = again;
  const same = cost.cost_micros === cost_micros && cost.currency === currency;
  const is_changed = !same || cost.rate !== call.rate;
  sums.add({
    cost_centre,
    is_changed,
    before: { carrier: before, cost_micros, currency },
    after: { carrier: again.carrier, cost_micros: cost.cost_micros, currency: cost.currency },
  });
  return is_changed ? { id, ...cost } : null;
}

function keep(sums: RatedSums, why: CostKept, { cost_centre, cost_micros, currency }: CallToRate): void {
  sums.keep(why);
  const as = { carrier: null, cost_micros, currency };
  sums.add({ cost_centre, is_changed: false, before: as, after: as });
}

/** Whose price a row of a tariff is. */
function carriersOfRates({ connection }: ReadingStore): Map<number, string> {
  const all = tariffs(connection).flatMap(({ id, carrier }) =>
    ratesOf(connection, id).map((rate) => [rate.id, carrier] as const),
  );
  return new Map(all);
}

async function ratingsBySource(
  policy: RatingPolicy,
  { connection, query }: ReadingStore,
  { settingsOf }: RatePeriodParts,
): Promise<Map<string, Rating>> {
  const ids = policy.carriers.flatMap((carrier) => carrier.tariffs.map(({ id }) => id));
  const tables = new Map([...new Set(ids)].map((id) => [id, new RateTable(ratesOf(connection, id))]));
  const ratings = new Map<string, Rating>();
  for (const { name } of await query.selectFrom('source').select('name').execute()) {
    const { site } = await settingsOf(name);
    ratings.set(name, createRating(policy, createTimeZone(site.time_zone), tables));
  }
  return ratings;
}
