import { dayIn } from '../privacy/retention.ts';
import type { Day } from '../record/calendar.ts';
import type { ReportSettings } from '../settings/load-report-settings.ts';

type Zones = Pick<ReportSettings, 'retention' | 'sites'>;

/** Whose calendar days reports mean by "today" and "last month": those of the retention, else of the first site. */
export function reportZone({ retention, sites }: Zones): string {
  const [site] = Object.values(sites);
  return retention?.time_zone ?? site?.time_zone ?? 'UTC';
}

/** The local day that it is for reports. */
export function reportDay(configuration: Zones, now: number): Day {
  return dayIn(reportZone(configuration), now);
}
