import { z } from 'zod';
import { wallTime } from '../../record/calendar.ts';
import type { LegPart } from '../../record/leg-part.ts';
import {
  type CallReading,
  type DriverState,
  EMPTY_CALL,
  ignored,
  type Reading,
  undefinedLine,
} from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import { type HipathFields, hipathFieldsOf, hipathPlace } from '../formats/hipath-fields.ts';
import { placed, textWithin } from '../formats/placed.ts';
import { chainOn, withChain } from '../formats/trunk-chains.ts';
import { completedTime } from '../formats/yearless-time.ts';

/** Date DD.MM.YY and time hh:mm:ss of the end of a call; the form of the line shows from what stands behind the date. */
export const hipath3000 = defineDriver({
  name: 'hipath-3000',
  vendor: 'Siemens / Unify',
  summary:
    'Call charge records of HiPath 3000, Hicom 150 and 118, OpenScape Office and Business: fixed columns, print, or |.',
  confirmation: 'confirmed',
  traps: [
    'Date and time are the end of the call; the start follows from ring time and duration.',
    'No call id: a further segment (5 to 9, 35 to 39) is a leg of the call that ended on its trunk as it began, which is inferred from real chains.',
    'A call that was transferred to the outside is a call on each of its two trunks.',
    'A blank duration is a call nobody answered; 00:00:00 is an answered call of less than a second.',
    'The ring time stops at 59:59 and the duration at 23:59:59; longer ones read as these.',
    'Info elements 35 to 39 are read as further segments of 5 to 9, which is inferred from real chains of records.',
    'With the privacy option the last four digits are ????, and are kept so.',
    'The extra number of "Output LCR number" is not read; its place in the record is not known.',
    'The charge is a count of pulses or an amount, as the system is set; the record does not say which.',
    'Three equal lines can be three calls; the record has no running number.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: {
    leg: 'plain',
    info_element: 'plain',
    charge: 'plain',
    msn: 'personal',
    seizure_code: 'plain',
    lcr_route: 'plain',
  },
  reader() {
    return { initial: null, read: (state, { text }) => readLine(state, text.trim()) };
  },
});

function readLine(state: DriverState, text: string): Reading {
  if (text === '') return ignored('blank');
  if (!/^\d\d\.\d\d\.\d\d/.test(text)) return readOther(text);
  const fields = hipathFieldsOf(text);
  return placed('kind' in fields ? fields : readFields(state, fields), (name) =>
    hipathPlace(text, `${name}`),
  );
}

/** A line that does not begin with a date: a header in any language and charset, or nothing we know. */
function readOther(text: string): Reading {
  if (/^[-=_+| ]+$/.test(text)) return ignored('page_header');
  if (text.length <= 8 && /^[\d.]+$/.test(text))
    return undefinedLine('too_short', 'the line ends in its date');
  const columns = text.split('|');
  if (columns.length >= 8) {
    if (!/\d/.test(`${columns[0]}${columns[1]}`)) return ignored('header');
    return undefinedLine('bad_time', 'column 1 (date) is not a date', textWithin(text, 0, text.indexOf('|')));
  }
  // Records always hold digits, headers never do; a code page read as another still leaves blanks between its words.
  const foreign = [...text].some((character) => character > '~');
  if (!/\d/.test(text) && (foreign || text.split(/ +/).length >= 3)) return ignored('header');
  return undefinedLine('unknown_layout', 'the line begins with no date and is no header');
}

function readFields(state: DriverState, fields: HipathFields): Reading {
  const ended = readTime(fields.date, fields.time);
  if (ended === null)
    return undefinedLine('bad_time', 'date and time are no moment of the calendar', ['date', 'time']);
  if (!/^\d{1,2}$/.test(fields.info)) {
    return undefinedLine('bad_number_field', 'the info element is not a whole number', 'info');
  }
  const direction = directionOf(Number(fields.info));
  if (direction === null)
    return undefinedLine('unknown_record_type', 'the info element is none that is known', 'info');
  const ring = readSpan(fields.ring, '00:');
  if (ring === undefined) return undefinedLine('bad_duration', 'the ring time is not mm:ss', 'ring');
  const duration = readSpan(fields.duration);
  if (duration === undefined)
    return undefinedLine('bad_duration', 'the duration is not hh:mm:ss up to 23:59:59', 'duration');
  if (direction === 'notice') {
    if (duration !== null && duration > 0) {
      return undefinedLine('contradiction', 'a notice of ringing has a duration');
    }
    return ignored('ringing_notice');
  }
  if (!/^[\d.,]*$/.test(fields.charge))
    return undefinedLine('bad_number_field', 'the charge is not a number', 'charge');
  return chained(state, callOf(fields, direction, { ended, ring, duration }), elementOf(Number(fields.info)));
}

/** Printed times are cut to whole seconds, each for itself. */
const TOLERANCE_MS = 2000;

/** The call with the key that the segments on its trunk share; 5 and more go on with what ended there as they began. */
function chained(state: DriverState, call: CallReading, element: number): CallReading {
  const { trunk, ended, direction, extra } = call;
  if (trunk === null || ended === null) return call;
  const before = chainOn(state, trunk);
  const started = ended - (call.ring_ms ?? 0) - (call.duration_ms ?? 0);
  const gap = before?.ended == null ? Number.POSITIVE_INFINITY : Math.abs(before.ended - started);
  const follows = element >= 5 && gap <= TOLERANCE_MS && before?.direction === direction;
  const key = follows ? before.key : freshKey(`${completedTime(ended)}/${trunk}`, before?.key);
  const leg = partOf(element, follows);
  return {
    ...call,
    call_key: key,
    extra: leg === '' ? extra : { leg, ...extra },
    state: withChain(state, { trunk, key, ended, direction }),
  };
}

/** Equal lines can be calls that ended on one trunk in the same second, so that they are counted. */
function freshKey(key: string, last: string | undefined): string {
  if (last !== key && !last?.startsWith(`${key}/`)) return key;
  return `${key}/${Number(last.slice(key.length + 1) || '1') + 1}`;
}

/** Of 7 and 8 nobody knows whether a conference or a transit is meant. */
function partOf(element: number, follows: boolean): LegPart | '' {
  if (element === 9 || element === 39 || (element === 5 && !follows)) return 'forward';
  return [5, 6, 35, 36, 37, 38].includes(element) ? 'transfer' : '';
}

interface Times {
  readonly ended: number;
  readonly ring: number | null;
  readonly duration: number | null;
}

function callOf(fields: HipathFields, direction: 'incoming' | 'outgoing', times: Times): CallReading {
  const extra: Record<string, string> = { info_element: fields.info };
  if (fields.charge !== '') extra.charge = fields.charge;
  if (fields.msn !== '') extra.msn = fields.msn;
  if (fields.seizure !== '') extra.seizure_code = fields.seizure;
  if (fields.route !== '') extra.lcr_route = fields.route;
  const station = fields.station || null;
  const number = fields.number || null;
  const incoming = direction === 'incoming';
  return {
    ...EMPTY_CALL,
    clock: 'wall',
    started: null,
    ended: times.ended,
    ring_ms: times.ring,
    duration_ms: times.duration,
    answered: times.duration !== null,
    direction,
    calling: incoming ? number : station,
    called: incoming ? station : number,
    calling_extension: incoming ? null : station,
    called_extension: incoming ? station : null,
    trunk: fields.trunk || null,
    account_code: fields.account || null,
    extra,
  };
}

/** 50 more is the same through DISA. */
function elementOf(info: number): number {
  return info > 50 ? info - 50 : info;
}

/** 0 notice, odd incoming, even and 9 outgoing; 35 to 39 further segments of 5 to 9. */
function directionOf(info: number): 'notice' | 'incoming' | 'outgoing' | null {
  if (info === 0) return 'notice';
  const element = elementOf(info);
  const base = element >= 35 && element <= 39 ? element - 30 : element;
  if (base < 1 || base > 9) return null;
  return base === 9 || base % 2 === 0 ? 'outgoing' : 'incoming';
}

/** `31.01.21` and `16:04:52` in the milliseconds of `Date.UTC`; the years run from 1970 to 2069. */
function readTime(date: string, time: string): number | null {
  if (!/^\d\d\.\d\d\.\d\d$/.test(date) || !/^\d\d:\d\d:\d\d$/.test(time)) return null;
  const short = Number(date.slice(6));
  const year = short < 70 ? 2000 + short : 1900 + short;
  const [hour, minute, second] = [time.slice(0, 2), time.slice(3, 5), time.slice(6)].map(Number);
  return wallTime(year, +date.slice(3, 5), +date.slice(0, 2), hour ?? -1, minute ?? -1, second ?? -1);
}

/** Milliseconds of `hh:mm:ss`, or of `mm:ss` behind given hours; null for a blank column, undefined for an unreadable one. */
function readSpan(column: string, hours = ''): number | null | undefined {
  if (column.trim() === '') return null;
  const text = hours + column;
  if (!/^[0-2]\d:[0-5]\d:[0-5]\d$/.test(text) || text > '23:59:59') return undefined;
  return (Number(text.slice(0, 2)) * 3600 + Number(text.slice(3, 5)) * 60 + Number(text.slice(6))) * 1000;
}
