import type { Kysely } from 'kysely';
import type { ProcessState } from '../../record/batch.ts';
import type { Tables } from '../tables.ts';

/** The chunk that accounts for a place in an intake, with all that is needed to judge its lines again. */
export interface ChunkFound {
  readonly intake: number;
  readonly first_offset: number;
  readonly end_offset: number;
  readonly received_at: number;
  readonly delivery: number;
  readonly settings: string;
  readonly program: string;
  /** When these settings were used for the first time. */
  readonly settings_used_at: number;
  readonly state_before: ProcessState;
  readonly outcomes: string;
}

export async function chunkAt(
  query: Kysely<Tables>,
  intake: number,
  offset: number,
): Promise<ChunkFound | null> {
  const found = await query
    .selectFrom('chunk')
    .innerJoin('processing_settings', 'processing_settings.id', 'chunk.settings')
    .selectAll('chunk')
    .select(['processing_settings.settings as settings_text', 'processing_settings.program'])
    .select('processing_settings.first_used_at as settings_used_at')
    .where('chunk.intake', '=', intake)
    .where('chunk.first_offset', '<=', offset)
    .orderBy('chunk.first_offset', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (found === undefined || offset >= found.end_offset) return null;
  return {
    ...found,
    settings: found.settings_text,
    state_before: JSON.parse(found.state_before) as ProcessState,
  };
}

/** The call that a duplicate line repeats. */
export async function duplicateOf(
  query: Kysely<Tables>,
  intake: number,
  offset: number,
): Promise<number | null> {
  const found = await query
    .selectFrom('duplicate')
    .select('call')
    .where('intake', '=', intake)
    .where('offset', '=', offset)
    .executeTakeFirst();
  return found?.call ?? null;
}
