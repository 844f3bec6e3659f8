import { type RawBuilder, sql } from 'kysely';
import { NO_UNIT } from '../../record/day-total.ts';
import { UNIT_NUMBERS } from '../../record/number.ts';
import { UNIT_SITE } from '../counted-units.ts';

type Looking = [sitesOf: BelongingFilter['sites_of'], sources: ReadonlyMap<number, string>];

/** Calls of a person, or of a unit and all below it (`NO_UNIT`: of none), by ids of the directory. */
export interface BelongingFilter {
  readonly unit?: number;
  readonly person?: number;
  /** The site of each source, by which the directory knows extensions. */
  readonly sites_of: Readonly<Record<string, string>>;
}

/**
 * What the directory says of the extension of a call on its day; null where it says nothing. One look into the days of
 * that extension, or of the unit in its place, for each call, so no call is counted twice.
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
  const site = sites.length === 0 ? sql`null` : sql`case call.source ${sql.join(sites, sql` `)} end`;
  return sql`(select ${sql.ref(`extension_span.${column}`)} from extension_span
    where extension_span.site = iif(call.extension >= ${sql.lit(UNIT_NUMBERS)}, ${sql.lit(UNIT_SITE)}, ${site})
    and extension_span.number = call.extension and call.day between extension_span.from_day and extension_span.to_day)`;
}

/** True of a call of one of these units, or of one below. */
export function isOfUnits(
  units: readonly number[],
  sitesOf: BelongingFilter['sites_of'],
  sources: ReadonlyMap<number, string>,
): RawBuilder<boolean> {
  if (units.length === 0) return sql`0`;
  const path = belongingOf('path', sitesOf, sources);
  const tests = units.map((unit) => sql`path like ${`%/${unit}/%`}`);
  return sql`coalesce((select ${sql.join(tests, sql` or `)} from (select ${path} as path)), 0)`;
}

function isOfUnit(unit: number, ...looking: Looking): RawBuilder<boolean> {
  return unit === NO_UNIT ? sql`${belongingOf('unit', ...looking)} is null` : isOfUnits([unit], ...looking);
}

export function belongsTo(
  { unit, person, sites_of }: BelongingFilter,
  sources: ReadonlyMap<number, string>,
): RawBuilder<boolean> {
  const tests = [
    ...(unit === undefined ? [] : [isOfUnit(unit, sites_of, sources)]),
    ...(person === undefined
      ? []
      : [sql`coalesce(${belongingOf('person', sites_of, sources)} = ${person}, 0)`]),
  ];
  return tests.length === 0 ? sql`1` : sql`(${sql.join(tests, sql` and `)})`;
}
