import { isAbsolute, relative } from 'node:path';
import { roleNames } from '../access/roles.ts';
import type { Day } from '../record/calendar.ts';
import { OperationError } from '../record/operation-error.ts';
import type { Report } from '../reports/report.ts';
import { PERIODS, readPeriod } from '../reports/report-period.ts';
import type { ReportSchedule } from '../reports/schedule-settings.ts';
import type { Configuration } from '../settings/configuration.ts';
import { suggestion } from '../settings/describe-issues.ts';

/** Refuses schedules of reports that could never be made or delivered, before they are in force. */
export async function checkSchedules(configuration: Configuration, folder: string): Promise<void> {
  const schedules = Object.entries(configuration.report_schedules);
  if (schedules.length === 0) return;
  // With every report, so only where it is asked for.
  const { loadReports } = await import('../reports/reports.ts');
  const reports = await loadReports();
  for (const [name, schedule] of schedules) {
    const why =
      ofReport(schedule, reports) ??
      ofReader(schedule, configuration) ??
      ofPlaces(schedule, configuration, folder);
    if (why === null) continue;
    throw new OperationError('CONFIGURATION_INVALID', `report_schedules.${name}: ${why.message}`, {
      hint: `Nothing was changed. ${why.hint}`,
    });
  }
}

interface Why {
  readonly message: string;
  readonly hint: string;
}

function ofReport(
  { report: name, parameters, period }: ReportSchedule,
  reports: Readonly<Record<string, Report>>,
): Why | null {
  const report = Object.hasOwn(reports, name) ? reports[name] : undefined;
  const names = Object.keys(reports);
  if (report === undefined)
    return {
      message: `there is no report ${name}${suggestion(name, names)}`,
      hint: `Reports: ${names.join(', ')}.`,
    };
  const taken: readonly string[] = report.parameters;
  const unknown = Object.keys(parameters ?? {}).find((parameter) => !taken.includes(parameter));
  if (unknown !== undefined)
    return {
      message: `the report ${name} does not take ${unknown}.`,
      hint: `It takes: ${taken.join(', ')}.`,
    };
  const missing = report.needs?.find((parameter) => parameters?.[parameter] === undefined);
  if (missing !== undefined)
    return {
      message: `the report ${name} needs a ${missing}.`,
      hint: `Name it with --${missing}, or under parameters.`,
    };
  const file = parameters?.file;
  if (file !== undefined && !isAbsolute(file))
    return { message: `${file} is not the whole path of a file.`, hint: 'Write it as /srv/bills/bill.csv.' };
  if (readPeriod(period, 0 as Day) === null)
    return { message: `${period} is no period.`, hint: `Periods: ${PERIODS}.` };
  return null;
}

function ofReader({ as }: ReportSchedule, { roles, users }: Configuration): Why | null {
  const known = [...roleNames(roles), ...Object.keys(users)];
  if (known.includes(as)) return null;
  return {
    message: `there is no role and no user ${as}${suggestion(as, known)}`,
    hint: `Known are: ${known.join(', ')}.`,
  };
}

function ofPlaces(
  { folder: place, mail }: ReportSchedule,
  configuration: Configuration,
  folder: string,
): Why | null {
  if ((mail ?? []).length > 0 && configuration.mail === null)
    return {
      message: 'it has mailboxes, and there is no mail server.',
      hint: 'Say which: the section mail.',
    };
  const way = place === null ? '..' : relative(folder, place);
  if (way.startsWith('..') || isAbsolute(way)) return null;
  return {
    message: `${place} is in the data folder, in which nothing stands in the clear for longer than it may.`,
    hint: 'Name another folder.',
  };
}
