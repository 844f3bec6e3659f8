import { belongingOf } from './call-belongings.ts';
import type { CallStore } from './call-rows.ts';

/** The units of the directory that calls are counted to, by their ids; null is nobody's. */
export async function costCentresOf(
  { query }: Pick<CallStore, 'query'>,
  ids: readonly number[],
  sites_of: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<number, number | null>> {
  if (ids.length === 0) return new Map();
  const known = await query.selectFrom('source').select(['id', 'name']).execute();
  const sources = new Map(known.map(({ id, name }) => [id, name]));
  const found = await query
    .selectFrom('call')
    .select('id')
    .select(belongingOf('unit', sites_of, sources).as('unit'))
    .where('id', 'in', ids)
    .execute();
  return new Map(found.map(({ id, unit }) => [id, unit as number | null]));
}
