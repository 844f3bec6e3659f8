import type { ProcessState } from '../../record/batch.ts';
import type { Connection } from '../open-database.ts';
import type { ChunkToBlank } from '../raw-copy-store.ts';
import { framesOf } from './raw-copies.ts';

/** A chunk with all that is needed to cut its lines again. */
export interface ChunkRow extends Omit<ChunkToBlank, 'ends' | 'state' | 'copy'> {
  readonly state_before: string;
  readonly ended: number;
  readonly stream: number;
  readonly path: string;
  readonly holder: number;
}

export const CHUNK_ROWS = `select chunk.intake, chunk.first_offset, chunk.end_offset, chunk.received_at, chunk.state_before,
    processing_settings.settings, intake.kind = 'stream' as stream, intake.path, coalesce(intake.same_as, intake.id) as holder,
    case intake.kind when 'stream' then coalesce(delivery.end_offset = chunk.end_offset, 0)
      else intake.finished = 1 and chunk.end_offset = intake.length end as ended
    from chunk join intake on intake.id = chunk.intake join delivery on delivery.id = chunk.delivery
    join processing_settings on processing_settings.id = chunk.settings`;
export const IN_ORDER = 'order by chunk.intake, chunk.first_offset';

export function asChunk(
  connection: Connection,
  { state_before, ended, stream, path, holder, ...chunk }: ChunkRow,
): ChunkToBlank {
  return {
    ...chunk,
    ends: ended === 0 ? 'more' : stream === 1 ? 'connection' : 'file',
    state: JSON.parse(state_before) as ProcessState | null,
    copy: { path, frames: framesOf(connection, holder) },
  };
}

/** Raw copies that stand, in order, and the chunks of each, those of intakes that share it too. */
export function standingCopies(connection: Connection) {
  const standing = connection
    .prepare<[], number>(
      "select id from intake where raw_gone_at is null and kind <> 'resent' and cursor > 0 order by id",
    )
    .pluck();
  const chunks = connection.prepare<{ intake: number }, ChunkRow>(
    `${CHUNK_ROWS} where intake.raw_gone_at is null and (intake.id = @intake or intake.same_as = @intake) ${IN_ORDER}`,
  );
  return {
    standingCopies: (): number[] => standing.all(),
    chunksOf: (intake: number): ChunkToBlank[] =>
      chunks.all({ intake }).map((row) => asChunk(connection, row)),
  };
}
