import type { ProcessingSettings } from '../processor/processing-context.ts';
import type { Piece } from '../processor/rating/charge.ts';
import { shown } from '../processor/rating/check-sheet.ts';
import { RateTable } from '../processor/rating/rate-table.ts';
import { createRating, type Rated } from '../processor/rating/rating.ts';
import { ratingPolicy } from '../processor/rating/rating-policy.ts';
import { createTimeZone } from '../processor/times/time-zone.ts';
import type { SeenCall } from '../record/call.ts';
import { type Micros, showAmount } from '../record/money.ts';
import { asSentNumber, e164Number } from '../record/number.ts';
import type { RatingPolicy } from '../record/tariff.ts';
import { fullCostOf } from '../store/queries/calls-to-rate.ts';
import { chunkAt } from '../store/queries/lines.ts';
import { ratesOf, type StoredTariff, tariffOfRate, tariffs } from '../store/queries/tariffs.ts';
import type { ReadingStore } from '../store/reading-store.ts';
import { activeConfiguration } from './service/judging.ts';

/** What makes up the cost of a call, worked out again by the rules that it was rated by. */
export interface CostExplained {
  readonly tariff: number;
  readonly carrier: string;
  readonly currency: string;
  readonly prefix: string;
  readonly name: string;
  readonly connection_fee: Micros;
  readonly minimum_seconds: number;
  readonly increments: string;
  readonly charged_seconds: number;
  readonly round_up_to: Micros | null;
  /** What free minutes took from it. */
  readonly free_micros: number;
  readonly pieces: readonly {
    readonly from_seconds: number;
    readonly seconds: number;
    readonly band: string | null;
    readonly per_minute: Micros;
  }[];
}

/** Null where the call has no cost, or shows too little to say how it came about: its price, its number or its line. */
export async function explainCost(store: ReadingStore, call: SeenCall): Promise<CostExplained | null> {
  const { rate, called, offset, intake } = call;
  if (rate === null || called === null || offset === null) return null;
  const tariff = tariffOfRate(store.connection, rate);
  const chunk = await chunkAt(store.query, intake, offset);
  if (tariff === null || chunk === null) return null;
  const { rating: arrived, site } = JSON.parse(chunk.settings) as ProcessingSettings;
  const { tariffs: settings } = await activeConfiguration(store);
  // It may have been rated again since its line was read.
  for (const policy of [arrived, ratingPolicy(settings, tariffs(store.connection))]) {
    const explained =
      policy && explainedBy(store, call, { policy, called, tariff, time_zone: site.time_zone });
    if (explained) return explained;
  }
  return null;
}

function explainedBy(
  store: ReadingStore,
  call: SeenCall,
  by: {
    readonly policy: RatingPolicy;
    readonly called: string;
    readonly tariff: StoredTariff;
    readonly time_zone: string;
  },
): CostExplained | null {
  const { policy, called, tariff, time_zone } = by;
  const carriers = policy.carriers.filter(({ tariffs }) => tariffs.some(({ id }) => id === tariff.id));
  const tables = new Map([[tariff.id, new RateTable(ratesOf(store.connection, tariff.id))]]);
  const zone = createTimeZone(time_zone);
  const rated = createRating({ ...policy, carriers }, zone, tables).rate({
    ...call,
    called: called.startsWith('+') ? e164Number(called.slice(1)) : asSentNumber(called),
    started_at: Date.parse(call.started_at),
    answered_at: call.answered_at === null ? null : Date.parse(call.answered_at),
    ended_at: call.ended_at === null ? null : Date.parse(call.ended_at),
  });
  const full = fullCostOf(store.connection, call.id) ?? call.cost_micros;
  if (rated.kind !== 'rated' || full === null || rated.cost_micros !== full) return null;
  return { ...explained(rated), free_micros: full - (call.cost_micros ?? full) };
}

function explained({
  carrier,
  tariff,
  rate,
  pieces,
  charged_seconds,
}: Extract<Rated, { kind: 'rated' }>): Omit<CostExplained, 'free_micros'> {
  const { prefix, name, connection_fee, minimum_seconds } = rate;
  return {
    ...{ tariff: tariff.id, carrier: carrier.name, currency: tariff.currency, prefix: shown(prefix), name },
    ...{ connection_fee, minimum_seconds, charged_seconds, round_up_to: carrier.round_up_to },
    increments: `${rate.first_increment_seconds}/${rate.next_increment_seconds}`,
    pieces: pieces.map(pieceOf),
  };
}

function pieceOf({ from_seconds, seconds, rate, per_minute }: Piece): CostExplained['pieces'][number] {
  return { from_seconds, seconds, band: rate.band, per_minute };
}

/** The same for people, a line for each piece. */
export function costText(call: SeenCall, cost: CostExplained | null): string {
  if (call.cost_micros === null) return '';
  const total = `Cost: ${showAmount(call.cost_micros)} ${call.currency}`;
  if (cost === null) return `${total}\n`;
  const { carrier, tariff, prefix, name, charged_seconds, increments, minimum_seconds, round_up_to } = cost;
  const minimum = minimum_seconds === 0 ? '' : `, at least ${minimum_seconds} s`;
  const up = round_up_to === null ? '' : `, rounded up to ${showAmount(round_up_to)}`;
  const lines = cost.pieces.map(({ from_seconds, seconds, band, per_minute }) => {
    const until = from_seconds + seconds;
    const amount = showAmount(Math.round((seconds * per_minute) / 60));
    return `  ${from_seconds} s to ${until} s${band === null ? '' : `, ${band}`}: ${showAmount(per_minute)} a minute, ${amount}\n`;
  });
  return [
    `${total} by tariff ${tariff} of ${carrier}: ${prefix} ${name}\n`,
    `  ${charged_seconds} s charged, ${increments}${minimum}${up}\n`,
    ...(cost.connection_fee === 0 ? [] : [`  connection fee: ${showAmount(cost.connection_fee)}\n`]),
    ...lines,
    ...(cost.free_micros === 0 ? [] : [`  free minutes: -${showAmount(cost.free_micros)}\n`]),
  ].join('');
}
