import { z } from 'zod';
import { REPORT_PARAMETERS } from './report-parameters.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** Formats that are files; a table is for the terminal. Written down here, because formats themselves take long to load. */
export const FILE_FORMATS = ['csv', 'json', 'xlsx', 'pdf', 'html'] as const;

/** A report that is made and delivered by itself. */
export const reportScheduleSchema = z
  .strictObject({
    report: z.string().describe('which report: ./ledgerline report list'),
    period: z
      .string()
      .default('last-month')
      .describe('of which days, told from the day on which it is made: last-month, yesterday, this-year …'),
    parameters: z
      .partialRecord(z.enum(Object.keys(REPORT_PARAMETERS)), z.coerce.string())
      .nullable()
      .default({})
      .describe('what it is narrowed by and asked for, by the names of the options of report run'),
    formats: z.array(z.enum(FILE_FORMATS)).min(1).default(['pdf']).describe('the files that are delivered'),
    paper: z.enum(['a4', 'letter']).default('a4').describe('of a PDF'),
    as: z.string().min(1).describe('a role or user: only what these are shown is in it'),
    every: z.enum(['day', 'week', 'month']).default('month').describe('how often it is due'),
    on: z
      .union([z.enum(WEEKDAYS), z.int().min(1).max(31)])
      .nullable()
      .default(null)
      .describe(
        'of a week the day, monday to sunday; of a month its number, in a shorter month the last day; null: the first',
      ),
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):([0-5]\d)$/, 'a time such as "06:00"')
      .default('06:00')
      .describe('the time of day'),
    time_zone: z
      .string()
      .refine(isTimeZone, 'a zone such as Europe/Paris')
      .nullable()
      .default(null)
      .describe(
        'of that time; null: that of reports, which is that of the retention, else of the first site',
      ),
    folder: z
      .string()
      .regex(/^\//, 'the whole path of a folder, /srv/reports')
      .nullable()
      .default(null)
      .describe('a folder that it is delivered into; it is never made'),
    mail: z
      .array(z.email())
      .max(100)
      .nullable()
      .default([])
      .describe('mailboxes that it is delivered to, a message to each; needs the section mail'),
    enabled: z.boolean().default(true).describe('false: it is kept and not made'),
  })
  .superRefine(({ every, on, folder, mail }, context) => {
    const fits = { day: on === null, week: typeof on !== 'number', month: typeof on !== 'string' };
    if (!fits[every]) {
      const takes = { day: 'nothing', week: 'a day from monday to sunday', month: 'a number from 1 to 31' };
      context.addIssue({ code: 'custom', path: ['on'], message: `every ${every} takes ${takes[every]}` });
    }
    if (folder === null && (mail ?? []).length === 0)
      context.addIssue({ code: 'custom', path: ['folder'], message: 'give a folder, or mail, or both' });
  });
export type ReportSchedule = z.output<typeof reportScheduleSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** On which days, and at which time, a schedule is due. */
export function timingOf({ every, on, at }: Pick<ReportSchedule, 'every' | 'on' | 'at'>): {
  hour: number;
  minute: number;
  weekday?: number;
  month_day?: number;
} {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  const weekday = typeof on === 'string' ? WEEKDAYS.indexOf(on) + 1 : 1;
  if (every === 'week') return { hour, minute, weekday };
  return every === 'day' ? { hour, minute } : { hour, minute, month_day: typeof on === 'number' ? on : 1 };
}
