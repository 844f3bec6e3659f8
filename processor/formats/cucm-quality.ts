import type { Measures } from '../../record/quality.ts';
import { type DriverState, ignored, type Reading, undefinedLine } from '../../record/reading.ts';
import { CUCM_UUID, NO_UUID } from './cucm-lines.ts';
import { type Cells, type Header, namedColumns, plainName } from './named-columns.ts';

const TABLE = {
  type: ['cdrRecordType', 1, 'cmrRecordType'],
  manager: ['globalCallID_callManagerId', 2],
  call: ['globalCallID_callId', 3],
  party: ['directoryNum', 5],
  leg: ['callIdentifier', 6],
  time: ['dateTimeStamp', 7],
  packets_sent: ['numberPacketsSent', 8],
  octets_sent: ['numberOctetsSent', 9],
  packets_received: ['numberPacketsReceived', 10],
  octets_received: ['numberOctetsReceived', 11],
  packets_lost: ['numberPacketsLost', 12],
  jitter_ms: ['jitter', 13],
  latency_ms: ['latency', 14],
  pkid: ['pkid', 15],
  cluster: ['globalCallId_ClusterID', 17],
  device: ['deviceName', 18],
  metrics: ['varVQMetrics', 19],
  duration_s: ['duration', 20],
  video_duration_s: ['videoDuration', 22],
  video_packets_sent: ['numberVideoPacketsSent', 23],
  video_packets_received: ['numberVideoPacketsReceived', 25],
  video_packets_lost: ['numberVideoPacketsLost', 27],
  video_jitter_ms: ['videoAverageJitter', 28],
  video_round_trip_ms: ['videoRoundTripTime', 29],
  video_one_way_delay_ms: ['videoOneWayDelay', 30],
} as const;
type Column = keyof typeof TABLE;

/** 19 of them in old releases, 48 in new ones. */
const COLUMNS = namedColumns<Column>(TABLE);
/** Without these no record finds its call. */
const REQUIRED: readonly Column[] = ['type', 'manager', 'call', 'time'];

/** The state below the header of a CMR file; null for any other line. */
export function qualityHeader(fields: readonly string[]): DriverState {
  const names = fields.map(plainName);
  // CMR files call their first column cdrRecordType as well.
  const is = names.includes('cmrrecordtype') || names.includes('numberpacketssent');
  return is ? { kind: 'cmr', count: fields.length, places: COLUMNS.placesIn(fields) } : null;
}

/** A quality record is known by its type and the place of its pkid, whatever stands above it. */
export function isQualityRecord(fields: readonly string[]): boolean {
  return fields.length >= 19 && fields[0] === '2' && CUCM_UUID.test(fields[14] ?? '');
}

/** Without a header the columns stand as they are documented. */
export function readBareQuality(fields: readonly string[], callsOf: string | null): Reading {
  return readQuality(fields, COLUMNS.documented, callsOf);
}

export function readQualityUnder(header: Header, fields: readonly string[], callsOf: string | null): Reading {
  const trouble = `${fields.length} columns where the header names ${header.count}`;
  if (fields.length < header.count) return undefinedLine('too_short', trouble);
  if (fields.length > header.count) return undefinedLine('wrong_column_count', trouble);
  const missing = COLUMNS.missing(header.places, REQUIRED);
  if (missing !== undefined)
    return undefinedLine('unknown_layout', `the header names no ${TABLE[missing][0]}`);
  const cell = COLUMNS.cells(fields, header.places);
  if (cell('type') !== '2')
    return undefinedLine(
      'unknown_record_type',
      'a record that is no CMR below a CMR header',
      COLUMNS.numberOf(header.places, 'type'),
    );
  return readQuality(fields, header.places, callsOf);
}

const COUNTS = [
  ...(['packets_sent', 'packets_received', 'packets_lost', 'octets_sent', 'octets_received'] as const),
  ...(['jitter_ms', 'latency_ms', 'duration_s'] as const),
  ...(['video_duration_s', 'video_packets_sent', 'video_packets_received', 'video_packets_lost'] as const),
  ...(['video_jitter_ms', 'video_round_trip_ms', 'video_one_way_delay_ms'] as const),
] as const;

/** Of the list in varVQMetrics, by the vendor's names; `mos`: 0 is none, because the scale begins at 1. */
const METRICS: Readonly<Record<string, { readonly key: string; readonly mos?: true }>> = {
  MLQK: { key: 'mos', mos: true },
  MLQKav: { key: 'mos_average', mos: true },
  MLQKmn: { key: 'mos_lowest', mos: true },
  MLQKmx: { key: 'mos_highest', mos: true },
  CCR: { key: 'concealed_ratio' },
  ICR: { key: 'concealed_ratio_interval' },
  ICRmx: { key: 'concealed_ratio_highest' },
  CS: { key: 'concealed_s' },
  SCS: { key: 'severely_concealed_s' },
  VoPktSizeMs: { key: 'packet_size_ms' },
  VoPktLost: { key: 'voice_packets_lost' },
  VoPktDis: { key: 'voice_packets_discarded' },
  VoOneWayDelayMs: { key: 'one_way_delay_ms' },
  maxJitter: { key: 'jitter_highest_ms' },
};

function readQuality(
  fields: readonly string[],
  places: readonly DriverState[],
  callsOf: string | null,
): Reading {
  const cell = COLUMNS.cells(fields, places);
  const odd = [...COUNTS, 'leg' as const].find((column) => !/^(?:\d{1,15})?$/.test(cell(column)));
  if (odd !== undefined) {
    const detail = `${TABLE[odd][0]} is not a whole number`;
    return undefinedLine('bad_number_field', detail, COLUMNS.numberOf(places, odd));
  }
  const measured = /^\d{9,10}$/.test(cell('time')) ? Number(cell('time')) * 1000 : 0;
  if (measured === 0)
    return undefinedLine('bad_time', 'dateTimeStamp is no time', COLUMNS.numberOf(places, 'time'));
  const call = [cell('cluster'), cell('manager'), cell('call')];
  const pkid = cell('pkid').toLowerCase();
  return {
    ...ignored('quality_record'),
    quality: {
      // As with calls, of which no key is half.
      call_key: call.includes('') ? null : call.join('/'),
      calls_of: callsOf,
      record_key: CUCM_UUID.test(pkid) && pkid !== NO_UUID ? pkid : null,
      leg: cell('leg') === '' ? null : Number(cell('leg')),
      measured_at: measured,
      party: standing(cell('party')),
      device: standing(cell('device')),
      measures: measuresOf(cell),
    },
  };
}

/** Null where it is empty or was withheld. */
function standing(text: string): string | null {
  return /[^*\s]/.test(text) ? text : null;
}

/** What is empty was not measured, and is no 0. */
function measuresOf(cell: Cells<Column>): Measures {
  const measures: Record<string, string | number> = {};
  for (const column of COUNTS) if (cell(column) !== '') measures[column] = Number(cell(column));
  // Older telephones put commas between the metrics, newer ones semicolons.
  for (const entry of cell('metrics').split(/[;,]/)) {
    const [name = '', text = ''] = entry.split('=').map((part) => part.trim());
    if (name === 'VoRxCodec' && /^[\w .:/-]{1,40}$/.test(text)) measures.codec = text;
    const metric = Object.hasOwn(METRICS, name) ? METRICS[name] : undefined;
    if (metric === undefined || !/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) continue;
    const value = Number(text);
    if (metric.mos !== true || value > 0) measures[metric.key] = value;
  }
  return measures;
}
