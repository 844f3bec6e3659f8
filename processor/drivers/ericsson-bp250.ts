import { z } from 'zod';
import { wallTime } from '../../record/calendar.ts';
import type { Direction } from '../../record/call.ts';
import { type CallReading, EMPTY_CALL, ignored, type Reading, undefinedLine } from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import {
  type FixedFields,
  type FixedLayout,
  fieldsAt,
  filledOnly,
  placedInColumns,
  strayColumn,
  strayLine,
} from '../formats/fixed-columns.ts';

export const ericssonBp250 = defineDriver({
  name: 'ericsson-bp250',
  vendor: 'Ericsson / Aastra / Mitel',
  summary: 'Call information of BusinessPhone 250, columns 1 to 66 of its record.',
  confirmation: 'confirmed',
  traps: [
    'Date and time are the end of the call and have no seconds.',
    'The duration is h mm ss without separators, at most 9:59:59; blank is a call nobody answered.',
    'Behind column 66 the places of account code, pulses, cost and trunk are not known exactly and are not read.',
    'Authorization codes stand there too; they are secrets and not read.',
    'Of an incoming call the calling column may hold a trunk: it is kept as calling and as no extension.',
    'The running number has three digits and comes again after 999.',
    'No call id: the legs of a transferred call stand unlinked.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: { running_number: 'plain' },
  reader() {
    return { initial: null, read: (_state, { text }) => readLine(text.trimEnd()) };
  },
});

type Name =
  | ('head' | 'number' | 'date' | 'time' | 'calling' | 'duration')
  | ('fourth' | 'fifth' | 'called' | 'status');
type Fields = FixedFields<Name>;

/** Columns 31 to 34 and 36 to 39 are known to be there, not what they mean. */
const LAYOUT: FixedLayout<Name> = {
  head: [1, 2],
  number: [4, 6],
  date: [8, 13],
  time: [15, 18],
  calling: [20, 23],
  duration: [25, 29],
  fourth: [31, 34],
  fifth: [36, 39],
  called: [41, 64],
  status: [66, 66],
};

function readLine(text: string): Reading {
  if (text.trim() === '') return ignored('blank');
  if (!/^\d\d /.test(text)) {
    return /\d/.test(text)
      ? undefinedLine('unknown_layout', 'the line does not begin with two digits and a blank')
      : ignored('page_header');
  }
  if (text.length < LAYOUT.status[1]) {
    return undefinedLine('too_short', 'the line ends before column 66 (status)');
  }
  const stray = strayColumn(text, LAYOUT);
  if (stray !== null) return strayLine(stray);
  return placedInColumns(readFields(fieldsAt(text, LAYOUT)), text, LAYOUT);
}

function readFields(fields: Fields): Reading {
  if (!/^\d{3}$/.test(fields.number))
    return undefinedLine('bad_number_field', 'the running number is none', 'number');
  const ended = readTime(fields.date, fields.time);
  if (ended === null)
    return undefinedLine('bad_time', 'date and time are no moment of the calendar', ['date', 'time']);
  const duration = readDuration(fields.duration);
  if (duration === undefined) return undefinedLine('bad_duration', 'the duration is not hmmss', 'duration');
  const direction = directionOf(fields.status);
  if (direction === undefined)
    return undefinedLine('unknown_record_type', 'the status is none that is known', 'status');
  return callOf(fields, direction, ended, duration);
}

/** `050706` and `1211`, the year first; the years run from 1970 to 2069. */
function readTime(date: string, time: string): number | null {
  if (!/^\d{6}$/.test(date) || !/^\d{4}$/.test(time)) return null;
  const short = Number(date.slice(0, 2));
  const year = short < 70 ? 2000 + short : 1900 + short;
  const [month, day] = [Number(date.slice(2, 4)), Number(date.slice(4))];
  return wallTime(year, month, day, Number(time.slice(0, 2)), Number(time.slice(2)), 0);
}

/** `00019`; null for none, undefined for what is no duration. */
function readDuration(text: string): number | null | undefined {
  if (text === '') return null;
  if (!/^\d[0-5]\d[0-5]\d$/.test(text)) return undefined;
  return (Number(text.charAt(0)) * 3600 + Number(text.slice(1, 3)) * 60 + Number(text.slice(3))) * 1000;
}

/** Capital letters are incoming calls, small ones and some digits outgoing, Q internal. */
function directionOf(status: string): Direction | undefined {
  if (status === 'Q') return 'internal';
  if (/^[A-IM]$/.test(status)) return 'incoming';
  return /^[a-m1346]$/.test(status) ? 'outgoing' : undefined;
}

function callOf(fields: Fields, direction: Direction, ended: number, duration: number | null): CallReading {
  const incoming = direction === 'incoming';
  const calling = fields.calling || null;
  const called = fields.called || null;
  return {
    ...EMPTY_CALL,
    clock: 'wall',
    started: null,
    ended,
    duration_ms: duration,
    answered: duration !== null,
    cause: fields.status,
    direction,
    calling,
    called,
    calling_extension: incoming ? null : calling,
    called_extension: direction === 'outgoing' ? null : called,
    extra: filledOnly({ running_number: fields.number }),
  };
}
