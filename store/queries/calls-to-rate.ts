import { CALL_STEPS, type CallStep } from '../../record/age-edges.ts';
import { DIRECTIONS } from '../../record/call.ts';
import type { ChargedCall } from '../../record/charged-call.ts';
import type { Micros } from '../../record/money.ts';
import type { Connection } from '../open-database.ts';
import type { TakenOfDay } from '../tariff-store.ts';
import { joinBelonging, SOURCE_SITES, siteParameter } from './belongings.ts';
import { IS_GONE } from './leaving-days.ts';

/** A stored call with what decides its cost, what it costs now, and whose it is. */
export interface CallToRateAgain extends ChargedCall {
  readonly id: number;
  readonly day: number;
  readonly step: CallStep;
  readonly cost_micros: Micros | null;
  readonly currency: string | null;
  readonly rate: number | null;
  readonly full_cost_micros: Micros | null;
  readonly cost_centre: string | null;
}

type Row = Omit<CallToRateAgain, 'direction' | 'answered' | 'step'> & {
  readonly direction: number;
  readonly answered: number | null;
  readonly step: number;
};

/** Local days with calls of which the store has more than totals, in their order. */
export function daysOfCalls(connection: Connection, from: number, to: number): number[] {
  const next = connection
    .prepare<[number, number], number | null>('select min(day) from call where day >= ? and day <= ?')
    .pluck();
  const days: number[] = [];
  for (let day = next.get(from, to) ?? null; day !== null; day = next.get(day + 1, to) ?? null)
    days.push(day);
  return days;
}

/** The legs of a local day, held ones, too, in the order in which they began. */
export function* callsToRate(
  connection: Connection,
  day: number,
  sitesOf: Readonly<Record<string, string>>,
): Generator<CallToRateAgain> {
  const rows = connection.prepare<object, Row>(
    `with ${SOURCE_SITES}
     select call.id, call.day, source.name as source, trunk.text as trunk, direction, answered, called, started_at, answered_at,
     ended_at, duration_ms, step, cost_micros, currency.text as currency, rate, full_cost_micros, unit.code as cost_centre
     from call join source on source.id = call.source left join label as trunk on trunk.id = call.trunk
     left join label as currency on currency.id = call.currency ${joinBelonging('call')}
     left join unit on unit.id = belonging.unit
     where call.day = @day order by started_at, call.id`,
  );
  for (const row of rows.iterate({ day, ...siteParameter(sitesOf) })) {
    const { direction, answered, step, ...rest } = row;
    yield {
      ...rest,
      direction: placeIn(DIRECTIONS, direction),
      answered: answered === null ? null : answered === 1,
      step: placeIn(CALL_STEPS, step),
    };
  }
}

function placeIn<Word>(words: readonly Word[], place: number): Word {
  const word = words[place];
  if (word === undefined) throw new Error(`a call has a ${place} where ${words.join(', ')} end`);
  return word;
}

/** What of a local day stands in totals alone: of calls that are gone by their age, or stand in archives. */
export interface UnratedDay {
  readonly day: number;
  readonly archived: boolean;
  readonly legs: number;
}

export function unratedDays(connection: Connection, from: number, to: number): UnratedDay[] {
  const rows = connection.prepare<[number, number], { day: number; gone: number; legs: number }>(
    `select day, max(gone, 1) as gone, sum(legs) as legs from day_total where ${IS_GONE} and day between ? and ?
     group by 1, 2 having sum(legs) > 0 order by 1, 2`,
  );
  return rows.all(from, to).map(({ day, gone, legs }) => ({ day, archived: gone === 2, legs }));
}

/** Local days of which a call is masked, anonymous, gone by its age, or archived. */
export function settledDays(connection: Connection, from: number, to: number): Set<number> {
  const days = connection
    .prepare<{ from: number; to: number }, number>(
      `select day from day_total where ${IS_GONE} and legs > 0 and day between @from and @to
       union select day from call where step > 0 and day between @from and @to`,
    )
    .pluck();
  return new Set(days.all({ from, to }));
}

/** Local days with calls that came, went or changed since their totals were made. */
export function changedDays(connection: Connection): number[] {
  return connection.prepare<[], number>('select day from stale_day order by day').pluck().all();
}

/** Free seconds that calls took, by local day. */
export function takenSeconds(
  connection: Connection,
  from: number,
  to: number,
): (TakenOfDay & { day: number })[] {
  const rows = connection.prepare<[number, number], TakenOfDay & { day: number }>(
    'select day, carrier, free_minutes, seconds from free_seconds where day between ? and ?',
  );
  return rows.all(from, to);
}

/** What a call would cost without free minutes; null where it took none. */
export function fullCostOf(connection: Connection, id: number): number | null {
  const cost = connection
    .prepare<[number], number | null>('select full_cost_micros from call where id = ?')
    .pluck();
  return cost.get(id) ?? null;
}

/** Since when costs of a period are as they are: the last moment at which calls of it were rated again; null where none was. */
export function ratedAgainAt(connection: Connection, from: number, to: number): number | null {
  const newest = connection
    .prepare<[number, number], number | null>('select max(rated_at) from rated_day where day between ? and ?')
    .pluck();
  return newest.get(from, to) ?? null;
}
