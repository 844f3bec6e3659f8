import type { Connection } from '../open-database.ts';

/** Settings by which lines of a source that are stored now were read. */
interface SettingsInUse {
  readonly source: string;
  /** Of its streams; else of its files, which are read by rules of their own. */
  readonly stream: boolean;
  /** JSON. */
  readonly settings: string;
  readonly intakes: readonly number[];
}

/** By which settings the lines were read that every source brought; those that a replay read again by the newer ones. */
export function settingsInUse(connection: Connection): SettingsInUse[] {
  const rows = connection
    .prepare<[], { source: string; stream: number; settings: string; intakes: string }>(
      `select source.name as source, intake.kind = 'stream' as stream, processing_settings.settings,
              json_group_array(distinct chunk.intake) as intakes
       from chunk join intake on intake.id = chunk.intake join source on source.id = intake.source
                  join processing_settings on processing_settings.id = chunk.settings
       group by intake.source, intake.kind = 'stream', chunk.settings
       order by source.name`,
    )
    .all();
  return rows.map(({ source, stream, settings, intakes }) => ({
    ...{ source, settings, stream: stream === 1 },
    intakes: JSON.parse(intakes) as number[],
  }));
}
