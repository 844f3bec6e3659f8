import { resolve } from 'node:path';
import { REPORT_PARAMETERS } from '../reports/report-parameters.ts';
import type { CommandCall } from './command.ts';
import { optional, usageError } from './usage.ts';

/** Options of `report schedule add`, besides those that narrow a report. */
export const SCHEDULE_OPTIONS = {
  report: { value: 'REPORT', summary: 'which report (needed)' },
  period: { value: 'PERIOD', summary: 'of which days, told from the day it is made (default: last-month)' },
  for: { value: 'ROLE|USER', summary: 'only what this role or user is shown is in it (needed)' },
  format: { value: 'FORMAT,…', summary: 'the files that are delivered (default: pdf)' },
  paper: { value: 'a4|letter', summary: 'the paper of a PDF (default: a4)' },
  every: { value: 'day|week|month', summary: 'how often (default: month)' },
  on: { value: 'DAY', summary: 'of a week monday to sunday, of a month 1 to 31 (default: the first)' },
  at: { value: 'TIME', summary: 'the time of day (default: 06:00)' },
  'time-zone': { value: 'ZONE', summary: 'of that time (default: that of reports)' },
  folder: { value: 'DIR', summary: 'a folder that it is delivered into, the whole path' },
  to: {
    value: 'ADDRESS',
    summary: 'a mailbox that it is delivered to; may be given more than once',
    several: true,
  },
} as const;

/** An entry of `report_schedules` as it was typed: what is right is for the configuration to say. */
export function scheduleValues(call: CommandCall): Readonly<Record<string, unknown>> {
  const given = (name: string): Record<string, string> => {
    const value = optional(call, name);
    return value === null ? {} : { [name.replaceAll('-', '_')]: value };
  };
  for (const name of ['report', 'for'])
    if (optional(call, name) === null)
      throw usageError(`--${name} is missing.`, 'For example: --report charge-back --for finance');
  const parameters = Object.fromEntries(
    Object.keys(REPORT_PARAMETERS).flatMap((name) => {
      const value = optional(call, name);
      if (value === null) return [];
      // Whoever makes the report by and by stands somewhere else.
      return [[name, name === 'file' ? resolve(call.cwd, value) : value]];
    }),
  );
  const [on, formats] = [optional(call, 'on'), optional(call, 'format')];
  return {
    ...{ ...given('report'), ...given('period'), as: optional(call, 'for') },
    ...(Object.keys(parameters).length > 0 && { parameters }),
    ...(formats !== null && { formats: formats.split(',') }),
    ...{ ...given('paper'), ...given('every') },
    ...(on !== null && { on: /^\d+$/.test(on) ? Number(on) : on }),
    ...{ ...given('at'), ...given('time-zone'), ...given('folder') },
    ...(call.several.to !== undefined && { mail: call.several.to }),
  };
}
