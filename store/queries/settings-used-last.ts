import type { Connection } from '../open-database.ts';

/** By which the lines of each source were judged last. */
export function settingsUsedLast(connection: Connection): { source: string; settings: string }[] {
  return connection
    .prepare<[], { source: string; settings: string }>(
      `select source.name as source, settings from source
       join processing_settings on processing_settings.id = source.last_settings order by source.id`,
    )
    .all();
}
