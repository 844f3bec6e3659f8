import { DAY_MS } from '../../record/calendar.ts';
import { DIALLING, outsideNumber, type Person, type TelephoneSystem } from './company.ts';
import type { SeededRandom } from './seeded-random.ts';

/** One end of a leg: somebody of the company, or a number outside in E.164 digits. */
export type Party = { readonly person: Person } | { readonly outside: string };

/** One record of a call. */
export interface Leg {
  readonly direction: 'internal' | 'incoming' | 'outgoing';
  readonly from: Party;
  readonly to: Party;
  /** Local time of the site, in the milliseconds of `Date.UTC`. */
  readonly started: number;
  readonly ring_seconds: number;
  readonly talk_seconds: number;
  readonly result: 'answered' | 'unanswered' | 'busy';
  readonly account_code: string | null;
}

/** A call as it was made; more than one leg where it was transferred. */
export interface CompanyCall {
  /** Counts the calls of a system from 1. */
  readonly number: number;
  readonly legs: readonly [Leg, ...Leg[]];
}

/** Calls of a person on a working day. */
const CALLS_A_DAY = 6;
/** How much of that is left on days off. */
const QUIET_SHARE = 0.02;
/** Weights of the hours of a day: nobody at night, lunch at noon. */
const HOURS = [0, 0, 0, 0, 0, 0, 1, 4, 12, 16, 17, 15, 8, 11, 15, 15, 11, 6, 3, 2, 1, 0, 0, 0];
const HOLIDAYS: Readonly<Record<TelephoneSystem['site'], ReadonlySet<string>>> = {
  berlin: new Set(['01-01', '03-08', '05-01', '10-03', '12-24', '12-25', '12-26', '12-31']),
  london: new Set(['01-01', '12-25', '12-26']),
};
const ACCOUNT_CODES = ['1001', '1002', '2040', '2041', '3300', '4711'];

/** The calls of one telephone system on one local day (whole days since 1970), in the order in which they begin. */
export function callsOfDay(
  system: TelephoneSystem,
  day: number,
  firstNumber: number,
  random: SeededRandom,
): readonly CompanyCall[] {
  const share = isWorkday(system, day) ? 1 : QUIET_SHARE;
  const wanted = Math.round(system.people.length * CALLS_A_DAY * share * (0.85 + random.next() * 0.3));
  const starts = Array.from({ length: wanted }, () => day * DAY_MS + secondOfDay(random) * 1000);
  return starts
    .sort((a, b) => a - b)
    .map((started, index) => ({ number: firstNumber + index, legs: legsOf(system, started, random) }));
}

function isWorkday({ site }: TelephoneSystem, day: number): boolean {
  const date = new Date(day * DAY_MS);
  return date.getUTCDay() % 6 !== 0 && !HOLIDAYS[site].has(date.toISOString().slice(5, 10));
}

function secondOfDay(random: SeededRandom): number {
  const hours = Object.fromEntries(HOURS.map((weight, hour) => [String(hour), weight]));
  return Number(random.weighted(hours)) * 3600 + random.between(0, 3599);
}

function legsOf(system: TelephoneSystem, started: number, random: SeededRandom): [Leg, ...Leg[]] {
  const person = random.pick(system.people);
  const direction = random.weighted({ internal: 30, outgoing: 36, incoming: 34 });
  const outside = { outside: outsideParty(system, person, direction, random) };
  const from = direction === 'incoming' ? outside : { person };
  const to =
    direction === 'internal'
      ? { person: colleagueOf(system.people, person, random) }
      : direction === 'incoming'
        ? { person }
        : outside;
  const result = random.weighted(
    direction === 'outgoing'
      ? { answered: 80, unanswered: 14, busy: 6 }
      : { answered: 76, unanswered: 21, busy: 3 },
  );
  const talk_seconds =
    result !== 'answered' ? 0 : random.chance(0.03) ? random.between(0, 2) : random.seconds(150);
  const ring_seconds = result === 'busy' ? random.between(0, 2) : Math.min(60, 1 + random.seconds(8));
  const account_code = direction === 'outgoing' && random.chance(0.15) ? random.pick(ACCOUNT_CODES) : null;
  const first: Leg = { direction, from, to, started, ring_seconds, talk_seconds, result, account_code };
  const transferred = direction === 'incoming' && result === 'answered' && random.chance(0.12);
  return transferred ? [first, transferOf(system, first, person, random)] : [first];
}

/** The caller is put through to a colleague: a second record of the same call, which begins where the first ends. */
function transferOf(system: TelephoneSystem, first: Leg, person: Person, random: SeededRandom): Leg {
  const result = random.chance(0.9) ? 'answered' : 'unanswered';
  return {
    ...first,
    to: { person: colleagueOf(system.people, person, random) },
    started: first.started + (first.ring_seconds + first.talk_seconds) * 1000,
    ring_seconds: random.between(2, 15),
    talk_seconds: result === 'answered' ? 5 + random.seconds(180) : 0,
    result,
  };
}

function colleagueOf(people: readonly Person[], person: Person, random: SeededRandom): Person {
  return random.pick(people.filter((one) => one !== person));
}

/** Mostly somebody known; now and then the other site, seldom a premium or an emergency number. */
function outsideParty(
  { site }: TelephoneSystem,
  person: Person,
  direction: Leg['direction'],
  random: SeededRandom,
): string {
  if (direction === 'outgoing' && random.chance(0.0003)) return DIALLING[site].emergency;
  if (direction === 'outgoing' && site === 'london' && random.chance(0.001)) {
    return outsideNumber('british_premium', random);
  }
  if (random.chance(0.04))
    return site === 'berlin'
      ? `442079460${random.between(400, 479)}`
      : `493023125${random.between(200, 319)}`;
  return random.pick(person.contacts);
}
