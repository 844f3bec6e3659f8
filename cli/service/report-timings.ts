import type { ReportTiming } from '../../maintenance/due-reports.ts';
import { timingOf } from '../../reports/schedule-settings.ts';
import type { Configuration } from '../../settings/configuration.ts';
import { reportZone } from '../report-zone.ts';

/** When the schedules of a document that are not switched off are due. */
export function reportTimings(configuration: Configuration): ReportTiming[] {
  return Object.entries(configuration.report_schedules)
    .filter(([, { enabled }]) => enabled)
    .map(([name, settings]) => ({
      name,
      timing: timingOf(settings),
      time_zone: settings.time_zone ?? reportZone(configuration),
    }));
}

/** The same for the store, which sees by it whether a schedule has another time than before. */
export function keptTimings(configuration: Configuration): { name: string; timing: string }[] {
  return reportTimings(configuration).map(({ name, ...when }) => ({ name, timing: JSON.stringify(when) }));
}
