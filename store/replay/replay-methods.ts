import type { ProcessState } from '../../record/batch.ts';
import type { ReplayFilter } from '../../record/replay.ts';
import { createScrubMark } from '../deletion/scrub-mark.ts';
import { earlierParts } from '../earlier-part.ts';
import { asIntake, prepareIntakeRows } from '../intake-rows.ts';
import type { Connection } from '../open-database.ts';
import { framesOf } from '../queries/raw-copies.ts';
import type { RecordedChunk, ReplayCommit } from '../store.ts';
import { type ReplayParts, ReplayWriter } from './replay-writer.ts';

export function createReplayMethods(connection: Connection, parts: ReplayParts) {
  const writer = new ReplayWriter(connection, parts);
  const commit = createScrubMark(connection).noting((piece: ReplayCommit) => writer.commit(piece));
  const intakes = prepareIntakeRows(connection);
  const chunkAt = connection.prepare<[number, number], ChunkRow>(
    `select chunk.first_offset, chunk.end_offset, chunk.received_at, chunk.delivery, chunk.state_before,
     delivery.first_offset as delivery_begin, delivery.end_offset as delivery_end, delivery.continues
     from chunk join delivery on delivery.id = chunk.delivery where chunk.intake = ? and chunk.first_offset = ?`,
  );
  const earlierPart = earlierParts(connection);
  return {
    replay: (piece: ReplayCommit) => (piece.only_try ? writer.commit(piece) : commit(piece)),
    replayable: (filter: ReplayFilter) => replayable(connection, filter),
    linesGone: (filter: ReplayFilter) => linesGone(connection, filter),
    recorded: (id: number, offset: number): RecordedChunk | null => {
      const row = intakes.byId.get(id);
      const chunk = chunkAt.get(id, offset);
      if (row === undefined || chunk === undefined || row.raw_gone_at !== null) return null;
      const { first_offset, end_offset, received_at, delivery } = chunk;
      const stream = row.kind === 'stream';
      const ended = stream
        ? end_offset === chunk.delivery_end
        : row.finished === 1 && end_offset === row.length;
      const beginning = stream && first_offset === chunk.delivery_begin;
      const earlier = beginning ? earlierPart(chunk.continues) : null;
      return {
        intake: asIntake(row),
        ...{ first_offset, end_offset, received_at, delivery },
        ends: !ended ? 'more' : stream ? 'connection' : 'file',
        begins: earlier?.begins ?? null,
        // Of a day whose raw copy is gone, as it was when this one was read first.
        earlier_state:
          earlier?.gone === true
            ? (JSON.parse(chunk.state_before) as ProcessState)
            : (earlier?.state ?? null),
        copy: { path: row.path, frames: framesOf(connection, row.same_as ?? row.id) },
      };
    },
  };
}

interface ChunkRow {
  readonly first_offset: number;
  readonly end_offset: number;
  readonly received_at: number;
  readonly delivery: number;
  readonly state_before: string;
  readonly delivery_begin: number;
  readonly delivery_end: number | null;
  readonly continues: number | null;
}

function replayable(connection: Connection, filter: ReplayFilter): number[] {
  const wanted = `${conditionsOf(filter)} and exists (select 1 from chunk where chunk.intake = intake.id)
    and raw_gone_at is null`;
  return connection
    .prepare<unknown[], number>(`select intake.id ${INTAKES} where ${wanted} order by intake.id`)
    .pluck()
    .all(valuesOf(filter));
}

/** Lines of the intakes that are meant whose raw copies are gone. */
function linesGone(connection: Connection, filter: ReplayFilter): number {
  const wanted = `${conditionsOf(filter)} and raw_gone_at is not null`;
  return (
    connection
      .prepare<unknown[], number>(`select coalesce(sum(lines), 0) ${INTAKES} where ${wanted}`)
      .pluck()
      .get(valuesOf(filter)) ?? 0
  );
}

const INTAKES = 'from intake join source on source.id = intake.source';

function conditionsOf({ source, intake, from_day, to_day, undefined: wanted }: ReplayFilter): string {
  const conditions = [
    ...(source === undefined ? [] : ['source.name = @source']),
    ...(intake === undefined ? [] : ['intake.id = @intake']),
    ...(from_day === undefined ? [] : ['intake.day >= @from_day']),
    ...(to_day === undefined ? [] : ['intake.day <= @to_day']),
    ...(wanted === undefined
      ? []
      : [
          `exists (select 1 from undefined_line where undefined_line.intake = intake.id and undefined_line.written_off_at is null
            ${typeof wanted === 'string' ? 'and undefined_line.reason = @undefined' : ''})`,
        ]),
  ];
  return conditions.length === 0 ? '1' : conditions.join(' and ');
}

function valuesOf({ undefined: wanted, ...filter }: ReplayFilter): Record<string, unknown> {
  return { ...filter, undefined: typeof wanted === 'string' ? wanted : null };
}
