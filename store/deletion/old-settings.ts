import type { Connection } from '../open-database.ts';

/** What of settings can hold numbers of people. */
const PERSONAL = ['$.privacy', '$.site'];

/**
 * Settings that lines were judged by are needed to read these again. When no raw copy is left that was, the numbers in them go
 * (of excluded calls, of own lines); what remains tells by which driver a call was read.
 */
export function createOldSettings(connection: Connection) {
  const forget = connection.prepare<[], unknown>(
    `update processing_settings
     set settings = json_set(json_remove(settings, ${PERSONAL.map((path) => `'${path}'`).join(', ')}), '$.forgotten', id)
     where settings ->> '$.forgotten' is null and id not in (select last_settings from source where last_settings is not null)
     and id not in (select chunk.settings from chunk join intake on intake.id = chunk.intake where raw_gone_at is null)`,
  );
  return { forgetOldSettings: (): void => void forget.run() };
}
