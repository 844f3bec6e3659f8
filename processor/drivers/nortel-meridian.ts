import { z } from 'zod';
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
import { hoursSpan, tenthsSpan } from '../formats/clock-span.ts';
import {
  type FixedFields,
  type FixedLayout,
  fieldsAt,
  filledOnly,
  placedInColumns,
  strayColumn,
  strayLine,
} from '../formats/fixed-columns.ts';
import { numbered } from '../formats/numbered.ts';
import { chainedByType } from '../formats/trunk-chains.ts';
import { completedTime, yearlessMonthDay } from '../formats/yearless-time.ts';

const options = z.strictObject({
  time: z
    .enum(['start', 'end'])
    .default('start')
    .describe(
      'whether the printed time is the start or the end of the call: that it is the start is inferred',
    ),
});

export const nortelMeridian = defineDriver({
  name: 'nortel-meridian',
  vendor: 'Nortel / Avaya',
  summary: 'Call detail records of Meridian 1 and Communication Server 1000, old and new format (FCDR).',
  confirmation: 'confirmed',
  record_numbers: { wraps_after: 127, late: 0, doubt: null },
  traps: [
    'The date has no year: it is the latest that puts the call not more than two days after its arrival.',
    'That the time is the start of the call is inferred; the option time takes it for the end.',
    'The caller’s number stands on a further line behind &: a call has none until that line came. In the old format it is not read.',
    'A transferred call is a record S, any number of X and a record E; their trunk links them as long as their order is kept.',
    'The record number runs from 000 to 127 and begins anew; a gap is a lost record, and sources gaps tells it.',
    'Without answer supervision an outgoing call does not say whether anyone answered.',
    'Authorization records (A) hold a secret and charge records (C, M) no call: they are ignored.',
    'Records of types D, F, G, H, Q, R and Y are not read: what they add to the calls is not known exactly.',
    'A NUL inside a field is deleted; where a device made it a blank, the columns are shifted and the line is undefined.',
    'The old format has no seconds in its time.',
  ],
  options,
  example: { time: 'start' },
  extra: {
    leg: 'plain',
    record_type: 'plain',
    record_number: 'plain',
    customer: 'plain',
    outgoing_trunk: 'plain',
  },
  reader({ time }) {
    return {
      initial: null,
      read: (state, line) => numbered(readLine(state, line, time), RECORD_NUMBER.exec(line.text)?.[1]),
    };
  },
});

/** Records of every type have one, those too that are no calls; further lines have none. */
const RECORD_NUMBER = /^[A-Z] (\d{3}) /;

type Name =
  | ('type' | 'number' | 'customer' | 'originator' | 'terminator')
  | ('date' | 'time' | 'duration' | 'digits');
type Fields = FixedFields<Name>;

const OLD: FixedLayout<Name> = {
  type: [1, 1],
  number: [3, 5],
  customer: [7, 8],
  originator: [10, 16],
  terminator: [18, 24],
  date: [26, 30],
  time: [32, 36],
  duration: [38, 45],
  digits: [47, 100],
};
const NEW: FixedLayout<Name> = { ...OLD, time: [32, 39], duration: [41, 50], digits: [52, 100] };

/** Where records hold trunk route and member. */
const TRUNK = /^[TA]\d{6}$/;

function readLine(state: DriverState, { text, received_at }: Line, time: 'start' | 'end'): Reading {
  const line = text.trimEnd();
  if (line === '') return ignored('blank');
  if (/^ ?&/.test(line)) return furtherLine(line);
  if (!/^[A-Z] \d{3} \d\d( |$)/.test(line)) return readOther(line);
  const type = line.charAt(0);
  if (type === 'I' || type === 'T') return ignored('system_message');
  if (/^[ACM]$/.test(type)) return ignored('feature_record');
  if (type === 'P') return ignored('continuation');
  if (!/^[NSXEBL]$/.test(type)) {
    return undefinedLine('unknown_record_type', 'a record of a type whose content is not known exactly', {
      from: 0,
      to: 1,
    });
  }
  const layout = line.charAt(36) === ':' ? NEW : OLD;
  // An abandoned call has no duration, and trailing blanks get lost.
  const least = type === 'B' ? layout.time[1] : layout.duration[1];
  if (line.length < least)
    return undefinedLine('too_short', `the line ends before column ${least} of its format`);
  const stray = strayColumn(line, layout);
  if (stray !== null) return strayLine(stray);
  const reading = readFields(state, fieldsAt(line, layout), { received_at, time, tenths: layout === NEW });
  return placedInColumns(reading, line, layout);
}

/** In the new format the caller's number stands on the second line, with X in the rest of its sixteen places. */
const CALLER = /^ ?&([\d*#+]+)X*(?= |$)/;

function furtherLine(line: string): Reading {
  const calling = CALLER.exec(line)?.[1];
  return calling === undefined ? ignored('continuation') : { ...ignored('continuation'), calling };
}

function readOther(line: string): Reading {
  if (/^[A-Z]( \d{0,3}| \d{3} \d?)?$/.test(line))
    return undefinedLine('too_short', 'the line ends in its record number');
  if (/^[-=_ ]+$/.test(line) || !/\d/.test(line)) return ignored('page_header');
  return undefinedLine('unknown_layout', 'the line does not begin with type, record number and customer');
}

interface Reference {
  readonly received_at: number;
  readonly time: 'start' | 'end';
  readonly tenths: boolean;
}

function readFields(state: DriverState, fields: Fields, reference: Reference): Reading {
  const printed = yearlessMonthDay(fields.date, fields.time, reference.received_at);
  if (printed === null)
    return undefinedLine('bad_time', 'date and time are no moment of the calendar', ['date', 'time']);
  const none = fields.type === 'B' && fields.duration === '';
  const duration = none ? null : (reference.tenths ? tenthsSpan : hoursSpan)(fields.duration);
  if (duration === null && !none) {
    return undefinedLine(
      'bad_duration',
      `the duration is not hh:mm:ss${reference.tenths ? '.t' : ''}`,
      'duration',
    );
  }
  if (fields.originator === '' && fields.terminator === '')
    return undefinedLine('missing_field', 'neither originator nor terminator is printed', [
      'originator',
      'terminator',
    ]);
  const starts = reference.time === 'start';
  const call: CallReading = {
    ...callOf(fields, duration),
    completed_time: completedTime(printed),
    started: starts ? printed : null,
    ended: starts ? null : printed,
  };
  // Further lines of the old format hold something else in the same place: the secret of an authorization.
  const open = reference.tenths && call.trunk !== null && call.calling === null;
  return chainedByType(state, { ...fields, printed }, open ? { ...call, open } : call);
}

function callOf(fields: Fields, duration: number | null): Omit<CallReading, 'completed_time'> {
  const { originator, terminator, type } = fields;
  const direction = directionOf(fields);
  // A before the digits says that the exchange told of the answer.
  const supervised = /^A ?(?=[\d*#]|$)/.test(fields.digits);
  const digits = (supervised ? fields.digits.slice(1).trim() : fields.digits) || null;
  const outbound = direction === 'outgoing' || direction === 'transit';
  const inbound = direction === 'incoming' || direction === 'transit';
  const own = { calling: partyOf(originator), called: partyOf(terminator) };
  return {
    ...EMPTY_CALL,
    clock: 'wall',
    started: null,
    ended: null,
    duration_ms: duration,
    answered: answeredOf(type, supervised, outbound, duration),
    direction,
    calling: own.calling,
    called: outbound ? digits : own.called,
    dialled: outbound ? null : digits,
    calling_extension: /^\d+$/.test(originator) ? originator : null,
    called_extension: /^\d+$/.test(terminator) ? terminator : null,
    trunk: inbound ? originator : outbound ? terminator : null,
    extra: filledOnly({
      leg: legOf(fields),
      record_type: type,
      record_number: fields.number,
      customer: fields.customer,
      outgoing_trunk: direction === 'transit' ? terminator : '',
    }),
  };
}

function directionOf({ originator, terminator, type }: Fields): Direction | null {
  const from = TRUNK.test(originator);
  const to = TRUNK.test(terminator);
  if (from) return to ? 'transit' : 'incoming';
  if (to) return 'outgoing';
  const stations = /^\d+$/.test(originator) && /^\d+$/.test(terminator);
  return type === 'L' || stations ? 'internal' : null;
}

function answeredOf(
  type: string,
  supervised: boolean,
  outbound: boolean,
  duration: number | null,
): boolean | null {
  if (type === 'B') return false;
  if (supervised) return true;
  return !outbound && duration !== null && duration > 0 ? true : null;
}

/** The chain of a transfer is S, X and E; a conference stands in the place of a party. */
function legOf({ type, originator, terminator }: Fields): LegPart | '' {
  if (originator.startsWith('CF') || terminator.startsWith('CF')) return 'conference';
  return /^[SXE]$/.test(type) ? 'transfer' : '';
}

/** A trunk is no party; an attendant or a conference keeps its name. */
function partyOf(text: string): string | null {
  return TRUNK.test(text) ? null : text || null;
}
