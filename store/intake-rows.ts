import type { Intake, IntakeKind, Origin } from '../record/intake.ts';
import type { Connection } from './open-database.ts';

/** Intake columns as the store has them, in the words of the record. */
const INTAKE = `select intake.id, source.name as source, kind, intake.name, day, received_at, same_as, length, finished,
  cursor, content_mac, lines, calls, held, undefined, duplicates, ignored, excluded, path, state, intake.session, raw_gone_at
  from intake join source on source.id = intake.source`;

export interface IntakeRow {
  id: number;
  source: string;
  kind: string;
  name: string | null;
  day: number;
  received_at: number;
  same_as: number | null;
  length: number;
  finished: number;
  cursor: number;
  content_mac: string | null;
  lines: number;
  calls: number;
  held: number;
  undefined: number;
  duplicates: number;
  ignored: number;
  excluded: number;
  path: string;
  state: string | null;
  session: number | null;
  raw_gone_at: number | null;
}

export function asIntake(row: IntakeRow): Intake {
  const { lines, calls, held, undefined: undefinedLines, duplicates, ignored, excluded } = row;
  return {
    id: row.id,
    source: row.source,
    kind: row.kind as IntakeKind,
    name: row.name,
    day: row.day,
    received_at: row.received_at,
    same_as: row.same_as,
    length: row.length,
    finished: row.finished === 1,
    cursor: row.cursor,
    content_mac: row.content_mac,
    counts: { lines, calls, held, undefined: undefinedLines, duplicates, ignored, excluded },
  };
}

const ORIGIN = `select source.name as source, path, intake, size, modified_at, consumed, head_mac, head_length, tail_mac,
  content_chain, state from origin join source on source.id = origin.source`;

export function prepareIntakeRows(connection: Connection) {
  return {
    byId: connection.prepare<[number], IntakeRow>(`${INTAKE} where intake.id = ?`),
    byContent: connection.prepare<[string, string], IntakeRow>(
      `${INTAKE} where source.name = ? and content_mac = ? and kind <> 'resent' order by intake.id limit 1`,
    ),
    openStreams: connection.prepare<[string], IntakeRow>(
      `${INTAKE} where source.name = ? and kind = 'stream' and finished = 0 order by intake.id`,
    ),
    origins: connection.prepare<[string], Origin>(`${ORIGIN} where source.name = ?`),
  };
}
