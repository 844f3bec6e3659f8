import { withYear } from './yearless-time.ts';

export interface Reference {
  /** The latest moment at which the call can have started, on the wall. */
  readonly latest: number;
  readonly twelveHour: boolean;
  /** A year stands in the line itself. */
  readonly yearPrinted: boolean;
}

/** The printed start, on the clock of the wall; null where the calendar has no such moment. */
export function readStart(record: string, { latest, twelveHour }: Reference): number | null {
  const seconds = record.charAt(12) === ':';
  if (seconds && !/^\d\d$/.test(record.slice(13, 15))) return null;
  const hour = hourOf(Number(record.slice(7, 9)), record.charAt(seconds ? 15 : 12), twelveHour);
  const minute = Number(record.slice(10, 12));
  const second = seconds ? Number(record.slice(13, 15)) : 0;
  const month = Number(record.slice(1, 3));
  const day = Number(record.slice(4, 6));
  return withYear({ month, day, hour, minute, second }, latest);
}

/** `0000:04:41` in milliseconds. */
export function readDuration(text: string): number | null {
  const [hours, minutes, seconds] = text.split(':').map(Number);
  if (hours === undefined || minutes === undefined || seconds === undefined) return null;
  return minutes > 59 || seconds > 59 ? null : (hours * 3600 + minutes * 60 + seconds) * 1000;
}

/** The hour of the day; NaN, which no calendar has, where the clock has no such hour. */
function hourOf(hour: number, mark: string, twelveHour: boolean): number {
  const half = hour >= 1 && hour <= 12 ? hour % 12 : Number.NaN;
  if (mark === 'P') return half + 12;
  if (mark === 'A') return half;
  if (mark !== ' ') return Number.NaN;
  return twelveHour && hour !== 0 ? half : hour;
}
