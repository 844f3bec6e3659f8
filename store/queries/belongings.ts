/**
 * Whose a call, or a total, is: rows that have a source, an extension and a local day are joined with the days of that
 * extension at the site of the source. A row finds one stretch of days or none, so that no sum changes by the join; where it
 * finds none, person and unit are null and the path is empty: unassigned.
 */
export const SOURCE_SITES = `source_site (source, site) as materialized (
  select source.id, named.value from json_each(@sites_of) as named join source on source.name = named.key
)`;

/** Behind `from ROWS`; `belonging` has person, unit and path then. Needs SOURCE_SITES in front, and its parameter. */
export function joinBelonging(rows: string): string {
  return `left join source_site on source_site.source = ${rows}.source
    left join extension_span as belonging on belonging.site = source_site.site
    and belonging.number = ${rows}.extension and ${rows}.day between belonging.from_day and belonging.to_day`;
}

/** The parameter: the site of each source, by their names. */
export function siteParameter(sitesOf: Readonly<Record<string, string>>): { sites_of: string } {
  return { sites_of: JSON.stringify(sitesOf) };
}
