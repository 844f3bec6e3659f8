import { DAY_MS } from '../../record/calendar.ts';
import type { Subject } from '../../record/subject.ts';
import type { Connection } from '../open-database.ts';
import { callsOfLines } from './calls-of-lines.ts';
import { createLegsOfCalls, LEG_COLUMNS, type LegOfCall } from './legs-of-calls.ts';
import { callsOfSubject, daysOfSubject } from './subject-calls.ts';
import type { DatedLine, LinePlace } from './subject-found.ts';

/** What only reading finds: lines in which a person stands, and calls in whose texts. */
export interface NamedByReading {
  readonly lines: readonly LinePlace[];
  readonly calls: readonly number[];
  /** Of entries of call memories. */
  readonly entry_texts: readonly string[];
}

export const NOTHING_READ: NamedByReading = { lines: [], calls: [], entry_texts: [] };

/** Why a call is one of a person who is no party of it: they stand in another field, or another leg of it is theirs. */
export type OtherWay = 'field' | 'leg';

export interface CallsOfPerson {
  /** By id, in order, with all legs of each: what an erasure would take, and what legal holds keep of that. */
  readonly calls: readonly number[];
  /** Of these, those of which they are no party. */
  readonly others: ReadonlyMap<number, OtherWay>;
}

export function callsOfPerson(
  connection: Connection,
  subject: Subject,
  named: NamedByReading,
): CallsOfPerson {
  const party = callsOfSubject(connection, subject, daysOfSubject(connection, subject));
  const ofLine = callsOfLines(connection);
  const byField = new Set([...named.lines.flatMap((line) => ofLine(line, subject).calls), ...named.calls]);
  const legsOf = createLegsOfCalls<LegOfCall>(connection, LEG_COLUMNS, (leg) => leg);
  // In the order of an erasure, on which the legs of a call of several days depend.
  const met = [...inOrderOfDays(connection, party), ...byField];
  const calls = legsOf(met).flatMap((legs) => legs.map(({ id }) => id));
  const parties = new Set(party);
  const others = calls
    .filter((id) => !parties.has(id))
    .map((id): [number, OtherWay] => [id, byField.has(id) ? 'field' : 'leg']);
  return { calls: calls.sort((one, other) => one - other), others: new Map(others) };
}

function inOrderOfDays(connection: Connection, calls: readonly number[]): number[] {
  return connection
    .prepare<[string], number>(
      'select call.id from json_each(?) ids cross join call on call.id = ids.value order by call.day, call.id',
    )
    .pluck()
    .all(JSON.stringify(calls));
}

/** Of lines in which a person stands, those that a period leaves: such that could not be read, and all others. */
export function linesOfPerson(
  connection: Connection,
  subject: Subject,
  lines: readonly LinePlace[],
): { undefined_lines: LinePlace[]; others: DatedLine[] } {
  const ofLine = callsOfLines(connection);
  const isUndefined = connection
    .prepare<LinePlace, number>('select 1 from undefined_line where intake = @intake and offset = @offset')
    .pluck();
  const arrived = connection.prepare<[number], number>('select received_at from intake where id = ?').pluck();
  // A raw copy that the service packed meanwhile was read from its beginning once more.
  const places = new Map(lines.map(({ intake, offset }) => [`${intake} ${offset}`, { intake, offset }]));
  const meant = [...places.values()].filter((line) => ofLine(line, subject).isMeant);
  const kinds = Map.groupBy(meant, (line) => isUndefined.get(line) === 1);
  return {
    undefined_lines: kinds.get(true) ?? [],
    others: (kinds.get(false) ?? []).map((line) => ({
      ...line,
      day: Math.floor((arrived.get(line.intake) ?? 0) / DAY_MS),
    })),
  };
}
