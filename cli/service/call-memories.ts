import { extensionAsNumber } from '../../processor/numbering/call-parties.ts';
import type { MemoryParty, MemoryProfile } from '../../record/call-memory.ts';
import { e164Number } from '../../record/number.ts';
import type { Configuration } from '../../settings/configuration.ts';

/** Whose calls are to be remembered, and by which numbers of which sources they are known. */
export function memoryProfiles({ call_memory, sites, sources }: Configuration): MemoryProfile[] {
  return Object.entries(call_memory.profiles ?? {}).map(([name, profile]) => {
    const { site, extensions, entries, collect } = profile;
    const own = sites[site]?.own_numbers ?? [];
    const parties = extensions.flatMap((text) => {
      const extension = extensionAsNumber(text);
      // Inside of the house, too, somebody dials the whole number.
      const whole = own.map((beginning) => e164Number(`${beginning.slice(1)}${text}`));
      return [extension, ...whole].map((number) => ({ number, extension }));
    });
    const ofSite = Object.values(sources).filter((source) => source.site === site);
    return {
      name,
      entries,
      collect,
      parties: ofSite.flatMap((source) =>
        parties.map((party): MemoryParty => ({ source: source.name, ...party })),
      ),
    };
  });
}
