import { type RawBuilder, sql } from 'kysely';

/** Calls of a person, or of a unit and all below it, by ids of the directory. */
export interface BelongingFilter {
  readonly unit?: number;
  readonly person?: number;
  /** The site of each source, by which the directory knows extensions. */
  readonly sites_of: Readonly<Record<string, string>>;
}

/**
 * What the directory says of the extension of a call on its day; null where it says nothing. One look into the days of
 * that extension for each call, so no call is counted twice.
 */
export function belongingOf(
  column: 'person' | 'unit' | 'path',
  sitesOf: BelongingFilter['sites_of'],
  sources: ReadonlyMap<number, string>,
): RawBuilder<unknown> {
  const sites = [...sources].flatMap(([id, name]) => {
    const site = Object.hasOwn(sitesOf, name) ? sitesOf[name] : undefined;
    return site === undefined ? [] : [sql`when ${sql.lit(id)} then ${site}`];
  });
  if (sites.length === 0) return sql`null`;
  return sql`(select ${sql.ref(`extension_span.${column}`)} from extension_span
    where extension_span.site = case call.source ${sql.join(sites, sql` `)} end
    and extension_span.number = call.extension and call.day between extension_span.from_day and extension_span.to_day)`;
}

export function belongsTo(
  { unit, person, sites_of }: BelongingFilter,
  sources: ReadonlyMap<number, string>,
): RawBuilder<boolean> {
  const tests = [
    ...(unit === undefined
      ? []
      : [sql`coalesce(${belongingOf('path', sites_of, sources)} like ${`%/${unit}/%`}, 0)`]),
    ...(person === undefined
      ? []
      : [sql`coalesce(${belongingOf('person', sites_of, sources)} = ${person}, 0)`]),
  ];
  return tests.length === 0 ? sql`1` : sql`(${sql.join(tests, sql` and `)})`;
}
