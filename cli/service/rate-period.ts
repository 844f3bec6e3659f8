import { setImmediate } from 'node:timers/promises';
import type { ProcessingSettings } from '../../processor/processing-context.ts';
import { FreeMinutes } from '../../processor/rating/free-minutes.ts';
import { type CostKept, type RatedAgain, rateAgain } from '../../processor/rating/rate-again.ts';
import { RateTable } from '../../processor/rating/rate-table.ts';
import { createRating, type Rating } from '../../processor/rating/rating.ts';
import { ratingPolicy } from '../../processor/rating/rating-policy.ts';
import { createTimeZone } from '../../processor/times/time-zone.ts';
import { type Day, monthAround } from '../../record/calendar.ts';
import type { RatingPolicy } from '../../record/tariff.ts';
import type { Configuration } from '../../settings/configuration.ts';
import type { Connection } from '../../store/open-database.ts';
import {
  type CallToRateAgain,
  callsToRate,
  changedDays,
  daysOfCalls,
  settledDays,
  takenSeconds,
} from '../../store/queries/calls-to-rate.ts';
import { sourceNames } from '../../store/queries/source-names.ts';
import { ratesOf, tariffs } from '../../store/queries/tariffs.ts';
import { openReadingConnection, type ReadingConnection } from '../../store/reading-connection.ts';
import type { RatedDay, TakenOfDay, TariffStore } from '../../store/tariff-store.ts';
import { RatedSums } from '../rated-sums.ts';

/** Rated in a few milliseconds. */
const CALLS_A_SLICE = 500;

/** Rates calls of a data folder again: a period, and months that share free minutes. */
export function ratingIn(parts: RatePeriodParts) {
  return {
    rate: (wish: RatePeriodWish) => ratePeriod(parts, wish),
    /**
     * Of every month with calls that changed since their totals were made, and of carriers with free minutes alone: what others charge
     * stays until somebody asks for it. Gives how many cost something else.
     */
    rateFreeMinutes: async (signal: AbortSignal): Promise<number> => {
      const { tariffs: settings } = await parts.configuration();
      const sharing = settings.carriers.filter(({ free_minutes }) => free_minutes.length > 0);
      if (sharing.length === 0) return 0;
      const days = await changedIn(parts.folder);
      const months = new Map(days.map((day) => [monthAround(day).from_day, monthAround(day)]));
      const carriers = sharing.map(({ name }) => name);
      let changed = 0;
      for (const month of months.values()) {
        const wish = { ...month, carriers, sites_of: {}, only_try: false, signal, told: () => {} };
        changed += (await ratePeriod(parts, wish)).changed;
      }
      return changed;
    },
  };
}

async function changedIn(folder: string): Promise<number[]> {
  const reading = openReadingConnection(folder);
  try {
    return changedDays(reading.connection);
  } finally {
    await reading.close();
  }
}

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
  readonly from_day: Day;
  readonly to_day: Day;
  /** Only calls that one of these carriers charges, or charged; null: of any. */
  readonly carriers: readonly string[] | null;
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
  const reading = openReadingConnection(parts.folder);
  try {
    return await rateDays(parts, wish, reading);
  } finally {
    await reading.close();
  }
}

async function rateDays(
  parts: RatePeriodParts,
  wish: RatePeriodWish,
  reading: ReadingConnection,
): Promise<RatedSums> {
  const { connection } = reading;
  const { tariffs: settings } = await parts.configuration();
  const policy = ratingPolicy(settings, tariffs(connection));
  if (policy === null) return new RatedSums(wish);
  const shares = policy.carriers.some(({ free_minutes }) => free_minutes.length > 0);
  const months = shares ? monthsOf(wish) : [wish];
  const [first = wish, last = first] = [months[0], months.at(-1)];
  const sums = new RatedSums({ from_day: first.from_day, to_day: last.to_day });
  const carriers = carriersOfRates(reading);
  const ratings = await ratingsBySource(policy, reading, parts);
  for (const month of months) {
    const free = shares ? freeMinutesOf(connection, policy, month) : NO_FREE_MINUTES;
    for (const day of daysOfCalls(connection, month.from_day, month.to_day)) {
      wish.signal.throwIfAborted();
      await parts.inTurn(() => rateDay(day, parts, { reading, wish, sums, carriers, ratings, free }));
      wish.told(day);
    }
  }
  return sums;
}

interface Going {
  readonly reading: ReadingConnection;
  readonly wish: RatePeriodWish;
  readonly sums: RatedSums;
  readonly carriers: ReadonlyMap<number, string>;
  readonly ratings: ReadonlyMap<string, Rating>;
  readonly free: FreeOfMonth;
}

async function rateDay(day: number, { store, now }: RatePeriodParts, going: Going): Promise<void> {
  const { reading, wish, ratings, free } = going;
  const calls: RatedDay['calls'][number][] = [];
  let seen = 0;
  for (const call of callsToRate(reading.connection, day, wish.sites_of)) {
    // A day can have very many, and sockets are not to wait for all of them.
    if (++seen % CALLS_A_SLICE === 0) await setImmediate();
    const rating = ratings.get(call.source);
    if (rating === undefined) throw new Error(`a call is of ${call.source}, which is no source`);
    const again = rateAgain(call, rating, free.settled.has(day) ? null : free.minutes);
    const change = changeOf(call, again, going);
    if (change !== null) calls.push(change);
  }
  const taken = takenOtherwise(day, free, wish.carriers);
  if (wish.only_try || calls.length + taken.length === 0) return;
  await store.rateDay({ day, rated_at: now(), calls, taken });
}

/** The free minutes of a month as its days take them. */
interface FreeOfMonth {
  readonly minutes: FreeMinutes;
  /** Days of which not every call is there and whole: what their calls took stays theirs. */
  readonly settled: ReadonlySet<number>;
  /** By day, what their calls took until now. */
  readonly before: ReadonlyMap<number, readonly TakenOfDay[]>;
}

const NO_FREE_MINUTES: FreeOfMonth = {
  minutes: new FreeMinutes([], []),
  ...{ settled: new Set(), before: new Map() },
};

function freeMinutesOf(connection: Connection, { carriers }: RatingPolicy, month: Days): FreeOfMonth {
  const settled = settledDays(connection, month.from_day, month.to_day);
  const taken = takenSeconds(connection, month.from_day, month.to_day);
  const stays = taken.filter(({ day }) => settled.has(day));
  return { minutes: new FreeMinutes(carriers, stays), settled, before: Map.groupBy(taken, ({ day }) => day) };
}

/** What a day took of free minutes, where it is not what it took before. */
function takenOtherwise(
  day: number,
  { minutes, settled, before }: FreeOfMonth,
  carriers: RatePeriodWish['carriers'],
): TakenOfDay[] {
  const taken = minutes.takenSince();
  if (settled.has(day)) return [];
  const was = before.get(day) ?? [];
  const isSame = (one: TakenOfDay, other: TakenOfDay): boolean =>
    one.carrier === other.carrier && one.free_minutes === other.free_minutes;
  const gone = was.filter((one) => !taken.some((other) => isSame(one, other)));
  return [
    ...taken,
    ...gone.map(({ carrier: of, free_minutes }) => ({ carrier: of, free_minutes, seconds: 0 })),
  ]
    .filter((one) => carriers?.includes(one.carrier) !== false)
    .filter((one) => (was.find((other) => isSame(one, other))?.seconds ?? 0) !== one.seconds);
}

interface Days {
  readonly from_day: Day;
  readonly to_day: Day;
}

/** Every month that some of the days are in, whole. */
function monthsOf({ from_day, to_day }: Days): Days[] {
  const months = [monthAround(from_day)];
  for (;;) {
    const last = months.at(-1);
    if (last === undefined || last.to_day >= to_day) return months;
    months.push(monthAround(last.to_day + 1));
  }
}

const COST_COLUMNS = ['cost_micros', 'currency', 'rate', 'full_cost_micros'] as const;

/** What of a call is to be written; null where nothing is. */
function changeOf(
  call: CallToRateAgain,
  again: RatedAgain,
  { carriers, wish, sums }: Going,
): RatedDay['calls'][number] | null {
  const isMeantOf = (name: string | null): boolean =>
    wish.carriers === null || (name !== null && wish.carriers.includes(name));
  const named = call.rate === null ? null : (carriers.get(call.rate) ?? null);
  // Of a call without a row of a tariff nobody knows who charged it: it is taken for the one that does now.
  const before = named ?? again.carrier;
  const { cost_centre, cost_micros, currency, id } = call;
  if (again.kind === 'kept') {
    if (before === null || isMeantOf(before)) keep(sums, again.why, call);
    return null;
  }
  if (!isMeantOf(before) && !isMeantOf(again.carrier)) return null;
  const { cost } = again;
  const is_changed = COST_COLUMNS.some((name) => cost[name] !== call[name]);
  sums.add({
    cost_centre,
    is_changed,
    before: { carrier: before, cost_micros, currency },
    after: { carrier: again.carrier, cost_micros: cost.cost_micros, currency: cost.currency },
  });
  return is_changed ? { id, ...cost } : null;
}

function keep(sums: RatedSums, why: CostKept, { cost_centre, cost_micros, currency }: CallToRateAgain): void {
  sums.keep(why);
  const as = { carrier: null, cost_micros, currency };
  sums.add({ cost_centre, is_changed: false, before: as, after: as });
}

/** Whose price a row of a tariff is. */
function carriersOfRates({ connection }: ReadingConnection): Map<number, string> {
  const all = tariffs(connection).flatMap(({ id, carrier }) =>
    ratesOf(connection, id).map((rate) => [rate.id, carrier] as const),
  );
  return new Map(all);
}

async function ratingsBySource(
  policy: RatingPolicy,
  { connection }: ReadingConnection,
  { settingsOf }: RatePeriodParts,
): Promise<Map<string, Rating>> {
  const ids = policy.carriers.flatMap((carrier) => carrier.tariffs.map(({ id }) => id));
  const tables = new Map([...new Set(ids)].map((id) => [id, new RateTable(ratesOf(connection, id))]));
  const ratings = new Map<string, Rating>();
  for (const name of sourceNames(connection)) {
    const { site } = await settingsOf(name);
    ratings.set(name, createRating(policy, createTimeZone(site.time_zone), tables));
  }
  return ratings;
}
