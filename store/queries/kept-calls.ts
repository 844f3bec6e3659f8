import { DAY_MS } from '../../record/calendar.ts';
import type { LegalHold } from '../../record/legal-hold.ts';
import { IDS_A_DAY } from '../ids-a-day.ts';
import type { KnownEdge } from '../job-store.ts';
import { holdSql, legalHolds } from '../legal-holds.ts';
import type { Connection } from '../open-database.ts';

/** What the ladder looks at of a call. */
export interface KeptCall {
  readonly day: number;
  /** The UTC day on which its line arrived. */
  readonly arrived: number;
  /** The day by which it ages. */
  readonly age_day: number;
  readonly held: boolean;
  /** A place in CALL_STEPS. */
  readonly step: number;
}

/** The UTC day on which lines arrived whose calls have such an id. */
export function arrivalOf(id: number): number {
  return Math.floor(id / IDS_A_DAY);
}

export function keptCall(connection: Connection, id: number): KeptCall | null {
  const row = connection
    .prepare<[number], { day: number; held: number; step: number }>(
      'select day, held_by is not null as held, step from call where id = ?',
    )
    .get(id);
  if (row === undefined) return null;
  const arrived = arrivalOf(id);
  // In some zone it was the next day already.
  return { ...row, held: row.held === 1, arrived, age_day: Math.min(row.day, arrived + 1) };
}

/** Calls with a party, by what they still are. */
export interface KeptOfNumber {
  readonly held: boolean;
  readonly step: number;
  readonly calls: number;
  readonly first_day: number;
  readonly last_day: number;
}

const PARTIES = ['calling', 'called', 'dialled', 'extension'];

function ofParties(numbers: readonly number[]): string {
  const list = numbers.map(Number).join(', ');
  return `(${PARTIES.map((party) => `${party} in (${list})`).join(' or ')})`;
}

/** Looks at every call: there is no index that leads with the number. */
export function keptOfNumber(connection: Connection, numbers: readonly number[]): KeptOfNumber[] {
  return connection
    .prepare<[], Omit<KeptOfNumber, 'held'> & { held: number }>(
      `select held_by is not null as held, step, count(*) as calls, min(day) as first_day, max(day) as last_day
       from call where ${ofParties(numbers)} group by 1, 2 order by 1, 2`,
    )
    .all()
    .map((row) => ({ ...row, held: row.held === 1 }));
}

/** The holds in force that keep calls with a party, and how many each; of those that are still the same of the ladder. */
export function holdsOfNumber(
  connection: Connection,
  numbers: readonly number[],
  { held, step }: Pick<KeptOfNumber, 'held' | 'step'>,
  today: number,
): { hold: LegalHold; calls: number }[] {
  return legalHolds(connection, today)
    .map((hold) => {
      const kept = connection.prepare<[number], number>(
        `select count(*) from call where ${ofParties(numbers)} and step = ?
         and held_by is ${held ? 'not null' : 'null'} and ${holdSql(hold.conditions)}`,
      );
      return { hold, calls: kept.pluck().get(step) ?? 0 };
    })
    .filter(({ calls }) => calls > 0);
}

/**
 * The earliest day of calls whose lines were taken in on a day: files can be older than their arrival by years. A file
 * that came before midnight may have been taken in behind it.
 */
export function oldestTakenIn(connection: Connection, arrived: number): number {
  const oldest = connection
    .prepare<[number, number], number | null>(
      'select min(first_day) from chunk where received_at >= ? and received_at < ?',
    )
    .pluck()
    .get((arrived - 1) * DAY_MS, (arrived + 1) * DAY_MS);
  return Math.min(arrived, oldest ?? arrived);
}

/** How far the ladder was applied. */
export function reachedEdges(connection: Connection): KnownEdge[] {
  return connection.prepare<[], KnownEdge>('select class, step, day, completed from ladder_edge').all();
}
