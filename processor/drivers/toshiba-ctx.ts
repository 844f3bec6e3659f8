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
import { tenthsSpan } from '../formats/clock-span.ts';
import {
  type FixedFields,
  type FixedLayout,
  fieldsAt,
  filledOnly,
  placedInColumns,
  strayColumn,
  strayLine,
} from '../formats/fixed-columns.ts';
import { chainedByType } from '../formats/trunk-chains.ts';
import { completedTime, yearlessMonthDay } from '../formats/yearless-time.ts';

export const toshibaCtx = defineDriver({
  name: 'toshiba-ctx',
  vendor: 'Toshiba',
  summary: 'SMDR of Strata CTX and CIX, as releases up to 1.02 and from 1.03 on print it.',
  confirmation: 'unconfirmed',
  traps: [
    'No real record has been seen: the layout is that of the manual alone.',
    'The date has no year: it is the latest that puts the call not more than two days after its arrival.',
    'The time is the end of the call in records N, E and B, the start in S and the completion of the transfer in X; an example of the same manual calls it the answer.',
    'The caller’s number stands on a further line behind &: a call has none until that line came.',
    'A transferred call is a record S, any number of X and a record E; their trunk links them as long as their order is kept.',
    'A trunk that begins with T tells of the answer, one with A does not: then nothing says whether anyone answered.',
    'The record number runs from 000 to 127 and begins anew; a gap is a lost record.',
    'Records A, C and M only enter an account code, I and T are messages of the system: they are ignored.',
    'Strata DK prints other records.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: {
    leg: 'plain',
    record_type: 'plain',
    record_number: 'plain',
    node: 'plain',
    outgoing_trunk: 'plain',
  },
  reader() {
    return { initial: null, read: (state, line) => readLine(state, line) };
  },
});

type Name =
  | ('type' | 'number' | 'node' | 'originator' | 'terminator')
  | ('date' | 'time' | 'duration' | 'digits');
type Fields = FixedFields<Name>;

/** Up to release 1.02. */
const OLD: FixedLayout<Name> = {
  type: [1, 1],
  number: [3, 5],
  node: [7, 12],
  originator: [14, 20],
  terminator: [22, 28],
  date: [30, 34],
  time: [36, 43],
  duration: [45, 54],
  digits: [56, 87],
};
/** From release 1.03 on, with two columns more for the channel of a trunk. */
const NEW: FixedLayout<Name> = {
  ...OLD,
  originator: [14, 22],
  terminator: [24, 32],
  date: [34, 38],
  time: [40, 47],
  duration: [49, 58],
  digits: [60, 91],
};

/** Group, member, and from release 1.03 on the channel, `QQ` where there is none. */
const TRUNK = /^[TA]\d{6}(?:\d\d|QQ)?$/;
const DATE = /\d\d\/\d\d /;

function readLine(state: DriverState, { text, received_at }: Line): Reading {
  const line = text.trimEnd();
  if (line === '') return ignored('blank');
  if (/^ ?&/.test(line)) return furtherLine(line);
  if (!/^[A-Z] \d{3} /.test(line)) return readOther(line);
  const type = line.charAt(0);
  if (type === 'I' || type === 'T') return ignored('system_message');
  if (/^[ACM]$/.test(type)) return ignored('feature_record');
  if (!/^[NSXEB]$/.test(type))
    return undefinedLine('unknown_record_type', 'a record of a type that the manual does not name', {
      from: 0,
      to: 1,
    });
  const date = line.search(DATE) + 1;
  const layout = date === OLD.date[0] ? OLD : date === NEW.date[0] ? NEW : null;
  if (layout === null) {
    return line.length < OLD.date[1]
      ? undefinedLine('too_short', 'the line ends before its date')
      : undefinedLine('unknown_layout', 'no date stands where one of the releases has it');
  }
  const least = type === 'B' ? layout.time[1] : layout.duration[1];
  if (line.length < least)
    return undefinedLine('too_short', `the line ends before column ${least} of its release`);
  const stray = strayColumn(line, layout);
  if (stray !== null) return strayLine(stray);
  return placedInColumns(readFields(state, fieldsAt(line, layout), received_at), line, layout);
}

/** Line identification, or else ANI. What DISA and the AUXID columns hold is not known exactly. */
const CALLERS: FixedLayout<'cli' | 'ani'> = { cli: [3, 19], ani: [26, 38] };

function furtherLine(line: string): Reading {
  const { cli, ani } = fieldsAt(line, CALLERS);
  const calling = [cli, ani].find((field) => /^[\d*#+]+$/.test(field));
  return calling === undefined ? ignored('continuation') : { ...ignored('continuation'), calling };
}

function readOther(line: string): Reading {
  if (/^[A-Z]( \d{0,3})?$/.test(line))
    return undefinedLine('too_short', 'the line ends in its record number');
  if (/^[-=_ ]+$/.test(line) || !/\d/.test(line)) return ignored('page_header');
  return undefinedLine('unknown_layout', 'the line does not begin with type and record number');
}

function readFields(state: DriverState, fields: Fields, receivedAt: number): Reading {
  const printed = yearlessMonthDay(fields.date, fields.time, receivedAt);
  if (printed === null)
    return undefinedLine('bad_time', 'date and time are no moment of the calendar', ['date', 'time']);
  const none = fields.type === 'B' && fields.duration === '';
  const duration = none ? null : tenthsSpan(fields.duration);
  if (duration === null && !none)
    return undefinedLine('bad_duration', 'the duration is not hh:mm:ss.t', 'duration');
  if (fields.originator === '' && fields.terminator === '')
    return undefinedLine('missing_field', 'neither originator nor terminator is printed', [
      'originator',
      'terminator',
    ]);
  const starts = fields.type === 'S';
  const call: CallReading = {
    ...callOf(fields, duration),
    completed_time: completedTime(printed),
    started: starts ? printed : null,
    ended: starts ? null : printed,
  };
  const open = call.trunk !== null && call.calling === null;
  return chainedByType(state, { ...fields, printed }, open ? { ...call, open } : call);
}

function callOf(fields: Fields, duration: number | null): CallReading {
  const { originator, terminator } = fields;
  const direction = directionOf(originator, terminator);
  const outbound = direction === 'outgoing' || direction === 'transit';
  const inbound = direction === 'incoming' || direction === 'transit';
  const digits = fields.digits || null;
  return {
    ...EMPTY_CALL,
    clock: 'wall',
    started: null,
    ended: null,
    duration_ms: duration,
    answered: answeredOf(fields, outbound, duration),
    direction,
    calling: partyOf(originator),
    called: outbound ? digits : partyOf(terminator),
    dialled: outbound ? null : digits,
    calling_extension: stationOf(originator),
    called_extension: stationOf(terminator),
    trunk: inbound ? originator : outbound ? terminator : null,
    extra: filledOnly({
      leg: legOf(fields),
      record_type: fields.type,
      record_number: fields.number,
      node: fields.node,
      outgoing_trunk: direction === 'transit' ? terminator : '',
    }),
  };
}

function directionOf(originator: string, terminator: string): Direction | null {
  const from = TRUNK.test(originator);
  const to = TRUNK.test(terminator);
  if (from) return to ? 'transit' : 'incoming';
  if (to) return 'outgoing';
  return stationOf(originator) !== null && stationOf(terminator) !== null ? 'internal' : null;
}

/** A trunk with supervision tells of the answer by having a duration. */
function answeredOf(fields: Fields, outbound: boolean, duration: number | null): boolean | null {
  if (fields.type === 'B') return false;
  if (duration === null || duration === 0) return null;
  return !outbound || fields.terminator.startsWith('T') ? true : null;
}

/** `DN1234` is station 1234. */
function stationOf(text: string): string | null {
  return /^DN\d+$/.test(text) ? text.slice(2) : null;
}

/** The chain of a transfer is S, X and E; a conference stands in the place of a party. */
function legOf({ type, originator, terminator }: Fields): LegPart | '' {
  if (originator.startsWith('CF') || terminator.startsWith('CF')) return 'conference';
  return /^[SXE]$/.test(type) ? 'transfer' : '';
}

/** A trunk is no party; a conference keeps its name. */
function partyOf(text: string): string | null {
  return TRUNK.test(text) ? null : (stationOf(text) ?? (text || null));
}
