import type { RawFrame } from '../../record/raw-copy.ts';
import type { Connection } from '../open-database.ts';
import type { Sealable } from '../store.ts';

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

/** Plain raw copies of finished, fully accounted intakes, oldest first. */
export function sealableCopies(connection: Connection, limit: number): Omit<Sealable, 'chunks'>[] {
  const sealable = connection.prepare<[number], Omit<Sealable, 'chunks'>>(
    `select id as intake, path, length,
       coalesce((select places from blanked_copy where blanked_copy.intake = id), 0) as places_blanked from intake
     where finished = 1 and cursor = length and length > 0 and kind <> 'resent' and path not like '%.zst'
     and raw_gone_at is null
     and id not in (select same_as from intake where cursor < length and same_as is not null)
     and id not in (select intake from to_blank) order by id limit ?`,
  );
  return sealable.all(limit);
}
