import { statSync } from 'node:fs';
import { errorCode } from '../collector/journal/disk-error.ts';
import type { ReportSchedule } from '../reports/schedule-settings.ts';
import type { Configuration } from '../settings/configuration.ts';
import { usageError } from './usage.ts';

/** Refuses a folder that is not there: only whoever types it knows whether it is mistyped, or on a share that is away now. */
export function requireFolder(folder: string): void {
  const kind = kindOf(folder);
  if (kind === 'nothing')
    throw usageError(
      `The folder ${folder} is not there.`,
      'Make it, or mount its share; where it is only away now, say so with --away.',
    );
  if (kind === 'other') throw usageError(`${folder} is no folder.`, 'Name a folder, by its whole path.');
}

/** What schedules of a document need and is not there now; that can come, so it is told and not refused. */
export function awayNow({ report_schedules }: Configuration): string[] {
  return Object.entries(report_schedules)
    .filter(([, { enabled }]) => enabled)
    .flatMap(([name, schedule]) => ofSchedule(schedule).map((text) => `Schedule ${name}: ${text}\n`));
}

function ofSchedule({ folder, parameters }: ReportSchedule): string[] {
  const file = parameters?.file;
  return [
    ...(folder !== null && kindOf(folder) !== 'folder'
      ? [
          `the folder ${folder} is not there now. A report waits for it, as for any place that cannot be reached.`,
        ]
      : []),
    ...(file !== undefined && kindOf(file) === 'nothing'
      ? [`the file ${file} is not there yet. It must be when the report is made.`]
      : []),
  ];
}

function kindOf(path: string): 'folder' | 'other' | 'nothing' {
  try {
    return statSync(path).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return 'nothing';
  }
}
