import { createTimeZone } from '../../processor/times/time-zone.ts';
import { asDialled, SITES } from './company.ts';
import type { CompanyCall, Leg, Party } from './company-traffic.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { WrittenLines } from './written-lines.ts';

const CLUSTER = 'LONDON-1';
const TRUNK = 'LON-SIP-TRUNK';
/** How often a record comes damaged. */
const DIRT = 0.0015;
const SPLIT = 393_216;
const CAUSES = { answered: 16, unanswered: 16, busy: 17 } as const;

/** The columns of release 6 and 7 in their order; those that end in _T are text. */
const CDR_COLUMNS = `cdrRecordType globalCallID_callManagerId globalCallID_callId origLegCallIdentifier
  dateTimeOrigination origNodeId origSpan origIpAddr callingPartyNumber_T callingPartyUnicodeLoginUserID_T
  origCause_location origCause_value origPrecedenceLevel origMediaTransportAddress_IP origMediaTransportAddress_Port
  origMediaCap_payloadCapability origMediaCap_maxFramesPerPacket origMediaCap_g723BitRate origVideoCap_Codec
  origVideoCap_Bandwidth origVideoCap_Resolution origVideoTransportAddress_IP origVideoTransportAddress_Port
  origRSVPAudioStat_T origRSVPVideoStat_T destLegIdentifier destNodeId destSpan destIpAddr originalCalledPartyNumber_T
  finalCalledPartyNumber_T finalCalledPartyUnicodeLoginUserID_T destCause_location destCause_value destPrecedenceLevel
  destMediaTransportAddress_IP destMediaTransportAddress_Port destMediaCap_payloadCapability
  destMediaCap_maxFramesPerPacket destMediaCap_g723BitRate destVideoCap_Codec destVideoCap_Bandwidth
  destVideoCap_Resolution destVideoTransportAddress_IP destVideoTransportAddress_Port destRSVPAudioStat_T
  destRSVPVideoStat_T dateTimeConnect dateTimeDisconnect lastRedirectDn_T pkid_T
  originalCalledPartyNumberPartition_T callingPartyNumberPartition_T finalCalledPartyNumberPartition_T
  lastRedirectDnPartition_T duration origDeviceName_T destDeviceName_T origCallTerminationOnBehalfOf
  destCallTerminationOnBehalfOf origCalledPartyRedirectOnBehalfOf lastRedirectRedirectOnBehalfOf
  origCalledPartyRedirectReason lastRedirectRedirectReason destConversationId globalCallId_ClusterID_T joinOnBehalfOf
  comment_T authCodeDescription_T authorizationLevel clientMatterCode_T origDTMFMethod destDTMFMethod
  callSecuredStatus origConversationId origMediaCap_Bandwidth destMediaCap_Bandwidth authorizationCodeValue_T`.split(
  /\s+/,
);
const CMR_COLUMNS =
  `cdrRecordType globalCallID_callManagerId globalCallID_callId nodeId directoryNum_T callIdentifier
  dateTimeStamp numberPacketsSent numberOctetsSent numberPacketsReceived numberOctetsReceived numberPacketsLost jitter
  latency pkid_T directoryNumPartition_T globalCallId_ClusterID_T deviceName_T varVQMetrics_T`.split(/\s+/);

type Cells = Readonly<Record<string, string | number>>;

/** Unified Communications Manager in London: records with a header in each file, times in UTC, quality records apart. */
export class CucmRecords {
  readonly #zone = createTimeZone(SITES.london.time_zone);
  readonly #random: SeededRandom;
  /** Of each leg, the number of its caller; the called party has the next one. */
  readonly #legs = new WeakMap<Leg, number>();
  #records = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Both lines that stand at the top of a file. */
  head(kind: 'cdr' | 'cmr', lines: WrittenLines): void {
    const columns = kind === 'cdr' ? CDR_COLUMNS : CMR_COLUMNS;
    lines.ignored(columns.map((name) => `"${plain(name)}"`).join(','));
    lines.ignored(columns.map((name) => (isText(name) ? 'VARCHAR(129)' : 'INTEGER')).join(','));
  }

  call(call: CompanyCall, lines: WrittenLines): void {
    const transferred = call.legs.length > 1;
    call.legs.forEach((leg, index) => {
      const cells = this.#cells(call, leg, index);
      const split = transferred && index === 0 ? { origCause_value: SPLIT, destCause_value: SPLIT } : {};
      lines.call(lineOf(CDR_COLUMNS, { ...cells, ...split }), leg);
      if (this.#random.chance(DIRT)) this.#soil(cells, lines);
    });
  }

  /** A quality record for every telephone of ours that took part. */
  quality(call: CompanyCall, lines: WrittenLines): void {
    for (const leg of call.legs.filter(({ result }) => result === 'answered')) {
      for (const party of [leg.from, leg.to]) {
        if (!('person' in party)) continue;
        const callIdentifier = (this.#legs.get(leg) ?? 0) + (party === leg.from ? 0 : 1);
        const measured = this.#quality(call, leg, party.person.extension);
        lines.ignored(lineOf(CMR_COLUMNS, { ...measured, callIdentifier }));
      }
    }
  }

  #soil(cells: Cells, lines: WrittenLines): void {
    const kind = this.#random.pick(['no time', 'cut', 'backwards'] as const);
    const key = { pkid: this.#key() };
    if (kind === 'no time') {
      lines.undefined(lineOf(CDR_COLUMNS, { ...cells, ...key, dateTimeOrigination: 0 }), 'bad_time');
    } else if (kind === 'cut') {
      lines.undefined(lineOf(CDR_COLUMNS.slice(0, 60), { ...cells, ...key }), 'too_short');
    } else {
      const dateTimeDisconnect = Number(cells.dateTimeOrigination) - 60;
      lines.undefined(lineOf(CDR_COLUMNS, { ...cells, ...key, dateTimeDisconnect }), 'contradiction');
    }
  }

  #cells(call: CompanyCall, leg: Leg, index: number): Cells {
    const origin = this.#epoch(leg.started);
    const connect = origin + leg.ring_seconds;
    const first = call.legs[0].to;
    const number = 20_000_000 + 2 * this.#records;
    this.#legs.set(leg, number);
    const redirected = index > 0 && 'person' in first ? first.person.extension : '';
    return {
      cdrRecordType: 1,
      globalCallID_callManagerId: 1,
      globalCallID_callId: call.number,
      origLegCallIdentifier: number,
      destLegIdentifier: number + 1,
      origNodeId: 1,
      destNodeId: 1,
      dateTimeOrigination: origin,
      dateTimeConnect: leg.result === 'answered' ? connect : 0,
      dateTimeDisconnect: connect + leg.talk_seconds,
      duration: leg.talk_seconds,
      callingPartyNumber: 'person' in leg.from ? leg.from.person.extension : `+${leg.from.outside}`,
      callingPartyUnicodeLoginUserID: userOf(leg.from),
      originalCalledPartyNumber: redirected || calledOf(leg.to),
      finalCalledPartyNumber: calledOf(leg.to),
      finalCalledPartyUnicodeLoginUserID: userOf(leg.to),
      lastRedirectDn: redirected,
      lastRedirectRedirectReason: redirected === '' ? 0 : 10,
      origCause_value: CAUSES[leg.result],
      origDeviceName: deviceOf(leg.from),
      destDeviceName: deviceOf(leg.to),
      pkid: this.#key(),
      globalCallId_ClusterID: CLUSTER,
      clientMatterCode: leg.account_code ?? '',
    };
  }

  #quality(call: CompanyCall, leg: Leg, extension: string): Cells {
    const packets = leg.talk_seconds * 50;
    // Of a call that was over at once there was nothing to lose.
    const lost = this.#random.chance(0.05) ? Math.min(packets, this.#random.between(1, 40)) : 0;
    return {
      cdrRecordType: 2,
      globalCallID_callManagerId: 1,
      globalCallID_callId: call.number,
      nodeId: 1,
      directoryNum: extension,
      dateTimeStamp: this.#epoch(leg.started) + leg.ring_seconds + leg.talk_seconds,
      numberPacketsSent: packets,
      numberPacketsReceived: packets - lost,
      numberPacketsLost: lost,
      jitter: this.#random.between(0, 12),
      pkid: this.#key(),
      globalCallId_ClusterID: CLUSTER,
      deviceName: `SEP0010F0000${extension}`,
      varVQMetrics: 'CCR=0.0000;ICR=0.0000',
    };
  }

  /** Unlike every other, and shaped like the key that the system makes. */
  #key(): string {
    this.#records += 1;
    return `00000000-de30-4000-8000-${this.#records.toString(16).padStart(12, '0')}`;
  }

  #epoch(wall: number): number {
    return Math.floor((this.#zone.moments(wall)[0]?.utc ?? wall) / 1000);
  }
}

function calledOf(party: Party): string {
  return 'person' in party ? party.person.extension : asDialled(party.outside, 'london');
}

function userOf(party: Party): string {
  return 'person' in party ? party.person.name.toLowerCase().replace(' ', '.') : '';
}

function deviceOf(party: Party): string {
  return 'person' in party ? `SEP0010F0000${party.person.extension}` : TRUNK;
}

function isText(column: string): boolean {
  return column.endsWith('_T');
}

function plain(column: string): string {
  return isText(column) ? column.slice(0, -2) : column;
}

function lineOf(columns: readonly string[], cells: Cells): string {
  return columns
    .map((column) => (isText(column) ? `"${cells[plain(column)] ?? ''}"` : (cells[column] ?? 0)))
    .join(',');
}
