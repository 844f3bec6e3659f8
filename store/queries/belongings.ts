import { UNIT_NUMBERS } from '../../record/number.ts';
import { UNIT_SITE } from '../counted-units.ts';

/**
 * Whose a call, or a total, is: rows that have a source, an extension and a local day are joined with the days of that
 * extension at the site of the source; in the place of an extension, an anonymous call has the unit itself. A row finds one
 * stretch of days or none, so that no sum changes by the join; where it finds none, person and unit are null and the path is
 * empty: unassigned.
 */
export const SOURCE_SITES = `source_site (source, site) as materialized (
  select source.id, named.value from json_each(@sites_of) as named join source on source.name = named.key
)`;

/** Behind `from ROWS`; `belonging` has person, unit and path then. Needs SOURCE_SITES in front, and its parameter. */
export function joinBelonging(rows: string): string {
  return `left join source_site on source_site.source = ${rows}.source
    left join extension_span as belonging on belonging.site = ${siteOf(`${rows}.extension`, 'source_site.site')}
    and belonging.number = ${rows}.extension and ${rows}.day between belonging.from_day and belonging.to_day`;
}

/** At which site a number is looked up: an extension at that of its source, the unit of an anonymous call at none. */
function siteOf(extension: string, site: string): string {
  return `iif(${extension} >= ${UNIT_NUMBERS}, '${UNIT_SITE}', ${site})`;
}

/** The parameter: the site of each source, by their names. */
export function siteParameter(sitesOf: Readonly<Record<string, string>>): { sites_of: string } {
  return { sites_of: JSON.stringify(sitesOf) };
}
