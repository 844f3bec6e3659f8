import { z } from 'zod';
import { wallTime } from '../../record/calendar.ts';
import type { Direction } from '../../record/call.ts';
import type { LegPart } from '../../record/leg-part.ts';
import { type CallReading, EMPTY_CALL, ignored, type Reading, undefinedLine } from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import { hoursSpan, minutesSpan } from '../formats/clock-span.ts';
import {
  type FixedFields,
  type FixedLayout,
  fieldsAt,
  filledOnly,
  placedInColumns,
  spanPlace,
  strayColumn,
  strayLine,
} from '../formats/fixed-columns.ts';
import { numbered } from '../formats/numbered.ts';

const options = z.strictObject({
  date_order: z
    .enum(['day_first', 'month_first'])
    .default('day_first')
    .describe('how the country setting of the system prints dates: 05/12/06 can be either'),
});
type Options = z.output<typeof options>;

export const lgLdk = defineDriver({
  name: 'lg-ldk',
  vendor: 'LG / Ericsson-LG',
  summary: 'SMDR of LDK-100 and LDK-300, iPECS in the same form, and GDK-100.',
  confirmation: 'confirmed',
  // A call gets its number when it begins, and its record when it ends.
  record_numbers: {
    wraps_after: 9999,
    late: 500,
    doubt: 'whether every call that gets a number is printed is not known',
  },
  traps: [
    'Day and month can stand in either order; the wrong setting of date_order fails only after the 12th.',
    'The time has no seconds and is the start of the call.',
    'The running number is the same on all legs of a call, is not in order, and begins anew after 9999: legs are linked within a day.',
    'I RING mm:ss shows how long it rang in place of the caller’s number.',
    'Whether 00:00:00 was answered the record does not say.',
    'The column ACT is kept as printed; its meaning is not documented.',
    'GDK-100 counts minutes and seconds only, so its calls end at 99:59.',
  ],
  options,
  example: { date_order: 'day_first' },
  extra: {
    leg: 'plain',
    running_number: 'plain',
    mark: 'plain',
    act: 'plain',
    metering_count: 'plain',
    cost: 'plain',
  },
  reader(settings) {
    return {
      initial: null,
      read: (_state, { text }) => withNumber(readLine(text.trimEnd(), settings), text),
    };
  },
});

/** A record that cannot be read may still show its number. */
function withNumber(reading: Reading, text: string): Reading {
  return reading.kind === 'ignored' ? reading : numbered(reading, /^([ \d]{3}\d) [ \d]/.exec(text)?.[1]);
}

type Name =
  | ('number' | 'station' | 'co' | 'duration' | 'date' | 'time' | 'mark' | 'digits')
  | ('act' | 'metering' | 'cost' | 'account');
type Fields = FixedFields<Name>;

const LDK: FixedLayout<Name> = {
  number: [1, 4],
  station: [6, 10],
  co: [12, 14],
  duration: [16, 23],
  date: [25, 32],
  time: [34, 38],
  mark: [40, 40],
  digits: [41, 58],
  act: [60, 62],
  metering: [64, 68],
  cost: [70, 80],
  account: [82, 93],
};

/** A GDK record ends with its number. */
const GDK: FixedLayout<Name> = {
  number: [1, 4],
  station: [7, 9],
  co: [11, 12],
  duration: [17, 21],
  date: [23, 30],
  time: [32, 36],
  mark: [38, 38],
  digits: [39, 80],
  act: [81, 80],
  metering: [81, 80],
  cost: [81, 80],
  account: [81, 80],
};

function readLine(text: string, settings: Options): Reading {
  if (text.trim() === '') return ignored('blank');
  const date = text.search(/\d\d\/\d\d\/\d\d/);
  const layout = date === LDK.date[0] - 1 ? LDK : date === GDK.date[0] - 1 ? GDK : null;
  if (layout === null || !/^[ \d]{4}/.test(text)) return readOther(text);
  if (text.length < layout.mark[0]) return undefinedLine('too_short', 'the line ends before its direction');
  const stray = strayColumn(text, layout);
  if (stray !== null) return strayLine(stray);
  return placedInColumns(readFields(fieldsAt(text, layout), layout, settings), text, layout);
}

/** Titles and rules of a page; a record that was cut before its date begins with its running number. */
function readOther(text: string): Reading {
  const trimmed = text.trim();
  if (/^[-=_ ]+$/.test(trimmed) || /^-{2,}/.test(trimmed)) return ignored('page_header');
  if (!/\d/.test(trimmed)) return ignored('page_header');
  if (/^[ \d]{3}\d [ \d]/.test(text)) {
    return text.length < LDK.date[1]
      ? undefinedLine('too_short', 'the line ends before its date')
      : undefinedLine('bad_time', 'no date stands in its columns', spanPlace(text, LDK.date));
  }
  return undefinedLine('unknown_layout', 'the line is no record and no heading');
}

function readFields(fields: Fields, layout: FixedLayout<Name>, settings: Options): Reading {
  const started = readTime(fields.date, fields.time, settings);
  if (started === null)
    return undefinedLine('bad_time', 'date and time are no moment of the calendar', ['date', 'time']);
  const duration = layout === LDK ? hoursSpan(fields.duration) : minutesSpan(fields.duration);
  if (duration === null) {
    const form = layout === LDK ? 'hh:mm:ss' : 'mm:ss';
    return undefinedLine('bad_duration', `the duration is not ${form}`, 'duration');
  }
  if (!/^\d+$/.test(fields.number))
    return undefinedLine('bad_number_field', 'the running number is none', 'number');
  const mark = MARKS[fields.mark];
  if (mark === undefined) {
    return undefinedLine('unknown_record_type', 'the direction is none of O, I, T, t and G', 'mark');
  }
  const rang = /^ ?RING ?(.*)$/.exec(fields.digits);
  const ring = rang === null ? null : minutesSpan(rang[1] ?? '');
  if (rang !== null && ring === null)
    return undefinedLine('bad_duration', 'the ring time is not mm:ss', 'digits');
  return callOf(fields, mark.direction, { started, duration, ring });
}

/** O and I are the call itself, T and t what followed its transfer. A call to a group says nothing of its way. */
const MARKS: Readonly<Record<string, Mark | undefined>> = {
  O: { direction: 'outgoing', leg: '' },
  I: { direction: 'incoming', leg: '' },
  T: { direction: 'outgoing', leg: 'transfer' },
  t: { direction: 'incoming', leg: 'transfer' },
  G: { direction: null, leg: 'queue' },
};
type Mark = { readonly direction: Direction | null; readonly leg: LegPart | '' };

/** The years run from 1970 to 2069. */
function readTime(date: string, time: string, { date_order }: Options): number | null {
  if (!/^\d\d\/\d\d\/\d\d$/.test(date) || !/^\d\d:\d\d$/.test(time)) return null;
  const [first, second, short] = [Number(date.slice(0, 2)), Number(date.slice(3, 5)), Number(date.slice(6))];
  const [day, month] = date_order === 'day_first' ? [first, second] : [second, first];
  const year = short < 70 ? 2000 + short : 1900 + short;
  return wallTime(year, month, day, Number(time.slice(0, 2)), Number(time.slice(3)), 0);
}

interface Times {
  readonly started: number;
  readonly duration: number;
  readonly ring: number | null;
}

function callOf(fields: Fields, direction: Direction | null, times: Times): CallReading {
  const day = new Date(times.started).toISOString().slice(0, 10);
  const station = fields.station || null;
  const number = times.ring === null ? fields.digits || null : null;
  const outgoing = direction === 'outgoing';
  return {
    ...EMPTY_CALL,
    call_key: fields.co === '' ? null : `${day}/${fields.number}/${fields.co}`,
    clock: 'wall',
    started: times.started,
    ended: null,
    ring_ms: times.ring,
    duration_ms: times.duration,
    answered: times.duration > 0 ? true : null,
    direction,
    calling: outgoing ? station : number,
    called: outgoing ? number : station,
    calling_extension: outgoing ? station : null,
    called_extension: outgoing ? null : station,
    trunk: fields.co || null,
    account_code: fields.account || null,
    extra: filledOnly({
      leg: MARKS[fields.mark]?.leg ?? '',
      running_number: fields.number,
      mark: fields.mark,
      act: fields.act,
      metering_count: fields.metering,
      cost: fields.cost,
    }),
  };
}
