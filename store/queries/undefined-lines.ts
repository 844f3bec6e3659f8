import type { Kysely } from 'kysely';
import type { Tables } from '../tables.ts';

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
  /** Only of these; null: of any. */
  readonly sources?: readonly string[] | null;
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
  const { sources = null } = filter;
  if (sources !== null) rows = rows.where('source.name', 'in', sources);
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
  { open = false, sources = null }: Pick<UndefinedFilter, 'open' | 'sources'> = {},
): Promise<{ source: string; reason: string; lines: number }[]> {
  let rows = query
    .selectFrom('undefined_line')
    .innerJoin('intake', 'intake.id', 'undefined_line.intake')
    .innerJoin('source', 'source.id', 'intake.source')
    .select((of) => ['source.name as source', 'reason', of.fn.countAll<number>().as('lines')])
    .groupBy(['source.name', 'reason'])
    .orderBy('lines', 'desc')
    .orderBy('source')
    .orderBy('reason');
  if (open) rows = rows.where('written_off_at', 'is', null);
  if (sources !== null) rows = rows.where('source.name', 'in', sources);
  return await rows.execute();
}
