import { IDS_A_DAY } from '../chunk-writer.ts';
import type { ReachedEdge } from '../job-store.ts';
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

/** Looks at every call: there is no index that leads with the number. */
export function keptOfNumber(connection: Connection, numbers: readonly number[]): KeptOfNumber[] {
  const list = numbers.map(Number).join(', ');
  const parties = ['calling', 'called', 'dialled', 'extension'].map((party) => `${party} in (${list})`);
  return connection
    .prepare<[], Omit<KeptOfNumber, 'held'> & { held: number }>(
      `select held_by is not null as held, step, count(*) as calls, min(day) as first_day, max(day) as last_day
       from call where ${parties.join(' or ')} group by 1, 2 order by 1, 2`,
    )
    .all()
    .map((row) => ({ ...row, held: row.held === 1 }));
}

/** How far the ladder was applied. */
export function reachedEdges(connection: Connection): ReachedEdge[] {
  return connection.prepare<[], ReachedEdge>('select class, step, day from ladder_edge').all();
}
