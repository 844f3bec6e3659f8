/** The site of each source, by which the directory knows its extensions. */
export function sitesBySource({
  sources,
}: {
  readonly sources: Readonly<Record<string, { readonly site: string }>>;
}): Record<string, string> {
  return Object.fromEntries(Object.entries(sources).map(([name, { site }]) => [name, site]));
}
