import { z } from 'zod';
import { parseDay } from '../../record/calendar.ts';
import type { Direction } from '../../record/call.ts';
import {
  type CallReading,
  type DriverState,
  EMPTY_CALL,
  ignored,
  type Line,
  type Reading,
  undefinedLine,
} from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import { type Dated, dayByArrival } from '../formats/arrival-day.ts';
import { columnPlace } from '../formats/fixed-columns.ts';
import { movedBy, textWithin } from '../formats/placed.ts';
import { completedTime } from '../formats/yearless-time.ts';

const options = z.strictObject({
  hours_east_of_utc: z
    .number()
    .min(-12)
    .max(14)
    .default(0)
    .describe('how far the clock of the system is before UTC, roughly; needed beyond eleven hours'),
});

export const mitel5000 = defineDriver({
  name: 'mitel-5000',
  vendor: 'Mitel',
  summary: 'SMDR of Mitel 5000, MiVoice Office 250 and Inter-Tel Axxess and Eclipse: 80 columns, no date.',
  confirmation: 'unconfirmed',
  traps: [
    'The columns up to the cost are those of the manual’s own dump of a record; account code and mark behind it of its table.',
    'Records have no date at all: it follows from the arrival, so they must come live, or bear the stamp of a recorder.',
    'The start is a whole minute, and the end follows from it; both can be a minute off.',
    'On the wire each record has four bytes of length before it, of which a letter R stays; it is passed over.',
    'The login is binary, too; the dialogue of a tcp source can send it.',
    'Extension ***** is a call that rang in and that nobody answered; its elapsed time is read as ringing.',
    'The column of the trunk can hold a second extension; nothing tells, and it is read as a trunk.',
    'Numbers of more than 28 digits are cut, with > behind them.',
    'The meanings of the call types beyond IN and DID are guesses of their names; then the numbering plan decides.',
    'Whether an outgoing call was answered is not known.',
    'There is no call id and no running number: transfers are not linked, and losses do not show.',
  ],
  options,
  example: { hours_east_of_utc: 0 },
  extra: { leg: 'plain', call_type: 'plain', cost: 'plain', flag: 'plain', number_cut: 'plain' },
  reader({ hours_east_of_utc }) {
    return {
      initial: null,
      read: (state, line) => readLine(state as Dated | null, line, hours_east_of_utc * 3_600_000),
    };
  },
});

/** Start and elapsed time stand here in every record, whatever the type. */
const TIMES = /^.{45}\d\d:\d\d \d\d:\d\d:\d\d/;
/** A recorder's own stamp, local time, before the record. */
const STAMP = /^(\d{4}-\d\d-\d\d) ([01]\d|2[0-3]):([0-5]\d):[0-5]\d(?:\.\d+)? /;
/** Columns, counted from 0, that are blank in every record. */
const BLANK = [3, 9, 15, 50, 59, 66];

function readLine(last: Dated | null, { text, received_at }: Line, east: number): Reading {
  if (text.trim() === '') return ignored('blank');
  if (/^[-=_ ]{3,}$/.test(text)) return ignored('page_header');
  const stamp = STAMP.exec(text);
  const record = withoutLength(stamp === null ? text : text.slice(stamp[0].length));
  const before = text.length - record.length;
  const trouble = shapeTrouble(record);
  if (trouble !== null) return movedBy(trouble, before);
  const start = minutesOf(record.slice(45, 50));
  if (start === null)
    return undefinedLine('bad_time', 'the start is no time of day', { from: before + 45, to: before + 50 });
  const elapsed = secondsOf(record.slice(51, 59));
  if (elapsed === null)
    return undefinedLine('bad_duration', 'the elapsed time is not HH:MM:SS', {
      from: before + 51,
      to: before + 59,
    });
  const times = { start: start * 60_000, elapsed: elapsed * 1000 };
  if (stamp !== null) {
    const day = parseDay(stamp[1] ?? '');
    if (day === null)
      return undefinedLine('bad_time', 'the stamp before the record is not in the calendar', {
        from: 0,
        to: 10,
      });
    const arrived = ((day * 24 + Number(stamp[2])) * 60 + Number(stamp[3])) * 60_000;
    return callOf(record, times, endOf(times, arrived, 0, null), true);
  }
  const ended = endOf(times, received_at, east, last);
  const state: DriverState = { wall: ended, received_at };
  return { ...callOf(record, times, ended, false), state };
}

interface Times {
  /** Milliseconds since midnight. */
  readonly start: number;
  readonly elapsed: number;
}

/** Records come when calls end, so the day is found for the end; the start of a call over midnight is on the day before. */
function endOf({ start, elapsed }: Times, arrived: number, east: number, last: Dated | null): number {
  return dayByArrival((start + elapsed) % 86_400_000, arrived, east, last);
}

/** The four bytes of length are an R and three NUL, which are deleted with other control characters. */
function withoutLength(record: string): string {
  return record.startsWith('R') && !TIMES.test(record) && TIMES.test(record.slice(1))
    ? record.slice(1)
    : record;
}

/** Null for a record whose columns stand where they belong. */
function shapeTrouble(record: string): Reading | null {
  if (!TIMES.test(record)) {
    if (/^[A-Z0-9]{2,3} {1,2}[\d*]/.test(record) && record.trimEnd().length < 59) {
      return undefinedLine('too_short', 'the line ends before the end of its elapsed time');
    }
    return undefinedLine('unknown_layout', 'start and elapsed time do not stand in columns 46 to 59');
  }
  if (!/^[A-Z0-9]{2,3} ? $/.test(record.slice(0, 4))) {
    return undefinedLine('unknown_layout', 'columns 1 to 3 hold no call type', textWithin(record, 0, 3));
  }
  const filled = BLANK.find((place) => place < record.length && record.charAt(place) !== ' ');
  if (filled !== undefined) {
    return undefinedLine(
      'unknown_layout',
      `column ${filled + 1} is not blank, so the columns are shifted`,
      columnPlace(filled + 1),
    );
  }
  if (!/[ >]/.test(record.charAt(44))) {
    return undefinedLine(
      'unknown_layout',
      'column 45 is not blank, so the columns are shifted',
      columnPlace(45),
    );
  }
  if (record.slice(4, 44).trim() === '') {
    return undefinedLine(
      'missing_field',
      'neither extension nor number is printed',
      textWithin(record, 4, 44),
    );
  }
  return null;
}

/** `08:36` in minutes since midnight. */
function minutesOf(text: string): number | null {
  const hour = Number(text.slice(0, 2));
  const minute = Number(text.slice(3));
  return hour > 23 || minute > 59 ? null : hour * 60 + minute;
}

/** `00:00:03` in seconds. */
function secondsOf(text: string): number | null {
  const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
  return minutes > 59 || seconds > 59 ? null : (hours * 60 + minutes) * 60 + seconds;
}

function callOf(record: string, { elapsed }: Times, ended: number, dated: boolean): CallReading {
  const field = (from: number, to: number): string => record.slice(from, to).trim();
  const type = field(0, 3);
  const direction = directionOf(type);
  const missed = field(4, 9) === '*****';
  const extension = missed ? null : field(4, 9) || null;
  // The mark of a number that was cut stands in its last column or behind it.
  const printed = field(16, 45);
  const cut = printed.endsWith('>');
  const number = (cut ? printed.slice(0, -1).trim() : printed) || null;
  const incoming = direction === 'incoming' || missed;
  const started = ended - elapsed;
  return {
    ...EMPTY_CALL,
    completed_time: dated ? null : completedTime(started),
    clock: 'wall',
    started,
    ended: null,
    // What elapsed before nobody answered was no talk.
    ring_ms: missed ? elapsed : null,
    duration_ms: missed ? null : elapsed,
    answered: missed ? false : incoming && elapsed > 0 ? true : null,
    direction: incoming ? 'incoming' : direction,
    calling: incoming ? number : extension,
    called: incoming ? extension : number,
    calling_extension: incoming ? null : extension,
    called_extension: incoming ? extension : null,
    trunk: field(10, 15) || null,
    account_code: field(67, 79) || null,
    extra: extraOf({
      leg: type === 'CNF' ? 'conference' : '',
      call_type: type,
      cost: field(60, 66),
      flag: field(79, 80),
      number_cut: cut ? 'yes' : '',
    }),
  };
}

/** Only what the names say for sure. */
function directionOf(type: string): Direction | null {
  if (type === 'IN' || type === 'DID') return 'incoming';
  return /^(?:FRE|000|LOC|TLC|TLD)$/.test(type) ? 'outgoing' : null;
}

function extraOf(printed: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(printed).filter(([, text]) => text !== ''));
}
