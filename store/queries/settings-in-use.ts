import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/** Settings by which lines of a source that are stored now were read. */
interface SettingsInUse {
  readonly source: string;
  /** Of its streams; else of its files, which are read by rules of their own. */
  readonly stream: boolean;
  /** JSON. */
  readonly settings: string;
  readonly intakes: readonly number[];
}

/** By which settings the lines were read that every source brought; those that a replay read again by the newer ones. */
export async function settingsInUse(query: Kysely<Tables>): Promise<SettingsInUse[]> {
  const rows = await query
    .selectFrom('chunk')
    .innerJoin('intake', 'intake.id', 'chunk.intake')
    .innerJoin('source', 'source.id', 'intake.source')
    .innerJoin('processing_settings', 'processing_settings.id', 'chunk.settings')
    .select(['source.name as source', 'intake.kind', 'processing_settings.settings'])
    .select(sql<string>`json_group_array(distinct chunk.intake)`.as('intakes'))
    .groupBy(['intake.source', sql`intake.kind = 'stream'`, 'chunk.settings'])
    .orderBy('source.name')
    .execute();
  return rows.map(({ source, kind, settings, intakes }) => ({
    ...{ source, settings, stream: kind === 'stream' },
    intakes: JSON.parse(intakes) as number[],
  }));
}
