import { z } from 'zod';
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
import { isStation, stationNumber, trunkBetween } from '../formats/cucm-devices.ts';
import { CUCM_FILE_NUMBERS } from '../formats/cucm-file-name.ts';
import { cucmLeg } from '../formats/cucm-legs.ts';
import { CUCM_UUID, isTypeLine, NO_UUID, openCucmLine } from '../formats/cucm-lines.ts';
import { codeOf, epochOf } from '../formats/cucm-numbers.ts';
import {
  isQualityRecord,
  qualityHeader,
  readBareQuality,
  readQualityUnder,
} from '../formats/cucm-quality.ts';
import {
  type Cells,
  type Header,
  headerIn,
  namedColumns,
  placedByHeader,
  plainName,
} from '../formats/named-columns.ts';

const options = z.strictObject({
  no_trunks: z.array(z.string().min(1)).default([]).describe('beginnings of device names that are no trunks'),
});

const TABLE = {
  type: ['cdrRecordType', 1],
  manager: ['globalCallID_callManagerId', 2],
  call: ['globalCallID_callId', 3],
  origination: ['dateTimeOrigination', 5],
  calling: ['callingPartyNumber', 9],
  callingUser: ['callingPartyUnicodeLoginUserID', 10, 'callingPartyLoginUserID'],
  origLeg: ['origLegCallIdentifier', 4],
  origCause: ['origCause_value', 12],
  destLeg: ['destLegIdentifier', 26, 'destLegCallIdentifier'],
  original: ['originalCalledPartyNumber', 30],
  called: ['finalCalledPartyNumber', 31],
  calledUser: ['finalCalledPartyUnicodeLoginUserID', 32, 'finalCalledPartyLoginUserID'],
  destCause: ['destCause_value', 34],
  connect: ['dateTimeConnect', 48],
  disconnect: ['dateTimeDisconnect', 49],
  redirect: ['lastRedirectDn', 50],
  pkid: ['pkid', 51],
  duration: ['duration', 56],
  origDevice: ['origDeviceName', 57],
  destDevice: ['destDeviceName', 58],
  origBehalf: ['origCallTerminationOnBehalfOf', 59],
  destBehalf: ['destCallTerminationOnBehalfOf', 60],
  redirectBehalf: ['lastRedirectRedirectOnBehalfOf', 62],
  origReason: ['origCalledPartyRedirectReason', 63],
  redirectReason: ['lastRedirectRedirectReason', 64],
  cluster: ['globalCallId_ClusterID', 66],
  joinBehalf: ['joinOnBehalfOf', 67],
  comment: ['comment', 68],
  matter: ['clientMatterCode', 71],
  incomingProtocol: ['IncomingProtocolID', 95],
  outgoingProtocol: ['OutgoingProtocolID', 97],
  huntPilot: ['huntPilotDN', 103],
  patternUsage: ['calledPartyPatternUsage', 104],
  queueWait: ['totalWaitTimeInQueue', 114],
} as const;

type Column = keyof typeof TABLE;
const COLUMNS = namedColumns<Column>(TABLE);
const TIMES = ['origination', 'connect', 'disconnect', 'duration'] as const;
const REQUIRED: readonly Column[] = ['type', 'calling', 'called', ...TIMES];
/** Every width a release is known to have written; scripts that strip the header leave nothing else to go by. */
const KNOWN_WIDTHS = new Set([78, 94, 103, 104, 110, 118, 125, 129, 133]);

/** Records are read by the names of their header, which stands in every file, and again inside where files were joined. */
export const ciscoCucm = defineDriver({
  name: 'cisco-cucm',
  vendor: 'Cisco',
  summary:
    'CDR and CMR flat files of Unified Communications Manager, 78 to 133 columns and more, read by their header.',
  confirmation: 'confirmed',
  file_numbers: CUCM_FILE_NUMBERS,
  traps: [
    'A transfer, conference, park or recording writes several records of one call; each is a leg, and 393216 (call split) is no error.',
    'Calls of zero duration are written only with the service parameter CDR Log Calls with Zero Duration Flag.',
    'There is no ring time: it is the time from the origination to the answer, or to the end when nobody answered.',
    'Nothing tells a trunk from a CTI port but the name of the device: set no_trunks for ports named by hand.',
    'An empty calling number is a caller who withheld it.',
    'Records of CMR files give no calls: their quality is shown with the call they belong to.',
    'Authorization codes are secrets: neither the code nor its description is read.',
  ],
  options,
  example: { no_trunks: ['UCCX_'] },
  extra: {
    leg: 'plain',
    sent_on_by: 'personal',
    cause_orig: 'plain',
    cause_dest: 'plain',
    orig_on_behalf_of: 'plain',
    dest_on_behalf_of: 'plain',
    redirect_on_behalf_of: 'plain',
    join_on_behalf_of: 'plain',
    orig_redirect_reason: 'plain',
    last_redirect_reason: 'plain',
    orig_device: 'personal',
    dest_device: 'personal',
    hunt_pilot: 'plain',
    queue_wait_s: 'plain',
    calling_leg: 'plain',
    called_leg: 'plain',
    comment: 'personal',
  },
  reader({ no_trunks }) {
    const read = (state: DriverState, text: string): Reading => readLine(state, text, no_trunks);
    return {
      initial: null,
      read: (state, { text }) => placedByHeader(read(state, text), text, COLUMNS, state),
    };
  },
});

function readLine(state: DriverState, line: string, noTrunks: readonly string[]): Reading {
  const opened = openCucmLine(line);
  if (opened.kind === 'settled') return opened.reading;
  const { fields } = opened;
  if (opened.names) {
    const names = readHeader(fields);
    if (names !== null) return { ...ignored('header'), state: names };
    if (isTypeLine(fields)) return ignored('type_line');
  }
  const header = headerIn(state);
  return header === null ? readBare(fields, noTrunks) : readUnder(header, fields, noTrunks);
}

function readHeader(fields: readonly string[]): DriverState | null {
  const quality = qualityHeader(fields);
  if (quality !== null || !fields.map(plainName).includes('cdrrecordtype')) return quality;
  return { kind: 'cdr', count: fields.length, places: COLUMNS.placesIn(fields) };
}

/** A record below its header. */
function readUnder(header: Header, fields: readonly string[], noTrunks: readonly string[]): Reading {
  const count = fields.length;
  // A quality record among calls, as joined files have it, is known by its type whatever its width.
  if (header.kind === 'cdr' && isQualityRecord(fields)) return readBareQuality(fields, null);
  if (header.kind === 'cmr') return readQualityUnder(header, fields, null);
  if (count < header.count && !KNOWN_WIDTHS.has(count)) {
    return undefinedLine('too_short', `${count} columns where the header names ${header.count}`);
  }
  if (count !== header.count) {
    return undefinedLine('wrong_column_count', `${count} columns where the header names ${header.count}`);
  }
  const missing = COLUMNS.missing(header.places, REQUIRED);
  if (missing !== undefined)
    return undefinedLine('unknown_layout', `the header names no ${TABLE[missing][0]}`);
  return readRecord(COLUMNS.cells(fields, header.places), noTrunks);
}

/** A record without a header above it: read only where width and key columns prove the documented order. */
function readBare(fields: readonly string[], noTrunks: readonly string[]): Reading {
  if (isQualityRecord(fields)) return readBareQuality(fields, null);
  const cell = COLUMNS.cells(fields, COLUMNS.documented);
  const proven =
    KNOWN_WIDTHS.has(fields.length) &&
    cell('type') === '1' &&
    CUCM_UUID.test(cell('pkid')) &&
    epochOf(cell('origination')) !== null &&
    epochOf(cell('disconnect')) !== null;
  if (!proven) return undefinedLine('no_header', 'no header names the columns of this record');
  return readRecord(cell, noTrunks);
}

function readRecord(cell: Cells<Column>, noTrunks: readonly string[]): Reading {
  const type = cell('type');
  if (type === '2') return ignored('quality_record');
  if (type !== '1') return undefinedLine('unknown_record_type', 'cdrRecordType is neither 1 nor 2', 'type');
  const times = readTimes(cell);
  if ('reason' in times) return times;
  const odd = Object.values(CODES).find((column) => codeOf(cell(column)) === undefined);
  if (odd !== undefined)
    return undefinedLine('bad_number_field', `${TABLE[odd][0]} is not a whole number`, odd);
  return callOf(cell, times, noTrunks);
}

interface Times {
  readonly started: number;
  /** Null when nobody answered. */
  readonly answered: number | null;
  readonly ended: number;
  readonly duration: number;
}

/** 0 is no time in these columns, and never the year 1970. */
function readTimes(cell: Cells<Column>): Times | UndefinedReading {
  const empty = TIMES.find((column) => cell(column) === '');
  if (empty !== undefined) return undefinedLine('missing_field', `${TABLE[empty][0]} is empty`, empty);
  const started = epochOf(cell('origination'));
  if (started === null) return undefinedLine('bad_time', 'dateTimeOrigination is no time', 'origination');
  const answered = cell('connect') === '0' ? null : epochOf(cell('connect'));
  if (answered === null && cell('connect') !== '0')
    return undefinedLine('bad_time', 'dateTimeConnect is no time', 'connect');
  const ended = epochOf(cell('disconnect'));
  if (ended === null) return undefinedLine('bad_time', 'dateTimeDisconnect is no time', 'disconnect');
  if (!/^\d{1,9}$/.test(cell('duration')))
    return undefinedLine('bad_duration', 'duration is not a whole number of seconds', 'duration');
  const duration = Number(cell('duration')) * 1000;

  if (ended < started) return undefinedLine('contradiction', 'the call ends before it starts');
  if (answered !== null && (answered < started || answered > ended)) {
    return undefinedLine('contradiction', 'the call is answered before its start or after its end');
  }
  // Whole seconds are cut off three times, so that a second more is no contradiction.
  if (duration > (answered === null ? 0 : ended - answered + 1000)) {
    return undefinedLine('contradiction', 'duration is longer than the time from answer to end');
  }
  return { started, answered, ended, duration };
}

/** Codes by their key in `extra`. */
const CODES = {
  cause_orig: 'origCause',
  cause_dest: 'destCause',
  orig_on_behalf_of: 'origBehalf',
  dest_on_behalf_of: 'destBehalf',
  redirect_on_behalf_of: 'redirectBehalf',
  join_on_behalf_of: 'joinBehalf',
  orig_redirect_reason: 'origReason',
  last_redirect_reason: 'redirectReason',
  queue_wait_s: 'queueWait',
  calling_leg: 'origLeg',
  called_leg: 'destLeg',
} as const;
const TEXTS = { orig_device: 'origDevice', dest_device: 'destDevice', comment: 'comment' } as const;

function callOf(cell: Cells<Column>, times: Times, noTrunks: readonly string[]): CallReading {
  const cause = codeOf(cell('origCause')) ?? codeOf(cell('destCause')) ?? null;
  const pkid = cell('pkid').toLowerCase();
  const from = { device: cell('origDevice'), protocol: cell('incomingProtocol') };
  const to = { device: cell('destDevice'), protocol: cell('outgoingProtocol') };
  const call = [cell('cluster'), cell('manager'), cell('call')];
  return {
    ...EMPTY_CALL,
    record_key: CUCM_UUID.test(pkid) && pkid !== NO_UUID ? pkid : null,
    call_key: call.includes('') ? null : call.join('/'),
    clock: 'utc',
    started: times.started,
    answered_at: times.answered,
    ended: times.ended,
    ring_ms: (times.answered ?? times.ended) - times.started,
    duration_ms: times.duration,
    answered: times.answered !== null,
    cause: cause === null ? null : String(cause),
    // A gateway can lead to the public network or to another cluster; only two stations are certain.
    direction: isStation(from.device) && isStation(to.device) ? 'internal' : null,
    calling: cell('calling') || null,
    called: cell('called') || null,
    dialled: cell('original') || null,
    calling_extension: stationNumber(from.device, cell('calling')),
    called_extension: stationNumber(to.device, cell('called')),
    calling_name: cell('callingUser') || null,
    called_name: cell('calledUser') || null,
    trunk: trunkBetween(from, to, noTrunks),
    account_code: cell('matter') || null,
    extra: extraOf(cell),
  };
}

function extraOf(cell: Cells<Column>): CallReading['extra'] {
  const extra: Record<string, string | number> = {};
  const code = (column: Column): number => codeOf(cell(column)) ?? 0;
  // Usage 7 says that the called number is the hunt pilot; the pilot's own column is empty then.
  const pilot = cell('huntPilot') || (cell('patternUsage') === '7' ? cell('called') : '');
  const leg = cucmLeg({
    behalf: [code('joinBehalf'), code('redirectBehalf'), code('origBehalf'), code('destBehalf')],
    reasons: [code('redirectReason'), code('origReason')],
    hunted: pilot !== '' || code('queueWait') > 0,
  });
  if (leg !== '') extra.leg = leg;
  // Where nothing was redirected, the column is empty or repeats the called number.
  if (cell('redirect') !== '' && cell('redirect') !== cell('called')) extra.sent_on_by = cell('redirect');
  for (const [key, column] of Object.entries(CODES)) if (code(column) !== 0) extra[key] = code(column);
  for (const [key, column] of Object.entries(TEXTS)) if (cell(column) !== '') extra[key] = cell(column);
  if (pilot !== '') extra.hunt_pilot = pilot;
  return Object.keys(extra).length === 0 ? null : extra;
}
