import { type Day, dayOf } from '../../record/calendar.ts';
import type { ChargedCall } from '../../record/charged-call.ts';
import { isWithheld } from '../../record/number.ts';
import type { Carrier, RatingPolicy, TariffDates } from '../../record/tariff.ts';
import type { TimeZone } from '../times/time-zone.ts';
import { createBandCalendar } from './band-calendar.ts';
import { type Charge, charge, LONGEST_TALK_MS } from './charge.ts';
import type { RateTable } from './rate-table.ts';

/** Why a call has no cost. The first three are no want of a tariff: such calls cost nothing. */
export const UNRATED = [
  'no_carrier',
  'not_answered',
  'no_talk',
  'no_duration',
  'too_long',
  'no_number',
  'no_tariff',
  'no_rate',
  'hidden_digits',
] as const;
export type Unrated = (typeof UNRATED)[number];

export type Rated =
  | ({ readonly kind: 'rated'; readonly carrier: Carrier; readonly tariff: TariffDates } & Charge)
  | { readonly kind: 'unrated'; readonly reason: Unrated; readonly carrier: Carrier | null };

/** Rates calls of one site. Pure: the same call, policy and tables give the same cost. */
export interface Rating {
  rate(call: ChargedCall): Rated;
}

/** `tables` has the rows of every tariff that the policy names. */
export function createRating(
  policy: RatingPolicy,
  zone: TimeZone,
  tables: ReadonlyMap<number, RateTable>,
): Rating {
  const calendar = createBandCalendar(policy, zone);
  return {
    rate(call) {
      const day = dayOf(call.started_at + zone.offsetAt(call.started_at));
      const carrier = policy.carriers.find((one) => charges(one, call, day)) ?? null;
      const unrated = (reason: Unrated): Rated => ({ kind: 'unrated', reason, carrier });
      if (carrier === null) return unrated('no_carrier');
      const talk = talkOf(call);
      if (typeof talk === 'string') return unrated(talk);
      const { called } = call;
      if (called === null) return unrated('no_number');
      const tariff = carrier.tariffs.findLast(({ from_day }) => from_day <= day);
      if (tariff === undefined) return unrated('no_tariff');
      const table = tables.get(tariff.id);
      if (table === undefined)
        throw new Error(`the policy names the tariff ${tariff.id}, which was not handed over`);
      const rates = isWithheld(called) ? table.ofWithheld(called) : table.ofNumber(called);
      if (rates === 'hidden') return unrated('hidden_digits');
      if (rates === null) return unrated('no_rate');
      return { kind: 'rated', carrier, tariff, ...charge(talk, rates, carrier, calendar) };
    },
  };
}

function charges(carrier: Carrier, { source, trunk, direction }: ChargedCall, day: Day): boolean {
  const { sources, trunks, directions, from_day, to_day } = carrier;
  if (direction !== 'outgoing' && direction !== 'transit') return false;
  if (!directions.includes(direction)) return false;
  if (sources.length > 0 && !sources.includes(source)) return false;
  if (trunks.length > 0 && (trunk === null || !trunks.includes(trunk))) return false;
  return (from_day === null || from_day <= day) && (to_day === null || day <= to_day);
}

/** The time that is charged. A record that does not say whether a call was answered says so by a talk time. */
function talkOf(call: ChargedCall): { begin: number; talk_ms: number } | Unrated {
  const { answered, duration_ms, answered_at, ended_at, started_at } = call;
  if (answered === false) return 'not_answered';
  if (duration_ms === null) return 'no_duration';
  if (answered === null && duration_ms === 0) return 'no_talk';
  if (duration_ms > LONGEST_TALK_MS) return 'too_long';
  const begin = answered_at ?? (ended_at === null ? started_at : ended_at - duration_ms);
  return { begin, talk_ms: duration_ms };
}
