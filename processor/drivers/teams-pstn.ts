import { z } from 'zod';
import type { Direction } from '../../record/call.ts';
import type { LegPart } from '../../record/leg-part.ts';
import {
  type CallReading,
  type DriverState,
  EMPTY_CALL,
  ignored,
  type Reading,
  type UndefinedReading,
  undefinedLine,
} from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import type { PrintedTime } from '../formats/date-pattern.ts';
import {
  type Cells,
  type Header,
  headerIn,
  namedColumns,
  placedByHeader,
  plainName,
} from '../formats/named-columns.ts';
import { onOneClock } from '../formats/one-clock.ts';
import { splitFields } from '../formats/separated-values.ts';
import { teamsDirection } from '../formats/teams-direction.ts';
import { readTeamsTime } from '../formats/teams-times.ts';

/** Columns of both files; a name that a later text has for one stands behind it. */
const TABLE = {
  usageId: ['UsageId', 1],
  callId: ['Call ID', 2],
  conferenceId: ['Conference ID', 3],
  upn: ['UPN', 6],
  name: ['User Display Name', 7, 'Display Name'],
  callerId: ['Caller ID', 8],
  callType: ['Call Type', 9],
  numberType: ['Number Type', 10],
  domestic: ['Domestic/International', 11],
  destinationNumber: ['Destination Number', 13],
  start: ['Start Time', 14],
  end: ['End Time', 15],
  seconds: ['Duration Seconds', 16, 'Duration (seconds)', 'Duration'],
  fee: ['Connection Fee', 17],
  charge: ['Charge', 18],
  currency: ['Currency', 19],
  capability: ['Capability', 20],
  correlationId: ['CorrelationId', 21],
  invite: ['Invite time', 22],
  failure: ['Failure time', 23],
  success: ['Success', 24],
  callerNumber: ['Caller Number', 25],
  calleeNumber: ['Callee Number', 26],
  sipCode: ['Final SIP code', 27],
  subcode: ['Final Microsoft subcode', 28],
  sbc: ['SBC FQDN', 29, 'SBC'],
  sharedId: ['Shared correlation ID', 30],
} as const;

type Column = keyof typeof TABLE;
const COLUMNS = namedColumns<Column>(TABLE);
const REQUIRED: Readonly<Record<Kind, readonly Column[]>> = {
  'calling plan': ['usageId', 'callType', 'destinationNumber', 'start', 'end', 'seconds'],
  'direct routing': [
    'correlationId',
    'callType',
    'invite',
    'success',
    'callerNumber',
    'calleeNumber',
    'start',
  ],
};
type Kind = 'calling plan' | 'direct routing';

/** Two files with unlike columns are in one export; the header says which it is. */
export const teamsPstn = defineDriver({
  name: 'teams-pstn',
  vendor: 'Microsoft',
  summary:
    'CSV files of the PSTN usage report of Microsoft Teams, Calling Plans and Direct Routing, read by their header.',
  confirmation: 'unconfirmed',
  traps: [
    'The duration of Direct Routing counts from the invite, ringing and queue included; talk is the time from start to end.',
    'Calls come 24 to 48 hours late, and exports overlap.',
    'Call ID and CorrelationId are not unique: legs of one call share them. Only UsageId of Calling Plans is a key.',
    'The documentation says of Caller ID that it is the number that was called; it is read as the caller where it is another.',
    'Parties may be names or partly masked numbers; bots have no user.',
    'A transferred call has the CorrelationId of its first leg as Shared correlation ID, only in this file.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: {
    leg: 'plain',
    call_type: 'plain',
    number_type: 'plain',
    domestic_international: 'plain',
    connection_fee: 'plain',
    charge: 'plain',
    currency: 'plain',
    capability: 'plain',
    conference_id: 'plain',
    microsoft_subcode: 'plain',
    upn: 'personal',
  },
  reader: () => ({
    initial: null,
    read: (state, { text }) => placedByHeader(readLine(state, text), text, COLUMNS, state),
  }),
});

function readLine(state: DriverState, line: string): Reading {
  const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  if (text.trim() === '') return ignored('blank');
  const fields = splitFields(text, ',');
  if (fields === null) return undefinedLine('bad_quoting', 'the quotes of the line do not close');
  const kind = ID_COLUMN.test(text) ? kindOf(fields) : null;
  if (kind !== null)
    return { ...ignored('header'), state: { kind, count: fields.length, places: COLUMNS.placesIn(fields) } };
  const header = headerIn(state);
  if (header === null) return undefinedLine('no_header', 'no header names the columns of this record');
  return readUnder(header, fields);
}

/** Spares the records the comparison of names. */
const ID_COLUMN = /usage ?id|correlation ?id/i;

function kindOf(fields: readonly string[]): Kind | null {
  const names = new Set(fields.map(plainName));
  if (names.has('usageid') && names.has('calltype')) return 'calling plan';
  return names.has('correlationid') && names.has('calltype') ? 'direct routing' : null;
}

function readUnder({ kind, count, places }: Header, fields: readonly string[]): Reading {
  const found = fields.length;
  if (found !== count) {
    const reason = found < count ? 'too_short' : 'wrong_column_count';
    return undefinedLine(reason, `${found} columns where the header names ${count}`);
  }
  const file: Kind = kind === 'calling plan' ? kind : 'direct routing';
  const missing = COLUMNS.missing(places, REQUIRED[file]);
  if (missing !== undefined)
    return undefinedLine('unknown_layout', `the header names no ${TABLE[missing][0]}`);
  const cell = COLUMNS.cells(fields, places);
  const direction = teamsDirection(cell('callType'));
  if (direction === null)
    return undefinedLine('unknown_record_type', 'Call Type is none of those known', 'callType');
  const seconds = cell('seconds');
  if (!/^\d{1,9}(?:\.\d{1,9})?$/.test(seconds) && (file === 'calling plan' || seconds !== ''))
    return undefinedLine('bad_duration', 'the duration is not a number of seconds', 'seconds');
  return file === 'calling plan' ? callingPlanCall(cell, direction) : directRoutingCall(cell, direction);
}

type Times<Name extends Column> = Readonly<Record<Name, PrintedTime | null>>;

function readTimes<Name extends Column>(
  cell: Cells<Column>,
  names: readonly Name[],
): Times<Name> | UndefinedReading {
  const times = new Map<Name, PrintedTime | null>();
  for (const name of names) {
    const text = cell(name);
    const time = readTeamsTime(text);
    if (time === null && text !== '') return undefinedLine('bad_time', `${TABLE[name][0]} is no time`, name);
    times.set(name, time);
  }
  return Object.fromEntries(times) as Times<Name>;
}

function callingPlanCall(cell: Cells<Column>, direction: Direction): Reading {
  const times = readTimes(cell, ['start', 'end']);
  if ('reason' in times) return times;
  const { clock, ms } = onOneClock(times, 'utc');
  if (ms.start === null) return undefinedLine('missing_field', 'Start Time is empty', 'start');
  const duration = Math.round(Number(cell('seconds')) * 1000);
  if (ms.end !== null && duration > ms.end - ms.start + 1000)
    return undefinedLine(
      'contradiction',
      'the call ends before its start, or its duration is longer than it',
    );
  const called = cell('destinationNumber');
  // Where both are the same number, it is the one that was called.
  const calling = cell('callerId') === called ? '' : cell('callerId');
  return {
    ...EMPTY_CALL,
    ...usersOf(cell, direction, calling, called),
    record_key: cell('usageId') || null,
    call_key: cell('callId') || null,
    clock,
    started: ms.start,
    ended: ms.end,
    duration_ms: duration,
    answered: duration > 0 ? true : null,
    extra: extraOf(cell),
  };
}

function directRoutingCall(cell: Cells<Column>, direction: Direction): Reading {
  const success = /^(yes|no)$/i.exec(cell('success'))?.[1]?.toLowerCase();
  if (success === undefined)
    return undefinedLine('unknown_layout', 'Success is neither Yes nor No', 'success');
  const times = readTimes(cell, ['invite', 'start', 'failure', 'end']);
  if ('reason' in times) return times;
  const { clock, ms } = onOneClock(times, 'utc');
  if (ms.invite === null) return undefinedLine('missing_field', 'Invite time is empty', 'invite');
  const answered = success === 'yes';
  if (answered && (ms.start === null || ms.end === null))
    return undefinedLine(
      'missing_field',
      'Start time or End time of a successful call is empty',
      ms.start === null ? 'start' : 'end',
    );
  const answeredAt = answered ? ms.start : null;
  const ended = answered ? ms.end : (ms.failure ?? ms.end);
  const until = answeredAt ?? ended;
  if ((until ?? ms.invite) < ms.invite || (ended ?? ms.invite) < (answeredAt ?? ms.invite))
    return undefinedLine('contradiction', 'invite, start and end are not in their order');
  if (answered && ended !== null && Number(cell('seconds')) * 1000 > ended - ms.invite + 1000)
    return undefinedLine('contradiction', 'the duration is longer than the time from invite to end');
  return {
    ...EMPTY_CALL,
    ...usersOf(cell, direction, cell('callerNumber'), cell('calleeNumber')),
    call_key: cell('sharedId') || cell('correlationId') || null,
    clock,
    started: ms.invite,
    answered_at: answeredAt,
    ended,
    ring_ms: until === null ? null : until - ms.invite,
    duration_ms: answeredAt === null ? 0 : ended === null ? null : ended - answeredAt,
    answered,
    cause: cell('sipCode') || null,
    trunk: cell('sbc') || null,
    extra: extraOf(cell),
  };
}

/** Calls of a user alone; of forwarded calls and those of bots and bridges the number on the inside can be another's. */
const OF_USERS = /^(?:user_in|user_out|dr_in|dr_out|dr_emergency_out)$/i;

type Parties = Pick<
  CallReading,
  | 'direction'
  | 'calling'
  | 'called'
  | 'calling_extension'
  | 'called_extension'
  | 'calling_name'
  | 'called_name'
>;

/** The user is the party on the inside: who calls in an outgoing call, who is called in an incoming one. */
function usersOf(cell: Cells<Column>, direction: Direction, calling: string, called: string): Parties {
  const outgoing = direction === 'outgoing';
  const own = outgoing ? calling : called;
  const ofUser = OF_USERS.test(cell('callType'));
  const extension = ofUser && /^\+?\d{2,15}$/.test(own) ? own : null;
  const name = ofUser ? cell('name') || null : null;
  return {
    direction,
    calling: calling || null,
    called: called || null,
    calling_extension: outgoing ? extension : null,
    called_extension: outgoing ? null : extension,
    calling_name: outgoing ? name : null,
    called_name: outgoing ? null : name,
  };
}

/** `user_out_transfer`, `dr_out_user_forwarding`, `conf_in`. */
const LEGS: readonly (readonly [RegExp, LegPart])[] = [
  [/_transfer$/i, 'transfer'],
  [/_forwarding$/i, 'forward'],
  [/^conf_|_conf$/i, 'conference'],
];

const EXTRA = {
  call_type: 'callType',
  number_type: 'numberType',
  domestic_international: 'domestic',
  connection_fee: 'fee',
  charge: 'charge',
  currency: 'currency',
  capability: 'capability',
  conference_id: 'conferenceId',
  microsoft_subcode: 'subcode',
  upn: 'upn',
} as const;

function extraOf(cell: Cells<Column>): CallReading['extra'] {
  const entries = Object.entries(EXTRA).flatMap(([key, column]) =>
    cell(column) === '' ? [] : [[key, cell(column)] as const],
  );
  const leg = LEGS.find(([words]) => words.test(cell('callType')))?.[1];
  return { ...(leg === undefined ? {} : { leg }), ...Object.fromEntries(entries) };
}
