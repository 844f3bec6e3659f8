import type { ProcessState } from '../../record/batch.ts';
import type { RawCopy } from '../../record/raw-copy.ts';
import type { Connection } from '../open-database.ts';
import { framesOf } from '../queries/raw-copies.ts';
import type { ChunkToBlank, OldChunksWish } from '../raw-copy-store.ts';
import { RAW_COPY_IS_DUE } from './raw-copy-is-due.ts';

interface ChunkRow extends Omit<ChunkToBlank, 'ends' | 'state' | 'copy'> {
  readonly state_before: string;
  readonly ended: number;
  readonly stream: number;
  readonly path: string;
  readonly holder: number;
}

/** Of a chunk when a hold has ended: any line of it may be due. */
export const OLDEST_AGAIN = 'coalesce(chunk.first_day, 0)';

/** Chunks to be cut again, each with all that is needed for it. */
export function createOldChunks(connection: Connection, holdsEnded: (today: number) => boolean) {
  const columns = `chunk.intake, chunk.first_offset, chunk.end_offset, chunk.received_at, chunk.state_before,
    processing_settings.settings, intake.kind = 'stream' as stream, intake.path, coalesce(intake.same_as, intake.id) as holder,
    case intake.kind when 'stream' then coalesce(delivery.end_offset = chunk.end_offset, 0)
      else intake.finished = 1 and chunk.end_offset = intake.length end as ended
    from chunk join intake on intake.id = chunk.intake join delivery on delivery.id = chunk.delivery
    join processing_settings on processing_settings.id = chunk.settings`;
  const order = 'order by chunk.intake, chunk.first_offset';
  const oldFrom = (day: string) =>
    connection.prepare<object, ChunkRow>(
      `select ${columns} where ${day} < @edge and (chunk.intake, chunk.first_offset) > (@intake, @first_offset)
     and intake.raw_gone_at is null
     and coalesce(intake.same_as, intake.id) not in (select intake.id from intake where ${RAW_COPY_IS_DUE})
     ${order} limit @limit`,
    );
  const old = oldFrom('chunk.oldest_day');
  const oldAgain = oldFrom(OLDEST_AGAIN);
  const of = connection.prepare<object, ChunkRow>(
    `select ${columns} where intake.raw_gone_at is null and (intake.id = @intake or intake.same_as = @intake) ${order}`,
  );
  const asChunk = ({ state_before, ended, stream, path, holder, ...chunk }: ChunkRow): ChunkToBlank => ({
    ...chunk,
    ends: ended === 0 ? 'more' : stream === 1 ? 'connection' : 'file',
    state: JSON.parse(state_before) as ProcessState | null,
    copy: { path, frames: framesOf(connection, holder) },
  });
  const holderOf = connection.prepare<[number], { path: string; holder: number }>(
    'select path, coalesce(same_as, id) as holder from intake where id = ?',
  );
  return {
    rawCopyOf: (intake: number): RawCopy | null => {
      const row = holderOf.get(intake);
      return row === undefined ? null : { path: row.path, frames: framesOf(connection, row.holder) };
    },
    oldChunks: ({ edge, before, after, limit, today }: OldChunksWish): ChunkToBlank[] =>
      (holdsEnded(today) ? oldAgain : old).all({ edge, before, limit, ...after }).map(asChunk),
    chunksOf: (intake: number): ChunkToBlank[] => of.all({ intake }).map(asChunk),
  };
}
