import { z } from 'zod';
import { wallTime } from '../../record/calendar.ts';
import { type CallReading, EMPTY_CALL, ignored, type Reading, undefinedLine } from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import { hoursSpan, minutesSpan } from '../formats/clock-span.ts';
import {
  type FixedFields,
  fieldsAt,
  filledOnly,
  layoutOf,
  placedInColumns,
  spanPlace,
  strayColumn,
  strayLine,
} from '../formats/fixed-columns.ts';

/** The fields of a statement in their order; only charge units and service touch. */
const GROUPS = [
  ['initial_user', 5, 1],
  ['charged_user', 5, 1],
  ['type', 3, 1],
  ['line', 3, 1],
  ['date', 8, 1],
  ['time', 5, 1],
  ['duration', 8, 1],
  ['charge_units', 5, 0],
  ['service', 2, 1],
  ['facilities', 6, 1],
  ['dialled', 26, 1],
  ['mode', 1, 1],
  ['ring', 5, 1],
  ['cost', 10, 1],
  ['business_code', 16, 1],
  ['subscriber_name', 16, 0],
] as const;
type Name = (typeof GROUPS)[number][0];
type Fields = FixedFields<Name>;

const switchable = z.enum([
  'initial_user',
  'charged_user',
  'type',
  'line',
  'charge_units',
  'service',
  'facilities',
  'dialled',
  'mode',
  'ring',
  'cost',
  'business_code',
  'subscriber_name',
]);

const options = z.strictObject({
  without: z
    .array(switchable)
    .default([])
    .describe('the fields that are switched off at the telephone system: those after them move to the left'),
  time: z
    .enum(['start', 'end'])
    .default('start')
    .describe('whether the printed time is the start or the end of the call: its documents do not say'),
});
type Options = z.output<typeof options>;

export const alcatelOxo = defineDriver({
  name: 'alcatel-oxo',
  vendor: 'Alcatel-Lucent',
  summary: 'Statements of call metering, line by line, of OmniPCX Office and Alcatel 4200.',
  confirmation: 'confirmed',
  traps: [
    'Whether the time is the start or the end of the call no document we have says: the start by default, see the option time.',
    'Each field can be switched off, and those after it move: say in the option without which are off.',
    'Times have no seconds, so two short calls of one minute show the same start.',
    'Numbers are filled up with dots, which are taken off their end; more than 26 digits do not fit.',
    'A duration of 00:00:00 can be an answered call of less than a second; only without a charged user is it surely unanswered.',
    'CS+ and CS- request or cancel a supplementary service and lines R are wake-up calls: neither is a call.',
    'Charge units and cost are kept as printed; the currency is not.',
    'No call id: a transferred call is one record of the user who is charged.',
  ],
  options,
  example: { without: ['initial_user'] },
  extra: {
    leg: 'plain',
    sent_on_by: 'personal',
    initial_user: 'personal',
    facilities: 'plain',
    service: 'plain',
    mode: 'plain',
    charge_units: 'plain',
    cost: 'plain',
  },
  reader(settings) {
    const layout = layoutOf(2, GROUPS, new Set(settings.without));
    return { initial: null, read: (_state, { text }) => readLine(text.trimEnd(), layout, settings) };
  },
});

type Layout = ReturnType<typeof layoutOf<Name>>;

/** Date, time and duration always stand together. */
const TIMES = /\d\d\/\d\d\/\d\d \d\d:\d\d \d\d:\d\d:\d\d/;

function readLine(text: string, layout: Layout, settings: Options): Reading {
  if (text === '') return ignored('blank');
  const at = text.search(TIMES);
  if (at === -1) return readOther(text, layout);
  const shift = at + 1 - layout.date[0];
  // Spaces at the beginning of a line get lost on the way; columns that are switched off are another matter.
  if (shift !== 0 && shift !== -1) {
    return undefinedLine('unknown_layout', 'the date stands in another column than the fields before it say');
  }
  const stray = strayColumn(text, layout, shift);
  if (stray !== null) return strayLine(stray, shift);
  if (!settings.without.includes('dialled') && text.length < layout.dialled[1] + shift) {
    return undefinedLine('too_short', 'the line ends before the end of the number dialled');
  }
  return placedInColumns(readFields(fieldsAt(text, layout, shift), settings), text, layout, shift);
}

/** Titles of pages have no digits, and the count at the end of a day stands alone at the right. */
function readOther(text: string, layout: Layout): Reading {
  if (!/\d/.test(text) || /^ {40,}\d{1,5}$/.test(text)) return ignored('page_header');
  const type = fieldsAt(text, layout).type;
  if (/^(?:-->|<--|CS[+-])$/.test(type)) {
    return text.length < layout.duration[1]
      ? undefinedLine('too_short', 'the line ends before its duration')
      : undefinedLine(
          'bad_time',
          'no date, time and duration stand behind the line',
          spanPlace(text, [layout.date[0], layout.duration[1]]),
        );
  }
  return undefinedLine('unknown_layout', 'the line has no date, time and duration');
}

function readFields(fields: Fields, { without, time }: Options): Reading {
  if (!without.includes('type')) {
    if (fields.type === 'CS+' || fields.type === 'CS-') return ignored('feature_record');
    if (fields.type !== '-->' && fields.type !== '<--') {
      return undefinedLine('unknown_record_type', 'the type is none of -->, <--, CS+ and CS-', 'type');
    }
  }
  if (fields.line.startsWith('R')) return ignored('feature_record');
  const printed = readTime(fields.date, fields.time);
  if (printed === null)
    return undefinedLine('bad_time', 'date and time are no moment of the calendar', ['date', 'time']);
  const duration = hoursSpan(fields.duration);
  if (duration === null) return undefinedLine('bad_duration', 'the duration is not hh:mm:ss', 'duration');
  const ring = fields.ring === '' ? null : minutesSpan(fields.ring);
  if (ring === null && fields.ring !== '')
    return undefinedLine('bad_duration', 'the ring time is not mm:ss', 'ring');
  const times = time === 'start' ? { started: printed, ended: null } : { started: null, ended: printed };
  return { ...callOf(fields, duration), ...times, ring_ms: ring };
}

/** `05/12/06` and `14:02`, the day first; the years run from 1970 to 2069. */
function readTime(date: string, time: string): number | null {
  const short = Number(date.slice(6));
  const year = short < 70 ? 2000 + short : 1900 + short;
  return wallTime(
    year,
    Number(date.slice(3, 5)),
    Number(date.slice(0, 2)),
    Number(time.slice(0, 2)),
    Number(time.slice(3)),
    0,
  );
}

function callOf(fields: Fields, duration: number): Omit<CallReading, 'started' | 'ended'> {
  const incoming = fields.type === '<--';
  const number = fields.dialled.replace(/\.+$/, '') || null;
  // A for a subscriber, G for a group; L, N and P are lines of a call that only passes through.
  const station = /^A\d+$/.test(fields.charged_user) ? fields.charged_user.slice(1) : null;
  const passing = /^[LNP]\d/.test(fields.charged_user);
  const name = fields.subscriber_name || null;
  const transferred = fields.facilities.includes('X');
  return {
    ...EMPTY_CALL,
    clock: 'wall',
    duration_ms: duration,
    answered: duration > 0 ? true : incoming && fields.charged_user === '' ? false : null,
    direction: fields.type === '' ? null : passing ? 'transit' : incoming ? 'incoming' : 'outgoing',
    calling: incoming ? number : station,
    called: incoming ? (station ?? groupOf(fields.initial_user)) : number,
    calling_extension: incoming ? null : station,
    called_extension: incoming ? station : null,
    calling_name: incoming ? null : name,
    called_name: incoming ? name : null,
    trunk: fields.line || null,
    account_code: fields.business_code.replace(/^\.+|\.+$/g, '') || null,
    extra: filledOnly({
      leg: transferred ? 'transfer' : '',
      sent_on_by:
        transferred && fields.initial_user !== fields.charged_user
          ? (groupOf(fields.initial_user) ?? '')
          : '',
      initial_user: /^\**$/.test(fields.initial_user) ? '' : fields.initial_user,
      facilities: fields.facilities,
      service: fields.service,
      mode: fields.mode,
      charge_units: fields.charge_units,
      cost: fields.cost,
    }),
  };
}

/** Whom a call was for at first: `A201` is station 201, a group keeps its letter. */
function groupOf(user: string): string | null {
  return /^A\d+$/.test(user) ? user.slice(1) : /^G\d+$/.test(user) ? user : null;
}
