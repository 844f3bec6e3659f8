import type { ProcessingSettings } from '../processor/processing-context.ts';
import type { Configuration } from '../settings/configuration.ts';
import { settingsUsedLast } from '../store/queries/settings-used-last.ts';
import type { ReadingConnection } from '../store/reading-connection.ts';

/** The sites of the configuration, and those of sources that are in none, which files were taken in for by a command. */
export function knownSites(
  { connection }: Pick<ReadingConnection, 'connection'>,
  { sites, sources }: Pick<Configuration, 'sites' | 'sources'>,
): Configuration['sites'] {
  const others = settingsUsedLast(connection).flatMap(({ source, settings }) => {
    const { site } = JSON.parse(settings) as Partial<ProcessingSettings>;
    return site === undefined || Object.hasOwn(sources, source) ? [] : [[`of ${source}`, site] as const];
  });
  return { ...sites, ...Object.fromEntries(others) };
}
