import { CALL_STEPS, type CallStep } from '../../record/age-edges.ts';
import { DIRECTIONS, type Direction } from '../../record/call.ts';
import type { Micros } from '../../record/money.ts';
import type { Connection } from '../open-database.ts';
import { joinBelonging, SOURCE_SITES, siteParameter } from './belongings.ts';

/** A stored call with what decides its cost, and whose it is. */
export interface CallToRate {
  readonly id: number;
  readonly source: string;
  readonly trunk: string | null;
  readonly direction: Direction;
  readonly answered: boolean | null;
  readonly called: number | null;
  readonly started_at: number;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly duration_ms: number | null;
  readonly step: CallStep;
  readonly cost_micros: Micros | null;
  readonly currency: string | null;
  readonly rate: number | null;
  readonly cost_centre: string | null;
}

type Row = Omit<CallToRate, 'direction' | 'answered' | 'step'> & {
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
): Generator<CallToRate> {
  const rows = connection.prepare<object, Row>(
    `with ${SOURCE_SITES}
     select call.id, source.name as source, trunk.text as trunk, direction, answered, called, started_at, answered_at,
     ended_at, duration_ms, step, cost_micros, currency.text as currency, rate, unit.code as cost_centre
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
    `select day, gone, sum(legs) as legs from day_total where gone > 0 and day between ? and ?
     group by day, gone having sum(legs) > 0 order by day, gone`,
  );
  return rows.all(from, to).map(({ day, gone, legs }) => ({ day, archived: gone === 2, legs }));
}

/** Since when costs of a period are as they are: the last moment at which calls of it were rated again; null where none was. */
export function ratedAgainAt(connection: Connection, from: number, to: number): number | null {
  const newest = connection
    .prepare<[number, number], number | null>('select max(rated_at) from rated_day where day between ? and ?')
    .pluck();
  return newest.get(from, to) ?? null;
}
