import type { RawFrame } from '../../record/raw-copy.ts';
import type { Connection } from '../open-database.ts';

/** The frames of a sealed raw copy in order; null for a plain one. */
export function framesOf(connection: Connection, intake: number): RawFrame[] | null {
  const frames = connection
    .prepare<[number], RawFrame>(
      `select offset, length, packed_offset, packed_length, sha256, first_day, last_day from raw_frame
       where intake = ? order by offset`,
    )
    .all(intake);
  return frames.length === 0 ? null : frames;
}
