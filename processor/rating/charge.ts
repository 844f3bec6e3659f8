import type { Micros } from '../../record/money.ts';
import type { Carrier, Rate } from '../../record/tariff.ts';
import type { BandCalendar } from './band-calendar.ts';
import { chargedSeconds } from './charged-seconds.ts';
import type { PrefixRates } from './rate-table.ts';

/** Seconds of a call, one after the other, for which a minute costs the same. */
export interface Piece {
  /** Charged seconds before it. */
  readonly from_seconds: number;
  readonly seconds: number;
  readonly rate: Rate;
  readonly per_minute: Micros;
}

/** What a call costs, with everything that makes it up. */
export interface Charge {
  readonly cost_micros: Micros;
  /** The row that the call begins with: its fee, minimum and increments count for the whole call. */
  readonly rate: Rate;
  readonly charged_seconds: number;
  readonly pieces: readonly Piece[];
}

/** Longer than a year is no call; and so much at the dearest price is still a whole number that is exact. */
export const LONGEST_TALK_MS: number = 366 * 86_400_000;

/** A call that is to be charged: talk time in milliseconds, its begin in UTC milliseconds. */
export interface Talk {
  readonly begin: number;
  readonly talk_ms: number;
}

/** What a talk costs by the rows of its prefix. Seconds of the clock begin whole: what a talk has of one before it counts with it. */
export function charge(
  { begin, talk_ms }: Talk,
  rates: PrefixRates,
  { bands_at, round_up_to }: Pick<Carrier, 'bands_at' | 'round_up_to'>,
  calendar: BandCalendar,
): Charge {
  const start = Math.floor(begin / 1000);
  const rate = rateIn(rates, calendar, start).rate;
  const charged = chargedSeconds(talk_ms, rate);
  const pieces =
    bands_at === 'start' || rates.banded.size === 0
      ? stepped(rate, 0, charged)
      : overBands(start, charged, rates, calendar);
  const cost_micros = rounded(exactCost(rate.connection_fee, pieces), round_up_to);
  return { cost_micros, rate, charged_seconds: charged, pieces };
}

/** Charged seconds that cost something; what is free anyway takes no free minutes. */
export function paidSeconds({ pieces }: Pick<Charge, 'pieces'>): number {
  return pieces.reduce((sum, { seconds, per_minute }) => sum + (per_minute > 0 ? seconds : 0), 0);
}

/** What is left to pay where so many of these seconds are free, the first ones first; the fee is none of them. */
export function costWithout(
  { rate, pieces }: Pick<Charge, 'rate' | 'pieces'>,
  freeSeconds: number,
  roundUpTo: Micros | null,
): Micros {
  let free = freeSeconds;
  const left = pieces.map((piece) => {
    const some = piece.per_minute > 0 ? Math.min(free, piece.seconds) : 0;
    free -= some;
    return { ...piece, seconds: piece.seconds - some };
  });
  return rounded(exactCost(rate.connection_fee, left), roundUpTo);
}

/** The row that holds at a moment, and until when. */
function rateIn(rates: PrefixRates, calendar: BandCalendar, at: number): { rate: Rate; until: number } {
  if (rates.banded.size === 0) return { rate: rates.always, until: Number.POSITIVE_INFINITY };
  const { bands, until } = calendar.spanAt(at);
  for (const band of bands) {
    const rate = rates.banded.get(band);
    if (rate !== undefined) return { rate, until };
  }
  return { rate: rates.always, until };
}

function overBands(start: number, charged: number, rates: PrefixRates, calendar: BandCalendar): Piece[] {
  const pieces: Piece[] = [];
  let [at, rate, from] = [0, rates.always, 0];
  while (at < charged) {
    const found = rateIn(rates, calendar, start + at);
    // A border between two bands of which the prefix knows none is none.
    if (found.rate !== rate) {
      pieces.push(...stepped(rate, from, at));
      [rate, from] = [found.rate, at];
    }
    at = Math.min(charged, found.until - start);
  }
  return [...pieces, ...stepped(rate, from, charged)];
}

/** Cut where the price of a minute steps. */
function stepped(rate: Rate, from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  let [at, per_minute] = [from, rate.per_minute];
  for (const step of rate.steps) {
    const end = Math.min(to, step.after_seconds);
    if (end > at) pieces.push({ from_seconds: at, seconds: end - at, rate, per_minute });
    at = Math.max(at, end);
    per_minute = step.per_minute;
  }
  if (to > at) pieces.push({ from_seconds: at, seconds: to - at, rate, per_minute });
  return pieces;
}

/** Whole millionths, and sixtieths of one beside them, so that nothing is rounded before the end. */
interface ExactCost {
  readonly whole: number;
  readonly sixtieths: number;
}

function exactCost(connectionFee: Micros, pieces: readonly Piece[]): ExactCost {
  let [whole, sixtieths]: [number, number] = [connectionFee, 0];
  for (const { seconds, per_minute } of pieces) {
    whole += Math.floor(per_minute / 60) * seconds;
    sixtieths += (per_minute % 60) * seconds;
  }
  return { whole: whole + Math.floor(sixtieths / 60), sixtieths: sixtieths % 60 };
}

/** A call is rounded once: half a millionth up, or up to the next multiple that the carrier charges in. */
function rounded({ whole, sixtieths }: ExactCost, roundUpTo: Micros | null): Micros {
  if (roundUpTo === null) return (whole + (sixtieths >= 30 ? 1 : 0)) as Micros;
  const rest = whole % roundUpTo;
  return (rest === 0 && sixtieths === 0 ? whole : whole - rest + roundUpTo) as Micros;
}
