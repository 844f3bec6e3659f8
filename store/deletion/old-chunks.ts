import type { RawCopy } from '../../record/raw-copy.ts';
import type { Connection } from '../open-database.ts';
import { framesOf } from '../queries/raw-copies.ts';
import { asChunk, CHUNK_ROWS, type ChunkRow, IN_ORDER, standingCopies } from '../queries/standing-copies.ts';
import type { ChunkToBlank, OldChunksWish } from '../raw-copy-store.ts';
import { RAW_COPY_IS_DUE } from './raw-copy-is-due.ts';

/** Of a chunk when a hold has ended: any line of it may be due. */
export const OLDEST_AGAIN = 'coalesce(chunk.first_day, 0)';

/** Chunks to be cut again, each with all that is needed for it. */
export function createOldChunks(connection: Connection, holdsEnded: (today: number) => boolean) {
  const oldFrom = (day: string) =>
    connection.prepare<object, ChunkRow>(
      `${CHUNK_ROWS} where ${day} < @edge and (chunk.intake, chunk.first_offset) > (@intake, @first_offset)
     and intake.raw_gone_at is null
     and coalesce(intake.same_as, intake.id) not in (select intake.id from intake where ${RAW_COPY_IS_DUE})
     ${IN_ORDER} limit @limit`,
    );
  const old = oldFrom('chunk.oldest_day');
  const oldAgain = oldFrom(OLDEST_AGAIN);
  const copies = standingCopies(connection);
  const holderOf = connection.prepare<[number], { path: string; holder: number }>(
    'select path, coalesce(same_as, id) as holder from intake where id = ?',
  );
  return {
    rawCopyOf: (intake: number): RawCopy | null => {
      const row = holderOf.get(intake);
      return row === undefined ? null : { path: row.path, frames: framesOf(connection, row.holder) };
    },
    oldChunks: ({ edge, before, after, limit, today }: OldChunksWish): ChunkToBlank[] =>
      (holdsEnded(today) ? oldAgain : old)
        .all({ edge, before, limit, ...after })
        .map((row) => asChunk(connection, row)),
    ...copies,
  };
}
