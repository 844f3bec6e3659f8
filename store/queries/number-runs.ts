import type { Kysely } from 'kysely';
import type { NumberRun } from '../../record/numbers.ts';
import type { Connection } from '../open-database.ts';
import type { Tables } from '../tables.ts';

/** The numbers that the records of a source brought, in the order in which they came; `again` is 1 where the first one is a duplicate. */
export function numberRuns(
  connection: Connection,
  source: string,
): IterableIterator<NumberRun & { intake: number; again: number }> {
  return connection
    .prepare<[string], NumberRun & { intake: number; again: number }>(
      // Not the other way round: every source would look at the numbers of all.
      `select number_run.*, exists (select 1 from duplicate
         where duplicate.intake = number_run.intake and duplicate.offset = number_run.offset) as again
       from intake cross join number_run on number_run.intake = intake.id
       where intake.source = (select id from source where name = ?) order by intake.id, number_run.offset`,
    )
    .iterate(source);
}

/** Every source with the settings that its lines were judged by last. */
export async function judgedSources(
  query: Kysely<Tables>,
): Promise<{ source: string; settings: string | null }[]> {
  return await query
    .selectFrom('source')
    .leftJoin('processing_settings', 'processing_settings.id', 'source.last_settings')
    .select(['source.name as source', 'processing_settings.settings'])
    .orderBy('source.name')
    .execute();
}

/** The files of a source, those that came again too. */
export async function namedIntakes(query: Kysely<Tables>, source: string) {
  const rows = await query
    .selectFrom('intake')
    .innerJoin('source', 'source.id', 'intake.source')
    .select(['intake.id', 'intake.name'])
    .where('source.name', '=', source)
    .orderBy('intake.id')
    .execute();
  return rows.flatMap(({ id, name }) => (name === null ? [] : [{ id, name }]));
}
