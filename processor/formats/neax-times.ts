import { wallTime } from '../../record/calendar.ts';
import { type UndefinedReading, undefinedLine } from '../../record/reading.ts';
import { completedTime, latestFor, withYear } from './yearless-time.ts';

/** The times of a NEAX record; the completed one where the record has no year. */
export interface NeaxTimes {
  readonly started: number;
  readonly ended: number;
  readonly completed_time: string | null;
}

interface PrintedTimes {
  readonly start: string;
  readonly end: string;
  readonly start_year: string;
  readonly end_year: string;
}

/** As much as the clocks may have gone back during the call. */
const CLOCK_CHANGE_MS = 3_600_000;

/** MMDDhhmmss twice, with years of two digits further on where the system has them. */
export function readNormalTimes(printed: PrintedTimes, receivedAt: number): NeaxTimes | UndefinedReading {
  const { start, end, start_year, end_year } = printed;
  if (!/^\d{10}$/.test(start) || !/^\d{10}$/.test(end))
    return undefinedLine(
      'bad_time',
      'start or end is not MMDDhhmmss',
      /^\d{10}$/.test(start) ? 'end' : 'start',
    );
  if ((start_year === '') !== (end_year === ''))
    return undefinedLine('bad_time', 'only one of start and end has a year', ['start_year', 'end_year']);
  if (start_year !== '') {
    if (!/^\d\d$/.test(start_year) || !/^\d\d$/.test(end_year))
      return undefinedLine('bad_time', 'a year is not of two digits', ['start_year', 'end_year']);
    return inOrder(inYear(start, start_year), inYear(end, end_year), ['start', 'end']);
  }
  const ended = withYear(partsOf(end), latestFor(receivedAt));
  const started = ended === null ? null : withYear(partsOf(start), ended + CLOCK_CHANGE_MS);
  return inOrder(started, ended, ['start', 'end'], true);
}

/** The part of a flexible record that holds its times. */
const FLEXIBLE_TIMES = '06';

/** YYYYMMDDhhmmssmmm twice. */
export function readFlexibleTimes(part: string): NeaxTimes | UndefinedReading {
  if (part === '')
    return undefinedLine('missing_field', 'the record has no part with its times', FLEXIBLE_TIMES);
  if (!/^\d{34}$/.test(part))
    return undefinedLine('bad_time', 'start or end is not YYYYMMDDhhmmssmmm', FLEXIBLE_TIMES);
  const read = (text: string): number | null => {
    const { month, day, hour, minute, second } = partsOf(text.slice(4, 14));
    const wall = wallTime(Number(text.slice(0, 4)), month, day, hour, minute, second);
    return wall === null ? null : wall + Number(text.slice(14));
  };
  return inOrder(read(part.slice(0, 17)), read(part.slice(17)), [FLEXIBLE_TIMES, FLEXIBLE_TIMES]);
}

function inOrder(
  started: number | null,
  ended: number | null,
  fields: readonly [start: string, end: string],
  yearless = false,
): NeaxTimes | UndefinedReading {
  if (started === null || ended === null)
    return undefinedLine(
      'bad_time',
      'start or end is no moment of the calendar',
      fields[started === null ? 0 : 1],
    );
  if (ended < started - CLOCK_CHANGE_MS)
    return undefinedLine('contradiction', 'the call ends before it starts');
  return { started, ended, completed_time: yearless ? completedTime(started) : null };
}

function inYear(text: string, short: string): number | null {
  const { month, day, hour, minute, second } = partsOf(text);
  const year = Number(short) < 70 ? 2000 + Number(short) : 1900 + Number(short);
  return wallTime(year, month, day, hour, minute, second);
}

function partsOf(text: string) {
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = [0, 2, 4, 6, 8].map((at) =>
    Number(text.slice(at, at + 2)),
  );
  return { month, day, hour, minute, second };
}
