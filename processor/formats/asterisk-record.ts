import {
  type CallReading,
  EMPTY_CALL,
  type Reading,
  type UndefinedReading,
  undefinedLine,
} from '../../record/reading.ts';
import { callerName, channelParties, stationBehind } from './asterisk-channels.ts';
import { asteriskLeg } from './asterisk-legs.ts';
import type { DatePattern, PrintedTime } from './date-pattern.ts';
import { onOneClock } from './one-clock.ts';

/** The fields of a record of Asterisk, by the names that cdr_custom and the tables of its exports have for them. */
export const ASTERISK_FIELDS = [
  ...['clid', 'src', 'dst', 'dcontext', 'channel', 'dstchannel', 'lastapp', 'lastdata'],
  ...['start', 'answer', 'end', 'duration', 'billsec', 'disposition', 'amaflags', 'accountcode'],
  ...['uniqueid', 'userfield', 'peeraccount', 'linkedid', 'sequence'],
] as const;
export type AsteriskField = (typeof ASTERISK_FIELDS)[number];

/** The text of a field; '' where the record leaves it empty, null where it has no such field at all. */
export type AsteriskFields = (field: string) => string | null;

export interface AsteriskTimes {
  readonly pattern: DatePattern;
  /** The clock of times that print none. */
  readonly unsaid: 'utc' | 'wall';
  /** What the format calls the start, for people who look for what failed. */
  readonly startName: string;
}

/** What the driver declares for `extra`. */
export const ASTERISK_EXTRA = {
  leg: 'plain',
  station: 'personal',
  application: 'plain',
  amaflags: 'plain',
  userfield: 'personal',
  peer_account: 'personal',
} as const;

/** Backends that write numbers, and the names that stand for them elsewhere. */
const DISPOSITIONS: ReadonlyMap<string, string> = new Map([
  ...['ANSWERED', 'NO ANSWER', 'BUSY', 'FAILED', 'CONGESTION', 'CANCEL', 'UNKNOWN'].map(
    (name): [string, string] => [name, name],
  ),
  ...[['0', 'NO ANSWER'] as const, ['1', 'NO ANSWER'] as const, ['2', 'FAILED'] as const],
  ...[['4', 'BUSY'] as const, ['8', 'ANSWERED'] as const],
  ...[['16', 'CONGESTION'] as const, ['32', 'CANCEL'] as const],
]);
const AMA_FLAGS: ReadonlyMap<string, string> = new Map([
  ['1', 'OMIT'],
  ['2', 'BILLING'],
  ['3', 'DOCUMENTATION'],
]);

/** Reads a record of Asterisk whose fields were found by the driver, whatever their order and whichever there are. */
export function readAsteriskRecord(
  field: AsteriskFields,
  { pattern, unsaid, startName }: AsteriskTimes,
): Reading {
  const disposition = field('disposition');
  const cause = disposition === null ? null : DISPOSITIONS.get(disposition);
  if (cause === undefined)
    return undefinedLine(
      'unknown_layout',
      'disposition is none of the dispositions of Asterisk',
      'disposition',
    );
  const times: Record<TimeField, PrintedTime | null> = { start: null, answer: null, end: null };
  for (const name of TIME_FIELDS) {
    const text = field(name) ?? '';
    if (isUnset(text)) continue;
    const time = pattern.read(text);
    const shown = name === 'start' ? startName : name;
    if (time === null)
      return undefinedLine('bad_time', `${shown} is not a date and time of the pattern`, name);
    times[name] = time;
  }
  if (times.start === null && times.end === null)
    return undefinedLine('missing_field', `neither ${startName} nor end is there`, ['start', 'end']);
  const lengths = readLengths(field);
  if ('reason' in lengths) return lengths;
  const sequence = field('sequence') ?? '';
  if (!/^\d*$/.test(sequence))
    return undefinedLine('bad_number_field', 'sequence is not a whole number', 'sequence');
  return callOf(field, { cause, ...onOneClock(times, unsaid), ...lengths });
}

const TIME_FIELDS = ['start', 'answer', 'end'] as const;
type TimeField = (typeof TIME_FIELDS)[number];

/** Tables have the beginning of time where the record had none. */
function isUnset(text: string): boolean {
  return text === '' || /^(?:0+(?:\.0+)?|0000-00-00 00:00:00|1970-01-01 00:00:00)$/.test(text);
}

interface Lengths {
  readonly total: number | null;
  readonly talk: number | null;
}

function readLengths(field: AsteriskFields): Lengths | UndefinedReading {
  const total = readSeconds(field('duration'));
  if (total === undefined)
    return undefinedLine('bad_duration', 'duration is not a number of seconds', 'duration');
  const talk = readSeconds(field('billsec'));
  if (talk === undefined)
    return undefinedLine('bad_duration', 'billsec is not a number of seconds', 'billsec');
  // With initiatedseconds=yes billsec is rounded up where duration is cut.
  if (total !== null && talk !== null && talk > total + 1000)
    return undefinedLine('contradiction', 'billsec is longer than duration');
  return { total, talk };
}

/** Milliseconds; null where the record has no such field, undefined where it is no number of seconds. */
function readSeconds(text: string | null): number | null | undefined {
  if (text === null) return null;
  return /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Math.round(Number(text) * 1000) : undefined;
}

interface Found extends Lengths {
  readonly cause: string | null;
  readonly clock: CallReading['clock'];
  readonly ms: Readonly<Record<TimeField, number | null>>;
}

function callOf(field: AsteriskFields, { cause, clock, ms, total, talk }: Found): CallReading {
  const text = (name: AsteriskField): string => field(name) ?? '';
  const number = text('src');
  const parties = channelParties(text('channel'), text('dstchannel'));
  const [uniqueid, sequence] = [text('uniqueid'), text('sequence')];
  return {
    ...EMPTY_CALL,
    ...parties,
    record_key: uniqueid !== '' && sequence !== '' ? `${uniqueid}/${sequence}` : null,
    call_key: text('linkedid') || uniqueid || null,
    clock,
    started: ms.start,
    answered_at: ms.answer,
    ended: ms.end,
    ring_ms: total === null || talk === null ? null : Math.max(0, total - talk),
    duration_ms: talk,
    duration_since: talk === null && ms.answer !== null ? 'answered_at' : null,
    answered: isAnswered(cause, ms.answer !== null, talk),
    cause,
    calling: number || null,
    called: text('dst') || null,
    calling_name: callerName(text('clid'), number),
    account_code: text('accountcode') || null,
    extra: extraOf(text, stationBehind(text('dst'), parties.called_extension)),
  };
}

/** NO ANSWER with talk is a call whose trunk was answered, by a queue or an announcement, though its party was not. */
function isAnswered(cause: string | null, hasAnswer: boolean, talk: number | null): boolean | null {
  if (cause === 'ANSWERED' || (talk ?? 0) > 0) return true;
  if (cause !== null || talk !== null) return false;
  return hasAnswer ? true : null;
}

function extraOf(text: (name: AsteriskField) => string, station: string): CallReading['extra'] {
  const extra: Record<string, string> = {};
  const flags = AMA_FLAGS.get(text('amaflags')) ?? text('amaflags');
  const leg = asteriskLeg(text('lastapp'));
  if (leg !== '') extra.leg = leg;
  if (station !== '') extra.station = station;
  if (text('lastapp') !== '' && text('lastapp') !== 'Dial') extra.application = text('lastapp');
  if (flags !== '' && flags !== 'DOCUMENTATION') extra.amaflags = flags;
  if (text('userfield') !== '') extra.userfield = text('userfield');
  if (text('peeraccount') !== '') extra.peer_account = text('peeraccount');
  return Object.keys(extra).length === 0 ? null : extra;
}
