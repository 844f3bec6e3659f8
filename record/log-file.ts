import { type Day, parseDay, showDay } from './calendar.ts';

/** A file of the operating log: of one day in UTC, and the how manieth of it. */
export interface LogFile {
  readonly day: Day;
  readonly part: number;
}

/** A file that has so many bytes is not written into any more. */
export const LOG_FILE_BYTES: number = 10 * 1024 * 1024;

const NAME = /^ledgerline-(\d{4}-\d{2}-\d{2})(?:\.([1-9]\d{0,8}))?\.log$/;

/** `ledgerline-2026-11-28.log`, and behind it `ledgerline-2026-11-28.2.log` */
export function logFileName({ day, part }: LogFile): string {
  return `ledgerline-${showDay(day)}${part === 1 ? '' : `.${part}`}.log`;
}

/** Null for a file that the service did not write. */
export function parseLogFileName(name: string): LogFile | null {
  const [, date = '', digits] = NAME.exec(name) ?? [];
  const day = parseDay(date);
  if (day === null || digits === '1') return null;
  return { day, part: Number(digits ?? 1) };
}

/** The file that is to be written into on a day, after one that has so many bytes. */
export function logFileFor(today: Day, last: (LogFile & { readonly bytes: number }) | null): LogFile {
  if (last === null || last.day !== today) return { day: today, part: 1 };
  return { day: today, part: last.bytes < LOG_FILE_BYTES ? last.part : last.part + 1 };
}
