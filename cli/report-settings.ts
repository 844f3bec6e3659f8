import { loadReportSettings, type ReportSettings } from '../settings/load-report-settings.ts';
import { configurationVersions } from '../store/queries/intakes.ts';
import type { ReadingConnection } from '../store/reading-connection.ts';

/** What reports are made by, as the newest applied configuration says. */
export function reportSettings({ connection }: Pick<ReadingConnection, 'connection'>): ReportSettings {
  const [newest] = configurationVersions(connection);
  return loadReportSettings(newest?.text ?? '', `version ${newest?.id ?? 0}`);
}
