import { EMPTY_CALL, type Reading, undefinedLine } from '../../record/reading.ts';
import { textWithin } from './placed.ts';
import { completedTime, yearlessMonthDay } from './yearless-time.ts';

/** `  267  11  17 03 16:51  0:00.50 O 3663713`: set, line, day and month, start, duration, direction, number or ringing. */
const RECORD =
  /^([ \d]{5})([ \d]{4}) {2}(\d\d)[ /](\d\d) (\d\d:\d\d) {1,2}([ \d]?\d):(\d\d)\.(\d\d) ([IO]) (.{0,36})/;

interface Circumstances {
  readonly received_at: number;
  readonly date_order: 'day-month' | 'month-day';
  readonly time_is: 'model' | 'start' | 'end';
}

/** The reading of a record of the DBS 90; null for a line of any other shape. */
export function dbsRecordOf(
  line: string,
  { received_at, date_order, time_is }: Circumstances,
): Reading | null {
  const match = RECORD.exec(line);
  if (match === null) return null;
  const [extension = '', trunk = ''] = match.slice(1, 3).map((text) => text.trim());
  const [first = '', second = '', clock = ''] = match.slice(3, 6);
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(6, 9).map(Number);
  const monthDay = date_order === 'day-month' ? `${second}/${first}` : `${first}/${second}`;
  const time = yearlessMonthDay(monthDay, clock, received_at);
  if (time === null)
    return undefinedLine('bad_time', 'date and time are no moment of the calendar', { from: 11, to: 22 });
  if (minutes > 59 || seconds > 59) {
    const to = line.indexOf('.', 23) + 3;
    return undefinedLine('bad_duration', 'the duration is not h:mm.ss', textWithin(line, 22, to));
  }
  const duration = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  const incoming = match[9] === 'I';
  const text = (match[10] ?? '').trim();
  const ring = /^(\d\d)'([0-5]\d)$/.exec(text);
  const number = ring === null ? text || null : null;
  const set = extension || null;
  return {
    ...EMPTY_CALL,
    completed_time: completedTime(time),
    clock: 'wall',
    started: time_is === 'end' ? null : time,
    ended: time_is === 'end' ? time : null,
    ring_ms: ring === null ? null : (Number(ring[1]) * 60 + Number(ring[2])) * 1000,
    duration_ms: duration,
    answered: incoming ? duration > 0 : null,
    direction: incoming ? 'incoming' : 'outgoing',
    calling: incoming ? number : set,
    called: incoming ? set : number,
    calling_extension: incoming ? null : set,
    called_extension: incoming ? set : null,
    trunk: trunk || null,
    extra: { layout: 'DBS 90' },
  };
}
