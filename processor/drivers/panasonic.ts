import { z } from 'zod';
import { wallTime } from '../../record/calendar.ts';
import {
  type CallReading,
  EMPTY_CALL,
  ignored,
  type Line,
  type Reading,
  undefinedLine,
} from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import { dbsRecordOf } from '../formats/panasonic-dbs.ts';
import {
  endOfDuration,
  type PanasonicField,
  type PanasonicLayout,
  panasonicField,
  panasonicLayoutOf,
} from '../formats/panasonic-layouts.ts';
import { isNoCall, type PrintedParties, partiesPrinted } from '../formats/panasonic-number.ts';
import { movedBy, placed, textWithin } from '../formats/placed.ts';

const options = z.strictObject({
  date_order: z
    .enum(['day-month', 'month-day'])
    .describe('how the system prints dates; nothing in a line tells, so it must be said'),
  time_is: z
    .enum(['model', 'start', 'end'])
    .default('model')
    .describe('what the printed time is: as the kind of system has it, or the start, or the end of the call'),
});
type Options = z.output<typeof options>;

export const panasonic = defineDriver({
  name: 'panasonic',
  vendor: 'Panasonic',
  summary:
    'SMDR of KX-TDA, TDE, NCP, NS and TD (types A, B, C, TD500 A), KX-TA, TE, TEM and T1232, and DBS 90.',
  confirmation: 'confirmed',
  traps: [
    'Nothing tells day/month from month/day: say date_order, or dates up to the 12th are silently wrong.',
    'The time is the end of the call on TD, TDA, TDE, NCP and NS, the start on KX-TA, TE and TEM; of DBS it is inferred.',
    'Times are whole minutes, so the start that follows from the end can be a minute off.',
    'The duration of an outgoing call runs from some seconds after dialling; whether anyone answered is not known.',
    'Notices of ringing (RC) and answering (AN) are ignored; the record of the call follows.',
    'No call id: the records of a transferred call (TR, or *) are not linked.',
    'A caller’s name and number share a column; with letters in it, it is taken for the name.',
    'Line 00 of types A and B is any line above 99, and is read as no line.',
    'Durations of 99:59\'59" are an overflow, stars stand where the clock was changed; both are undefined.',
    'Calls with a verification code (*nnn) lose the code: it is a secret, and then nobody is the caller.',
    'Digits entered after a transfer, behind a -, are not kept: they can be codes.',
    'Log-in, hotel and absence texts are ignored; only the known ones, others are undefined.',
    'Of DBS 90 one real record is known; its last column is not read, and its dates have no year.',
    'Types B, C and D of the KX-TD500 are not known and are undefined.',
  ],
  options,
  example: { date_order: 'day-month' },
  extra: {
    leg: 'plain',
    layout: 'plain',
    tenant: 'plain',
    cost: 'plain',
    ddi: 'personal',
    transferred: 'plain',
    tie_line: 'plain',
    verified: 'plain',
  },
  reader(chosen) {
    return { initial: null, read: (_state, line) => readLine(line, chosen) };
  },
});

function readLine({ text, received_at }: Line, chosen: Options): Reading {
  const trimmed = text.trim();
  if (trimmed === '') return ignored('blank');
  const aside = readAside(trimmed);
  if (aside !== null) return aside;
  const dbs = dbsRecordOf(text, { received_at, ...chosen });
  if (dbs !== null) return dbs;
  // One KX-TA308 drops the blank before a month of one digit, and the whole line with it.
  const line = /^\d\/[ \d]\d\/\d\d /.test(text) ? ` ${text}` : text;
  if (/^\*\*\/\*\*\/\*\*/.test(line)) {
    return undefinedLine('bad_time', 'stars for the date: the clock was changed during the call', {
      from: 0,
      to: 8,
    });
  }
  if (!/^[ \d]\d\/[ \d]\d\/\d\d/.test(line)) {
    return undefinedLine('unknown_layout', 'the line begins with no date and is no header');
  }
  const layout = panasonicLayoutOf(line);
  if (layout === null) return readUnfitting(line);
  const reading = placed(readRecord(line.trimEnd(), layout, chosen), (field) => {
    const span = layout.spans[field as PanasonicField];
    return span === undefined ? null : textWithin(line, ...span);
  });
  return movedBy(reading, text.length - line.length);
}

/** What stands between the records: page headers, and the login that a recorder hears. */
function readAside(trimmed: string): Reading | null {
  if (/^[-=_ ]{3,}$/.test(trimmed)) return ignored('page_header');
  if (/\bdate\b/i.test(trimmed) && /\btime\b/i.test(trimmed) && !/\d/.test(trimmed)) {
    return ignored('page_header');
  }
  if (/^-?(?:SMDR)?$|^-?Enter Password:\**$|^No such command\.?$/i.test(trimmed)) {
    return ignored('system_message');
  }
  return null;
}

function readUnfitting(line: string): Reading {
  return line.trimEnd().length < 26
    ? undefinedLine('too_short', 'the line ends before its number')
    : undefinedLine('unknown_layout', 'date and duration stand as in no known layout, or as in several');
}

function readRecord(line: string, layout: PanasonicLayout, chosen: Options): Reading {
  const field = (name: PanasonicField): string => panasonicField(line, layout, name);
  const number = field('number');
  if (isNoCall(number)) return ignored('feature_record');
  const time = readTime(field('date'), field('time'), chosen.date_order);
  if (time === null)
    return undefinedLine('bad_time', 'date and time are no moment of the calendar', ['date', 'time']);
  const duration = readDuration(field('duration'));
  if (duration === undefined) {
    return undefinedLine(
      'bad_duration',
      'the duration overflowed, or is not hours, minutes and seconds',
      'duration',
    );
  }
  const ring = readRing(field('ring'));
  if (ring === undefined)
    return undefinedLine('bad_duration', 'the ringing time is not minutes and seconds', 'ring');
  const condition = field('condition');
  if (condition === 'RC' || condition === 'AN') {
    return duration !== null && duration > 0
      ? undefinedLine('contradiction', 'a notice of ringing or answering has a duration')
      : ignored('ringing_notice');
  }
  const parties = partiesPrinted(number, field('extension'), field('line'));
  if ('kind' in parties) return parties;
  const open = duration === null && line.length < endOfDuration(layout);
  if (open && !parties.closed) return undefinedLine('too_short', 'the line ends before its duration');
  const timeIs = chosen.time_is === 'model' ? layout.time : chosen.time_is;
  return callOf(field, layout, { time, timeIs, duration, ring, parties });
}

/** The milliseconds of `Date.UTC`; a mark of half days makes the hours twelve. Years run from 1970 to 2069. */
function readTime(date: string, time: string, order: Options['date_order']): number | null {
  const [first = Number.NaN, second = Number.NaN, short = Number.NaN] = date.split('/').map(Number);
  const clock = /^(\d?\d):(\d\d)([AP]M)?$/.exec(time);
  if (clock === null) return null;
  const hour = hourOf(Number(clock[1]), clock[3]);
  const [day, month] = order === 'day-month' ? [first, second] : [second, first];
  return wallTime(short < 70 ? 2000 + short : 1900 + short, month, day, hour, Number(clock[2]), 0);
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  // Half days have no hour 0 and none above 12; NaN is in no calendar.
  if (hour < 1 || hour > 12) return Number.NaN;
  return (hour % 12) + (half === 'PM' ? 12 : 0);
}

/** Milliseconds of `00:15'54`, some with `"` behind; null for a blank, undefined for what is no duration. */
function readDuration(text: string): number | null | undefined {
  if (text === '') return null;
  const match = /^(\d\d):([0-5]\d)'([0-5]\d)"?$/.exec(text);
  if (match === null || text.startsWith("99:59'59")) return undefined;
  return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])) * 1000;
}

/** Milliseconds of `5'15`. */
function readRing(text: string): number | null | undefined {
  if (text === '') return null;
  const match = /^(\d{1,2})'([0-5]\d)$/.exec(text);
  return match === null ? undefined : (Number(match[1]) * 60 + Number(match[2])) * 1000;
}

interface Printed {
  readonly time: number;
  readonly timeIs: 'start' | 'end';
  readonly duration: number | null;
  readonly ring: number | null;
  readonly parties: PrintedParties;
}

function callOf(
  field: (name: PanasonicField) => string,
  layout: PanasonicLayout,
  { time, timeIs, duration, ring, parties }: Printed,
): CallReading {
  const { closed: _, extra, ...told } = parties;
  const condition = field('condition');
  const account = field('account');
  const transferred = condition === 'TR' || field('mark') === '*' || extra.transferred === 'yes';
  const printed: Record<string, string> = {
    ...extra,
    leg: transferred ? 'transfer' : condition === 'FW' ? 'forward' : '',
    layout: layout.name,
    tenant: field('tenant'),
    cost: field('cost'),
    transferred: transferred ? 'yes' : '',
  };
  return {
    ...EMPTY_CALL,
    ...told,
    clock: 'wall',
    started: timeIs === 'start' ? time : null,
    ended: timeIs === 'end' ? time : null,
    ring_ms: ring,
    duration_ms: duration,
    answered: answeredOf(told.direction, condition, duration),
    cause: condition || null,
    // Dots stand for digits that the system hides.
    account_code: /^\.*$/.test(account) ? null : account,
    extra: Object.fromEntries(Object.entries(printed).filter(([, text]) => text !== '')),
  };
}

/** Only of incoming calls does a duration say that somebody answered. */
function answeredOf(
  direction: CallReading['direction'],
  condition: string,
  duration: number | null,
): boolean | null {
  if (condition === 'NA') return false;
  return direction === 'incoming' ? (duration ?? 0) > 0 : null;
}
