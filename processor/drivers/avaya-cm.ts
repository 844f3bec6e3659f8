import { z } from 'zod';
import { DAY_MS, dayOf } from '../../record/calendar.ts';
import type { Direction } from '../../record/call.ts';
import type { LegPart } from '../../record/leg-part.ts';
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
import {
  AVAYA_DETAILS,
  AVAYA_FORMATS,
  AVAYA_LAYOUTS,
  type AvayaFormat,
  type AvayaLayout,
  avayaDuration,
  avayaField,
} from '../formats/avaya-layouts.ts';
import { columnPlace, spanPlace } from '../formats/fixed-columns.ts';
import { textWithin } from '../formats/placed.ts';
import { completedTime, yearlessMonthDay } from '../formats/yearless-time.ts';

const options = z.strictObject({
  format: z
    .enum(AVAYA_FORMATS)
    .describe('the Primary or Secondary Output Format of `change system-parameters cdr`'),
  day_first: z.boolean().default(false).describe('true when the CDR Date Format is day/month'),
  dates: z
    .enum(['date-records', 'arrival'])
    .default('date-records')
    .describe(
      'where the day of a call comes from: the date lines in between, or the arrival of a live connection',
    ),
  hours_east_of_utc: z
    .number()
    .min(-12)
    .max(14)
    .default(0)
    .describe('with dates: arrival, how far the clock of the system is before UTC, roughly'),
});
type Options = z.output<typeof options>;

export const avayaCm = defineDriver({
  name: 'avaya-cm',
  vendor: 'Avaya',
  summary:
    'CDR of Communication Manager, Definity and Prologix in seven fixed formats; not Expanded, Int-Direct and LSU.',
  confirmation: 'unconfirmed',
  traps: [
    'The format must be named: nothing in a line tells the layouts apart for sure.',
    'The columns are those of the vendor’s tables; no real record has confirmed them.',
    'Date and time are the end of the call; the start follows from the duration, which has steps of six seconds.',
    'Records have no day: it is that of the date record before them, and what comes before the first one is undefined.',
    'The date record of the format unformatted is not known: set dates to arrival there, and read a live connection.',
    'Date records have no year: it is the latest that puts them not more than two days after their arrival.',
    'A call of ten hours or more gives a record for each ten hours (condition 4) and a last one; nothing links them.',
    'Transfers and conferences give several records; the fixed formats have no call id.',
    'With condition G and H the duration is the time of ringing, and is read as that.',
    'Five columns hold no longer extension: of six and seven digits the first ones are missing.',
    'Of an incoming call, calling may be the access code of its trunk group where the number of the caller is not printed.',
    'Circuit numbers may be printed as tens, units, hundreds: 123 as 231; they are kept as printed.',
    'The meanings of the conditions F, M and T are not known for sure: answered stays open.',
    'Authorisation codes are never read.',
  ],
  options,
  example: { format: 'printer' },
  extra: {
    leg: 'plain',
    ...Object.fromEntries(AVAYA_DETAILS.map((name) => [name, 'plain' as const])),
    access_code_used: 'plain',
    incoming_tac: 'plain',
    outage_duration: 'plain',
  },
  reader(chosen) {
    return { initial: null, read: (state, line) => readLine(carriedIn(state), line, chosen) };
  },
});

/** What goes on from line to line: the day of the last date record, the record before, an Int-ISDN record's open end. */
type Carried = { readonly day: number | null; readonly last: Dated | null; readonly open: boolean };
const NOTHING: Carried = { day: null, last: null, open: false };

function carriedIn(state: DriverState): Carried {
  return state === null ? NOTHING : (state as Carried);
}

function readLine(carried: Carried, { text, received_at }: Line, chosen: Options): Reading {
  const line = text.trimEnd();
  if (line === '') return ignored('blank');
  if (/^\d\d ?\d\d$/.test(line)) return readDateRecord(carried, line, received_at, chosen);
  if (chosen.format === 'unformatted' && /^\d{12}$/.test(line)) return ignored('system_message');
  if (chosen.format === 'int-isdn' && line.startsWith(' ')) {
    // The second half of a record that was cut at the LF inside it; the call was made of the first half.
    if (carried.open) return { ...ignored('continuation'), state: { ...carried, open: false } };
    return undefinedLine('unknown_layout', 'the second line of a record stands behind no first one');
  }
  const reading = readRecord(carried, withoutLineFeed(line, chosen.format), received_at, chosen);
  const open = chosen.format === 'int-isdn' && line.length < 75;
  return open === carried.open ? reading : { ...reading, state: { ...carried, ...afterOf(reading), open } };
}

function afterOf({ state }: Reading): Partial<Carried> {
  return state === undefined ? {} : carriedIn(state);
}

/** Where lines end in CR LF alone, the LF inside an Int-ISDN record was a control character of the line and deleted. */
function withoutLineFeed(line: string, format: AvayaFormat): string {
  return format === 'int-isdn' ? `${line.slice(0, 73).padEnd(73)} ${line.slice(73)}`.trimEnd() : line;
}

function readDateRecord(carried: Carried, line: string, received_at: number, chosen: Options): Reading {
  const first = line.slice(0, 2);
  const second = line.slice(-2);
  const monthDay = chosen.day_first ? `${second}/${first}` : `${first}/${second}`;
  const wall = yearlessMonthDay(monthDay, '00:00', received_at);
  // Records behind a date that nobody can read must not take the one before it.
  if (wall === null) {
    return {
      ...undefinedLine(
        'bad_time',
        'the date record is no day of the calendar',
        textWithin(line, 0, line.length),
      ),
      state: { ...carried, day: null },
    };
  }
  return { ...ignored('system_message'), state: { ...carried, day: dayOf(wall) } };
}

function readRecord(carried: Carried, record: string, received_at: number, chosen: Options): Reading {
  const layout = AVAYA_LAYOUTS[chosen.format];
  const condition = avayaField(record, [layout.condition]);
  // Nobody's call: the system says how long it had no memory for records.
  if (condition === '6' && /^[\d ]+6$/.test(record)) return ignored('system_message');
  const trouble = shapeTrouble(record, layout, chosen.format);
  if (trouble !== null) return trouble;
  if (!/^[0146789A-CE-KMT]$/.test(condition)) {
    return undefinedLine(
      'unknown_record_type',
      'the condition code is none that is known',
      spanPlace(record, layout.condition),
    );
  }
  const time = record.slice(layout.time[0] - 1, layout.time[1]);
  const hour = Number(time.slice(0, 2));
  const minute = Number(time.slice(2));
  if (hour > 23 || minute > 59)
    return undefinedLine('bad_time', 'hours and minutes are no time of day', spanPlace(record, layout.time));
  const duration = avayaDuration(record.slice(layout.duration[0] - 1, layout.duration[1]));
  if (duration === null) {
    return undefinedLine(
      'bad_duration',
      'the duration has no such minutes; 9999 says that the clock was changed',
      spanPlace(record, layout.duration),
    );
  }
  const sinceMidnight = (hour * 60 + minute) * 60_000;
  if (chosen.dates === 'arrival') {
    const wall = dayByArrival(sinceMidnight, received_at, chosen.hours_east_of_utc * 3_600_000, carried.last);
    const reading = callOf(record, layout, { condition, ended: wall, duration });
    return { ...reading, state: { ...carried, last: { wall, received_at } } };
  }
  if (carried.day === null) {
    return undefinedLine('missing_field', 'no date record stands before it, and the record has no date');
  }
  return callOf(record, layout, { condition, ended: carried.day * DAY_MS + sinceMidnight, duration });
}

/** Null for a record whose columns stand where the format has them. */
function shapeTrouble(record: string, layout: AvayaLayout, format: string): Reading | null {
  const { time, duration, condition, calling, dialed, account } = layout;
  if (record.length < condition[1]) {
    return undefinedLine('too_short', 'the line ends before its condition code');
  }
  if (!/^\d{4}$/.test(record.slice(time[0] - 1, time[1]))) {
    return undefinedLine(
      'unknown_layout',
      `no time stands where the format ${format} has it`,
      spanPlace(record, time),
    );
  }
  if (!/^\d{4}$/.test(record.slice(duration[0] - 1, duration[1]))) {
    return undefinedLine(
      'unknown_layout',
      `no duration stands where the format ${format} has it`,
      spanPlace(record, duration),
    );
  }
  const filled = layout.blank.find((column) => /[^ ]/.test(record.charAt(column - 1)));
  if (filled !== undefined) {
    return undefinedLine(
      'unknown_layout',
      `column ${filled} is not blank as in the format ${format}`,
      columnPlace(filled),
    );
  }
  const broken = [...calling, dialed, account].find((place) => avayaField(record, [place]).includes(' '));
  if (broken !== undefined) {
    return undefinedLine(
      'unknown_layout',
      'a blank stands within a number, so the columns are shifted',
      spanPlace(record, broken),
    );
  }
  if (record.length < Math.max(...calling.map(([first]) => first))) {
    return undefinedLine('too_short', 'the line ends before the calling number');
  }
  const numbers = avayaField(record, [...calling, dialed]);
  if (numbers !== '') return null;
  const from = Math.min(dialed[0], ...calling.map(([first]) => first));
  const to = Math.max(dialed[1], ...calling.map(([, last]) => last));
  return undefinedLine('missing_field', 'neither party is printed', spanPlace(record, [from, to]));
}

interface Facts {
  readonly condition: string;
  readonly ended: number;
  readonly duration: number;
}

/** A conference, and the ringing of a station beside the call itself. */
const PARTS: Readonly<Record<string, LegPart | undefined>> = { C: 'conference', G: 'ringing' };

function callOf(record: string, layout: AvayaLayout, { condition, ended, duration }: Facts): CallReading {
  const extra = detailsOf(record, layout);
  const calling = avayaField(record, layout.calling) || null;
  const called = avayaField(record, [layout.dialed]) || null;
  const direction = directionOf(condition, extra);
  const ringing = condition === 'G' || condition === 'H';
  const leg = PARTS[condition];
  if (leg !== undefined) extra.leg = leg;
  // What was not recorded for want of memory is printed with the length of the outage.
  const outage = condition === '6';
  if (outage) extra.outage_duration = record.slice(layout.duration[0] - 1, layout.duration[1]);
  return {
    ...EMPTY_CALL,
    completed_time: completedTime(ended),
    clock: 'wall',
    started: null,
    ended,
    ring_ms: ringing ? duration : null,
    duration_ms: ringing || outage ? null : duration,
    answered: answeredOf(condition, duration),
    cause: condition,
    direction,
    calling,
    called,
    calling_extension: direction === 'outgoing' || direction === 'internal' ? calling : null,
    called_extension: direction === 'incoming' || direction === 'internal' ? called : null,
    trunk: trunkOf(direction, extra),
    account_code: avayaField(record, [layout.account]) || null,
    extra,
  };
}

function detailsOf(record: string, layout: AvayaLayout): Record<string, string> {
  const extra: Record<string, string> = {};
  for (const name of AVAYA_DETAILS) {
    const text = avayaField(record, layout.details[name] ?? []);
    if (text !== '') extra[name] = text;
  }
  const used = avayaField(record, [layout.access_code_used]);
  if (used !== '') extra.access_code_used = used;
  const tac = layout.incoming_tac === null ? '' : avayaField(record, [layout.incoming_tac]);
  if (tac !== '') extra.incoming_tac = tac;
  return extra;
}

/** The circuits say more than the condition, of which a record has only one; null where neither says anything. */
function directionOf(condition: string, extra: Readonly<Record<string, string>>): Direction | null {
  const incoming = extra.incoming_circuit !== undefined;
  const outgoing = extra.outgoing_circuit !== undefined;
  if (incoming && outgoing) return 'transit';
  if (condition === '0') return 'internal';
  if (condition === '9' || incoming) return 'incoming';
  return outgoing || /[7ABE]/.test(condition) ? 'outgoing' : null;
}

/** Null where the condition leaves it open: no talk, a set that only rang, or a meaning that is not known. */
function answeredOf(condition: string, duration: number): boolean | null {
  if (/[EHI]/.test(condition)) return false;
  if (/[6GFMT]/.test(condition) || duration === 0) return null;
  return true;
}

/** Trunk groups go by their access codes; of a call through the system the incoming one counts. */
function trunkOf(direction: Direction | null, extra: Readonly<Record<string, string>>): string | null {
  if (direction === 'outgoing') return extra.access_code_used ?? null;
  return direction === 'internal' ? null : (extra.incoming_tac ?? null);
}
