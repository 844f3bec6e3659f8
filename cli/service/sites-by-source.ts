import type { Configuration } from '../../settings/configuration.ts';

/** The site of each source, by which the directory knows its extensions. */
export function sitesBySource({ sources }: Pick<Configuration, 'sources'>): Record<string, string> {
  return Object.fromEntries(Object.entries(sources).map(([name, { site }]) => [name, site]));
}
