import { z } from 'zod';
import { wallTime } from '../../record/calendar.ts';
import type { Direction } from '../../record/call.ts';
import type { LegPart } from '../../record/leg-part.ts';
import {
  type CallReading,
  EMPTY_CALL,
  ignored,
  type Reading,
  type UndefinedReading,
  undefinedLine,
} from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import { placed, textWithin } from '../formats/placed.ts';
import { joinedPlace } from '../formats/separated-values.ts';

/** The fields behind the parties that are kept as printed, by their place. The authorisation code (18) is a secret. */
const DETAILS = {
  auth_valid: 17,
  user_charged: 19,
  call_charge: 20,
  currency: 21,
  amount_at_last_user_change: 22,
  call_units: 23,
  units_at_last_user_change: 24,
  cost_per_unit: 25,
  mark_up: 26,
  external_targeting_cause: 27,
  sent_on_by: 28,
  external_targeted_number: 29,
  calling_server_ip: 30,
  calling_unique_call_id: 31,
  called_server_ip: 32,
  called_unique_call_id: 33,
  smdr_record_time: 34,
  caller_consent: 35,
  calling_number_verification: 36,
} as const;
const DETAIL_PLACES = Object.entries(DETAILS);

export const avayaIpOffice = defineDriver({
  name: 'avaya-ip-office',
  vendor: 'Avaya',
  summary: 'SMDR of IP Office and Server Edition, 30 fields and more by release, separated by commas.',
  confirmation: 'confirmed',
  traps: [
    'One record per part of a call: parts have the same call id and start, and totals count the call once.',
    'Every part has the start of the whole call, so of later parts start and end are too early.',
    'Connected time has no ringing, hold or park in it; all times are rounded up to a second.',
    '00:00:00 is a call that nobody answered, unless it was held or parked.',
    'Analogue trunks do not report the answer: an outgoing call then counts as connected from the start.',
    'Nothing is quoted: a comma in a user name shifts the fields; they are put right where only one way fits.',
    'Call ids begin anew with the system; calls are linked by start and id together.',
    'Which release added which fields is not known; real records confirm 34, those from 35 on are read after a text.',
    'A line of fewer than 30 fields was cut.',
    'Where syslog brings the records, what stands before the date is passed over.',
    'The system drops the oldest records unseen when its buffer is full (500, at most 3000).',
    'Authorisation codes are never read.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: {
    leg: 'plain',
    continuation: 'plain',
    hold_time: 'plain',
    park_time: 'plain',
    party1_device: 'personal',
    party2_device: 'personal',
    ...Object.fromEntries(DETAIL_PLACES.map(([name]) => [name, 'plain' as const])),
    user_charged: 'personal',
    sent_on_by: 'personal',
    external_targeted_number: 'personal',
  },
  reader() {
    return { initial: null, read: (_state, { text }) => readLine(text) };
  },
});

const FEWEST_FIELDS = 30;
/** No release prints nearly as many; a line of commas alone must not take long. */
const MOST_FIELDS = 64;
/** Extension, trunk, voicemail channel and the like: `E215`, `T9018`, `V9500`. */
const DEVICE = /^(?:[A-Z]\d[\d.]*)?$/;
/** IPv4, IPv6, or nothing. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]*:[\da-f:.]*)?$/i;
const WHOLE_NUMBER = /^\d{1,9}$/;

function readLine(line: string): Reading {
  const parts = line.split(',');
  const first = parts[0] ?? '';
  if (line.trim() === '') return ignored('blank');
  if (/^"?call start"?$/i.test(first.trim())) return ignored('header');
  const moment = /(?:^|\s)(\d{4}\/\d\d?\/\d\d?(?: \S*)?)$/.exec(first)?.[1];
  if (moment === undefined) return undefinedLine('unknown_layout', 'the line begins with no date');
  if (parts.length < FEWEST_FIELDS) {
    return undefinedLine(
      'too_short',
      `${parts.length} fields where every record has ${FEWEST_FIELDS} or more`,
    );
  }
  const fields = parts.length > MOST_FIELDS ? null : withWholeNames(parts);
  if (fields === null) {
    return undefinedLine(
      'wrong_column_count',
      'devices and times do not stand in their fields, nor in others',
    );
  }
  return placed(readFields(moment, fields), (field) => {
    if (field === 0) return textWithin(line, first.length - moment.length, first.length);
    return joinedPlace(fields, ',', Number(field));
  });
}

/** Nobody quotes the names, so one with a comma is two fields: the only way to join them that fits, or null. */
function withWholeNames(parts: readonly string[]): readonly string[] | null {
  if (fits(parts)) return parts;
  let found: readonly string[] | null = null;
  for (let more = 0; more < 4; more += 1) {
    for (let again = more === 0 ? 1 : 0; again < 4; again += 1) {
      const joined = joinedAt(joinedAt(parts, 12, more), 14, again);
      if (!fits(joined)) continue;
      if (found !== null) return null;
      found = joined;
    }
  }
  return found;
}

/** The fields, with one that is joined with some behind it. */
function joinedAt(parts: readonly string[], place: number, more: number): readonly string[] {
  const end = place + more + 1;
  return [...parts.slice(0, place), parts.slice(place, end).join(','), ...parts.slice(end)];
}

/** True where devices, times, amounts, the server and the time of the record stand in their places. */
function fits(fields: readonly string[]): boolean {
  return (
    fields.length >= FEWEST_FIELDS &&
    DEVICE.test(fields[11] ?? '') &&
    DEVICE.test(fields[13] ?? '') &&
    WHOLE_NUMBER.test(fields[15] ?? '') &&
    WHOLE_NUMBER.test(fields[16] ?? '') &&
    /^[01]?$/.test(fields[17] ?? '') &&
    /^[ \d.-]*$/.test(fields[20] ?? '') &&
    ADDRESS.test(fields[30] ?? '') &&
    /^(?:\d{4}\/.*)?$/.test(fields[34] ?? '')
  );
}

function readFields(moment: string, fields: readonly string[]): Reading {
  const field = (place: number): string => (fields[place] ?? '').trim();
  const started = readMoment(moment);
  if (started === null)
    return undefinedLine('bad_time', 'field 1 (call start) is no moment of the calendar', 0);
  const connected = readConnected(field(1));
  if (connected === null) return undefinedLine('bad_duration', 'field 2 (connected time) is not HH:MM:SS', 1);
  for (const [place, name] of [
    [2, 'ring time'],
    [9, 'call id'],
  ] as const) {
    if (!/^\d{1,15}$/.test(field(place))) {
      return undefinedLine('bad_number_field', `field ${place + 1} (${name}) is not a whole number`, place);
    }
  }
  const direction = directionOf(field(4), field(8));
  if (typeof direction !== 'string') return direction;
  if (!/^[01]$/.test(field(10))) {
    return undefinedLine('bad_number_field', 'field 11 (continuation) is neither 0 nor 1', 10);
  }
  return callOf(field, { moment, started, connected, direction });
}

/** `2025/12/17 14:30:43` in the milliseconds of `Date.UTC`. */
function readMoment(text: string): number | null {
  const match = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return wallTime(year, month, day, hour, minute, second);
}

function readConnected(text: string): number | null {
  const match = /^(\d{2,4}):([0-5]\d):([0-5]\d)$/.exec(text);
  if (match === null) return null;
  return (Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3])) * 1000;
}

/** Calls from set to set are printed as outgoing, with a mark of their own. */
function directionOf(printed: string, internal: string): Direction | UndefinedReading {
  if (printed !== 'I' && printed !== 'O') {
    return undefinedLine('unknown_record_type', 'field 5 (direction) is neither I nor O', 4);
  }
  if (internal !== '0' && internal !== '1') {
    return undefinedLine('bad_number_field', 'field 9 (is internal) is neither 0 nor 1', 8);
  }
  if (internal === '1') return 'internal';
  return printed === 'I' ? 'incoming' : 'outgoing';
}

interface Printed {
  readonly moment: string;
  readonly started: number;
  readonly connected: number;
  readonly direction: Direction;
}

function callOf(field: (place: number) => string, printed: Printed): CallReading {
  const { moment, started, connected, direction } = printed;
  const ring = Number(field(2)) * 1000;
  const waiting = (Number(field(15)) + Number(field(16))) * 1000;
  return {
    ...EMPTY_CALL,
    call_key: `${moment}/${field(9)}`,
    clock: 'wall',
    started,
    // Ringing and talk give the end by themselves; only held or parked time must be added here.
    ended: waiting === 0 ? null : started + ring + connected + waiting,
    ring_ms: ring,
    duration_ms: connected,
    answered: connected > 0 ? true : waiting > 0 ? null : false,
    direction,
    calling: field(3) || null,
    called: field(5) || null,
    dialled: field(6) || null,
    ...partiesOf(field, direction),
    account_code: field(7) || null,
    extra: extraOf(field),
  };
}

type Parties = Pick<
  CallReading,
  'calling_extension' | 'called_extension' | 'calling_name' | 'called_name' | 'trunk'
>;

/** Party 1 of an incoming call is who answered; trunks have names too, but those of nobody. */
function partiesOf(field: (place: number) => string, direction: Direction): Parties {
  const one = { device: field(11), name: field(12) };
  const two = { device: field(13), name: field(14) };
  const inside = one.device.startsWith('T') ? two : one;
  const outside = direction === 'internal' ? two : { device: '', name: '' };
  const [calling, called] = direction === 'incoming' ? [outside, inside] : [inside, outside];
  const extension = (device: string) => (device.startsWith('E') ? device.slice(1) : null);
  const name = (party: typeof one) => (party.device.startsWith('T') ? null : party.name || null);
  return {
    calling_extension: extension(calling.device),
    called_extension: extension(called.device),
    calling_name: name(calling),
    called_name: name(called),
    trunk: [two.device, one.device].find((device) => device.startsWith('T')) ?? null,
  };
}

/** Why the system called outside: who did it (HG is a hunt group), and for what. */
const BY_CAUSE: ReadonlyMap<string, LegPart> = new Map([
  ...['fb', 'fu', 'fnr', 'fdnd'].map((cause): [string, LegPart] => [cause, 'forward']),
  ['XfP', 'consultation'],
  ['CfP', 'consultation'],
  ['Xfd', 'transfer'],
  ['Cfd', 'conference'],
  ['HG', 'queue'],
]);

function targetedLeg(cause: string): LegPart | '' {
  const [who = '', why = ''] = cause.split(' ');
  return BY_CAUSE.get(why) ?? BY_CAUSE.get(who) ?? '';
}

function extraOf(field: (place: number) => string): Record<string, string | number> {
  const leg = targetedLeg(field(DETAILS.external_targeting_cause));
  const extra: Record<string, string | number> = { ...(leg === '' ? {} : { leg }), continuation: field(10) };
  if (field(11) !== '') extra.party1_device = field(11);
  if (field(13) !== '') extra.party2_device = field(13);
  if (field(15) !== '0') extra.hold_time = Number(field(15));
  if (field(16) !== '0') extra.park_time = Number(field(16));
  for (const [name, place] of DETAIL_PLACES) if (field(place) !== '') extra[name] = field(place);
  return extra;
}
