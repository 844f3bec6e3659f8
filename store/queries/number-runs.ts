import type { Kysely } from 'kysely';
import type { NumberRun } from '../../record/numbers.ts';
import type { Connection } from '../open-database.ts';
import type { Tables } from '../tables.ts';

/** The numbers that the records of a source brought, in the order in which they came, from an intake on. */
export function numberRuns(
  connection: Connection,
  source: string,
  fromIntake: number,
): IterableIterator<NumberRun & { intake: number }> {
  return connection
    .prepare<[string, number], NumberRun & { intake: number }>(
      // Not the other way round: every source would look at the numbers of all.
      `select number_run.* from intake cross join number_run on number_run.intake = intake.id
       where intake.source = (select id from source where name = ?) and intake.id >= ?
       order by intake.id, number_run.chunk, number_run.place`,
    )
    .iterate(source, fromIntake);
}

/** The first intake of a source that arrived not longer than so before its last one. */
export function firstIntakeWithin(connection: Connection, source: string, span_ms: number): number {
  const first = connection
    .prepare<[{ source: string; span_ms: number }], number | null>(
      `with own as (select id, received_at from intake where source = (select id from source where name = @source))
       select min(id) from own where received_at >= (select max(received_at) from own) - @span_ms`,
    )
    .pluck();
  return first.get({ source, span_ms }) ?? 0;
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
