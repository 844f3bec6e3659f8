import { z } from 'zod';
import {
  type CallReading,
  EMPTY_CALL,
  ignored,
  type Reading,
  type UndefinedReading,
  undefinedLine,
} from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import { placed } from '../formats/placed.ts';
import {
  attributePlace,
  type GatewayTime,
  headPlace,
  parseRadiusEntry,
  type RadiusEntry,
  readAttributeDate,
  readEntryDate,
  readGatewayTime,
} from '../formats/radius-attributes.ts';

export const radiusDetail = defineDriver({
  name: 'radius-detail',
  vendor: 'FreeRADIUS',
  summary:
    'Accounting entries in the detail files of FreeRADIUS; calls of Cisco gateways and others. Written after a text.',
  confirmation: 'unconfirmed',
  units: { kind: 'blank-line' },
  traps: [
    'Only a Stop makes a call; Start and Interim-Update are ignored, so a call whose Stop was lost is missing.',
    'Timestamp is the only safe clock: it is read as UTC, less Acct-Delay-Time; the date above an entry is local time without a zone.',
    'A gateway names its zone by an abbreviation that can mean several; the offset is worked out from Timestamp.',
    'Times that a gateway marks with * or . are not read.',
    'h323-disconnect-cause is hexadecimal: 10 is cause 16.',
    'Requests are sent again when no answer comes: the copies are known by gateway, session, length and leg.',
    'Session ids begin anew when a gateway is started; equal ids of one day and of equal length are taken for one call.',
    'A call through a gateway has two legs; their conference id makes them one call, or that of the incoming leg where it stands in both.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: {
    leg: 'plain',
    sent_on_by: 'personal',
    nas: 'plain',
    user: 'personal',
    terminate_cause: 'plain',
    call_origin: 'plain',
    call_type: 'plain',
    voice_quality: 'plain',
    release_source: 'plain',
    remote_address: 'personal',
  },
  reader() {
    return {
      initial: null,
      read: (_state, { text }) =>
        placed(readText(text), (name) =>
          name === HEAD ? headPlace(text) : attributePlace(text, String(name)),
        ),
    };
  },
});

const UNDER_WAY = new Set(['Start', '1', 'Interim-Update', 'Alive', '3']);
const OF_THE_GATEWAY = new Set(['Accounting-On', '7', 'Accounting-Off', '8']);
const DATA_PORTS = /^(?:Wireless|Ethernet|ADSL|SDSL|xDSL|Cable|PPPoE)/;

/** The line above the attributes, which is none. */
const HEAD = 'date of the entry';

function readText(text: string): Reading {
  if (text.trim() === '') return ignored('blank');
  const entry = parseRadiusEntry(text);
  if (typeof entry === 'string') return undefinedLine('unknown_layout', entry);
  const { value } = entry;
  const status = value('Acct-Status-Type');
  if (status === '') return undefinedLine('missing_field', 'Acct-Status-Type is missing', 'Acct-Status-Type');
  if (UNDER_WAY.has(status)) return ignored('under_way');
  if (OF_THE_GATEWAY.has(status)) return ignored('system_message');
  if (status !== 'Stop' && status !== '2') {
    return undefinedLine(
      'unknown_record_type',
      'Acct-Status-Type is none of those known',
      'Acct-Status-Type',
    );
  }
  if (value('Framed-Protocol') !== '' || DATA_PORTS.test(value('NAS-Port-Type')))
    return ignored('data_session');
  return readStop(entry);
}

function readStop(entry: RadiusEntry): Reading {
  const { value } = entry;
  const session = value('Acct-Session-Time');
  if (session === '')
    return undefinedLine('missing_field', 'Acct-Session-Time is missing', 'Acct-Session-Time');
  if (!/^\d{1,9}$/.test(session))
    return undefinedLine(
      'bad_duration',
      'Acct-Session-Time is no whole number of seconds',
      'Acct-Session-Time',
    );
  const cause = value('h323-disconnect-cause');
  if (!/^(?:0x)?[0-9a-f]{0,4}$/i.test(cause)) {
    return undefinedLine(
      'bad_number_field',
      'h323-disconnect-cause is no hexadecimal number',
      'h323-disconnect-cause',
    );
  }
  const received = receivedAt(entry);
  if ('kind' in received) return received;
  const times = timesOf(entry, received, Number(session) * 1000);
  if ('kind' in times) return times;
  const calling = value('Calling-Station-Id') || calledNumber(value('gw-rxd-cgn'));
  const called = value('Called-Station-Id') || calledNumber(value('gw-rxd-cdn'));
  if (calling === '' && called === '')
    return undefinedLine('missing_field', 'neither the calling nor the called number is there', [
      'Calling-Station-Id',
      'Called-Station-Id',
    ]);
  return { ...callOf(entry, session), ...times, calling: calling || null, called: called || null };
}

/** When the session ended by the clock of the server, and on which clock that is. */
interface Received {
  readonly clock: 'utc' | 'wall';
  readonly ended: number;
}

/** The reader of a detail file writes `Done` over the first letters of an attribute that it has dealt with. */
function receivedAt({ head, value }: RadiusEntry): Received | UndefinedReading {
  const delay = value('Acct-Delay-Time') || '0';
  if (!/^\d{1,9}$/.test(delay))
    return undefinedLine('bad_duration', 'Acct-Delay-Time is no whole number', 'Acct-Delay-Time');
  const late = Number(delay) * 1000;
  const stamp = value('Timestamp') || value('Donestamp') || value('Done');
  if (stamp !== '') {
    return /^\d{9,10}$/.test(stamp)
      ? { clock: 'utc', ended: Number(stamp) * 1000 - late }
      : undefinedLine('bad_time', 'Timestamp is no number of seconds since 1970', [
          'Timestamp',
          'Donestamp',
          'Done',
        ]);
  }
  const event = value('Event-Timestamp');
  if (/^\d{9,10}$/.test(event)) return { clock: 'utc', ended: Number(event) * 1000 };
  const wall = event === '' ? readEntryDate(head) : readAttributeDate(event);
  return wall === null
    ? undefinedLine(
        'bad_time',
        'there is no Timestamp, and the date of the entry cannot be read',
        event === '' ? HEAD : 'Event-Timestamp',
      )
    : { clock: 'wall', ended: event === '' ? wall - late : wall };
}

const GATEWAY_TIMES = ['h323-setup-time', 'h323-connect-time', 'h323-disconnect-time'];

type Times = Pick<
  CallReading,
  'clock' | 'started' | 'answered_at' | 'ended' | 'ring_ms' | 'duration_ms' | 'answered'
>;

function timesOf(
  { value }: RadiusEntry,
  { clock, ended }: Received,
  duration: number,
): Times | UndefinedReading {
  const counted = { clock, duration_ms: duration, answered: duration > 0 };
  const [setup, connect, disconnect] = GATEWAY_TIMES.map((name) =>
    value(name) === '' ? null : (readGatewayTime(value(name)) ?? 'bad'),
  );
  if (setup === 'bad' || connect === 'bad' || disconnect === 'bad')
    return undefinedLine(
      'bad_time',
      'a time of the gateway is no time',
      GATEWAY_TIMES[[setup, connect, disconnect].indexOf('bad')],
    );
  const offset = clock === 'wall' ? null : offsetOf(ended, disconnect, setup);
  if (offset === null || !setup || !disconnect) {
    return { ...counted, started: ended - duration, answered_at: null, ended, ring_ms: null };
  }
  const length = disconnect.wall - setup.wall;
  if (length < 0) return undefinedLine('contradiction', 'h323-disconnect-time is before h323-setup-time');
  if (duration > length + 2000)
    return undefinedLine(
      'contradiction',
      'Acct-Session-Time is longer than the time from setup to disconnect',
    );
  const answered = duration > 0 && connect ? connect.wall - offset : null;
  if (answered !== null && (answered < setup.wall - offset || answered > disconnect.wall - offset))
    return undefinedLine('contradiction', 'h323-connect-time is not between setup and disconnect');
  return {
    ...counted,
    started: setup.wall - offset,
    answered_at: answered,
    ended: disconnect.wall - offset,
    ring_ms: Math.max(0, length - duration),
  };
}

const QUARTER_MS = 15 * 60_000;
/** How far a gateway's clock may be off. */
const CLOCK_ERROR_MS = 2 * 60_000;
const FURTHEST_ZONE_MS = 14 * 3_600_000;

/**
 * Milliseconds east of UTC on the gateway's clock: the quarter hours that lie between its end of the call and the server's.
 * Null where its times are doubtful, too far off, or of two zones.
 */
function offsetOf(
  ended: number,
  disconnect: GatewayTime | null | undefined,
  setup: GatewayTime | null | undefined,
): number | null {
  if (!setup || !disconnect || setup.zone !== disconnect.zone || setup.doubtful || disconnect.doubtful)
    return null;
  const ahead = disconnect.wall - ended;
  const offset = Math.round(ahead / QUARTER_MS) * QUARTER_MS;
  return Math.abs(ahead - offset) > CLOCK_ERROR_MS || Math.abs(offset) > FURTHEST_ZONE_MS ? null : offset;
}

function callOf({ value }: RadiusEntry, length: string): typeof EMPTY_CALL {
  const nas = value('NAS-Identifier') || value('NAS-IP-Address') || value('NAS-IPv6-Address');
  const session = value('Acct-Session-Id');
  const conference = idOf(value('h323-conf-id') || value('sip-conf-id'));
  const own = nas === '' || session === '' ? null : `${nas}/${session}`;
  const cause = value('h323-disconnect-cause').replace(/^0x/i, '');
  return {
    ...EMPTY_CALL,
    record_key: own === null ? null : `${own}/${length}/${conference}/${value('h323-call-origin')}`,
    call_key: idOf(value('h323-incoming-conf-id')) || conference || value('Acct-Multi-Session-Id') || own,
    cause: cause === '' ? value('Acct-Terminate-Cause') || null : String(Number.parseInt(cause, 16)),
    dialled: calledNumber(value('gw-rxd-cdn')) || null,
    trunk: value('Cisco-NAS-Port') || value('NAS-Port-Id') || null,
    extra: extraOf(value, nas),
  };
}

/** Four words of hexadecimal digits, with blanks between them or not. */
function idOf(text: string): string {
  return text.replaceAll(' ', '').toLowerCase();
}

/** `ton:0,npi:1,#:30231250001` → 30231250001 */
function calledNumber(text: string): string {
  return /(?:^|,)#:([^,]*)/.exec(text)?.[1]?.trim() ?? text;
}

function extraOf(value: RadiusEntry['value'], nas: string): CallReading['extra'] {
  const values: Readonly<Record<string, string>> = {
    leg: value('h323-redirect-number') === '' ? '' : 'forward',
    sent_on_by: value('h323-redirect-number'),
    nas,
    user: value('User-Name'),
    terminate_cause: value('Acct-Terminate-Cause'),
    call_origin: value('h323-call-origin'),
    call_type: value('h323-call-type'),
    voice_quality: value('h323-voice-quality'),
    release_source: value('release-source'),
    remote_address: value('h323-remote-address') || value('remote-media-address'),
  };
  const set = Object.entries(values).filter(([, text]) => text !== '');
  return set.length === 0 ? null : Object.fromEntries(set);
}
