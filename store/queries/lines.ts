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

export interface UndefinedLine {
  readonly source: string;
  readonly intake: number;
  readonly offset: number;
  readonly length: number;
  readonly reason: string;
  readonly detail: string;
  readonly received_at: number;
  readonly written_off_at: number | null;
  readonly written_off_by: string | null;
  readonly written_off_reason: string | null;
}

export interface UndefinedFilter {
  /** `open` lines are not written off. */
  readonly open?: boolean;
  readonly received_from?: number;
  readonly received_before?: number;
  readonly source?: string;
  readonly intake?: number;
  readonly offset?: number;
  readonly reason?: string;
}

/** Lines that were not understood, in order of arrival. */
export async function undefinedLines(
  query: Kysely<Tables>,
  filter: UndefinedFilter,
  limit: number | null,
): Promise<UndefinedLine[]> {
  let rows = query
    .selectFrom('undefined_line')
    .innerJoin('intake', 'intake.id', 'undefined_line.intake')
    .innerJoin('source', 'source.id', 'intake.source')
    .select([
      'source.name as source',
      'undefined_line.intake',
      'offset',
      'undefined_line.length',
      'reason',
      'detail',
    ])
    .select(['undefined_line.received_at', 'written_off_at', 'written_off_by', 'written_off_reason'])
    .orderBy('undefined_line.intake')
    .orderBy('offset');
  if (filter.source !== undefined) rows = rows.where('source.name', '=', filter.source);
  if (filter.intake !== undefined) rows = rows.where('undefined_line.intake', '=', filter.intake);
  if (filter.offset !== undefined) rows = rows.where('offset', '=', filter.offset);
  if (filter.reason !== undefined) rows = rows.where('reason', '=', filter.reason);
  if (filter.open === true) rows = rows.where('written_off_at', 'is', null);
  const { received_from, received_before } = filter;
  if (received_from !== undefined) rows = rows.where('undefined_line.received_at', '>=', received_from);
  if (received_before !== undefined) rows = rows.where('undefined_line.received_at', '<', received_before);
  return await (limit === null ? rows : rows.limit(limit)).execute();
}

/** How many lines were not understood, by source and reason, most first. */
export async function undefinedReasons(
  query: Kysely<Tables>,
  { open = false } = {},
): Promise<{ source: string; reason: string; lines: number }[]> {
  const rows = query
    .selectFrom('undefined_line')
    .innerJoin('intake', 'intake.id', 'undefined_line.intake')
    .innerJoin('source', 'source.id', 'intake.source')
    .select((of) => ['source.name as source', 'reason', of.fn.countAll<number>().as('lines')])
    .groupBy(['source.name', 'reason'])
    .orderBy('lines', 'desc')
    .orderBy('source')
    .orderBy('reason');
  return await (open ? rows.where('written_off_at', 'is', null) : rows).execute();
}
