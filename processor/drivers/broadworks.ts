import { z } from 'zod';
import type { Direction } from '../../record/call.ts';
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
import { splitBackslashed } from '../formats/backslash-values.ts';
import {
  BROADWORKS_FIELDS,
  type BroadworksField,
  broadworksFileNumber,
  broadworksNumber,
} from '../formats/broadworks-fields.ts';
import { broadworksLeg } from '../formats/broadworks-legs.ts';
import { compileDatePattern } from '../formats/date-pattern.ts';
import { type LinkedIds, linkedIn, linkedKey, withLinked } from '../formats/linked-ids.ts';
import { numbered } from '../formats/numbered.ts';
import { placedInFields } from '../formats/separated-values.ts';

type Text = (field: BroadworksField) => string;

/** Releases write from 197 to 450 fields; all of them have those up to the cause. */
const LEAST = BROADWORKS_FIELDS.terminationCause;

/** Keys of `extra` and the fields they hold. */
const EXTRA = {
  service_provider: 'serviceProvider',
  group: 'group',
  department: 'department',
  user_id: 'userId',
  user_time_zone: 'userTimeZone',
  call_category: 'callCategory',
  releasing_party: 'releasingParty',
  route: 'route',
  original_called: 'originalCalledNumber',
  original_called_reason: 'originalCalledReason',
  sent_on_by: 'redirectingNumber',
  redirecting_reason: 'redirectingReason',
  related_call_id: 'relatedCallId',
  transfer_related_call_id: 'transferRelatedCallId',
  failover_correlation_id: 'failoverCorrelationId',
} as const;

/** One record per user and call, so that a call within the system gives two. */
export const broadworks = defineDriver({
  name: 'broadworks',
  vendor: 'Cisco',
  summary:
    'Accounting CDR files (BW-CDR-….csv) of BroadWorks: 15 to 450 fields in a fixed order, by release.',
  confirmation: 'unconfirmed',
  record_numbers: {
    wraps_after: null,
    late: 1000,
    doubt: 'that the counter of the record ids counts nothing but records is inferred',
    several_series: true,
  },
  file_numbers: {
    wraps_after: 999_999,
    late: 100,
    doubt: null,
    of: broadworksFileNumber,
  },
  traps: [
    'One record per user and call: a call within the system gives an Originating and a Terminating record.',
    'Redirected and transferred calls are linked by the ids their records name, within a file, and only where the naming record is not the last.',
    'Times are UTC, while the name of the file has local time; the offset of the user stands in a field of its own.',
    'There are no quotes: a comma in a value is \\, and a usual CSV reader shifts the columns.',
    'There is no duration: it is the time from answer to release.',
    'The first line may say an encoding: set that of the source to it, ISO-8859-1 in most files.',
    'A file without its End record was not finished.',
    'Only records of the type Normal are read; the names of other types are not known.',
    'Authorization codes are secrets and are not read.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: {
    leg: 'plain',
    sent_on_by: 'personal',
    service_provider: 'plain',
    group: 'plain',
    department: 'plain',
    user_id: 'personal',
    user_time_zone: 'plain',
    call_category: 'plain',
    releasing_party: 'plain',
    route: 'plain',
    original_called: 'personal',
    original_called_reason: 'plain',
    redirecting_reason: 'plain',
    related_call_id: 'plain',
    transfer_related_call_id: 'plain',
    failover_correlation_id: 'plain',
    calling_presentation: 'plain',
  },
  reader: () => ({
    initial: null,
    read: (state, { text }) => {
      const [, counter, host] = COUNTER.exec(text) ?? [];
      const reading = numbered(readLine(state, text), counter, host);
      return placedInFields(reading, text, ',', broadworksNumber, ESCAPED);
    },
  }),
});

/** What a record id begins with: counter and host. */
const COUNTER = /^\ufeff?(\d{1,15})\|([0-9A-Za-z]{1,32})\|/;
const ESCAPED = { quotes: false, escapes: true };

/** Since the version was said: how many fields the widest record of the file had, and the ids of its calls. */
interface Carried {
  readonly widest: number;
  readonly linked: LinkedIds;
}

function carriedIn(state: DriverState): Carried {
  const { widest, linked } = (state ?? {}) as { readonly [key: string]: DriverState };
  return { widest: typeof widest === 'number' ? widest : 0, linked: linkedIn(linked) };
}

function readLine(state: DriverState, line: string): Reading {
  const bare = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  if (bare.trim() === '') return ignored('blank');
  if (/^version=/i.test(bare)) return { ...ignored('file_head'), state: null };
  const fields = splitBackslashed(bare, ',');
  if (fields === null) return undefinedLine('bad_quoting', 'the line ends in the middle of an escape');
  const text: Text = (field) => (fields[BROADWORKS_FIELDS[field] - 1] ?? '').trim();
  const type = text('type').toLowerCase();
  // The marks of a file have an id and nothing of a call.
  if (type === 'start' && text('startTime') === '') return ignored('file_head');
  if (type === 'end' && text('startTime') === '') return ignored('file_end');
  if (fields.length < LEAST)
    return undefinedLine('too_short', `${fields.length} fields where every record has ${LEAST}`);
  if (type !== 'normal') {
    return RECORD_ID.test(text('recordId'))
      ? undefinedLine('unknown_record_type', 'field 3 (type) is none of those known', 'type')
      : undefinedLine('unknown_layout', 'the line begins with no record id', 'recordId');
  }
  if (fields.some((field, at) => at > 0 && RECORD_ID.test(field)))
    return undefinedLine('wrong_column_count', 'two records stand in one line');
  // Every record of a release has the same fields, so that one with fewer was cut.
  const { widest, linked } = carriedIn(state);
  if (fields.length < widest)
    return undefinedLine('too_short', `${fields.length} fields where records of this file have ${widest}`);
  const reading = readRecord(text);
  return reading.kind === 'call' ? linkedCall(text, reading, { widest: fields.length, linked }) : reading;
}

/** The call with the key of those whose ids it names; they differ for each pair of users that a call goes through. */
function linkedCall(text: Text, call: CallReading, { widest, linked }: Carried): CallReading {
  const ids = IDS.map(text).filter((id) => id !== '');
  const key = text('failoverCorrelationId') === '' ? linkedKey(linked, ids) : null;
  const call_key = key ?? call.call_key;
  if (call_key === null) return { ...call, state: { widest, linked } };
  return { ...call, call_key, state: { widest, linked: withLinked(linked, ids, call_key) } };
}

const IDS = ['localCallId', 'remoteCallId', 'relatedCallId', 'transferRelatedCallId'] as const;

/** The end of a record id: counter, host, time and zone. */
const RECORD_ID = /\|\d{14}(?:\.\d{1,3})?\|[01][+-]\d{6}$/;

const STAMP = compileDatePattern('YYYYMMDDHHmmss[.S]');

interface Times {
  readonly started: number;
  readonly answered: number | null;
  readonly ended: number;
}

function readRecord(text: Text): Reading {
  const side = text('direction').toLowerCase();
  if (side !== 'originating' && side !== 'terminating')
    return undefinedLine(
      'unknown_layout',
      'field 6 (direction) is neither Originating nor Terminating',
      'direction',
    );
  const times = readTimes(text);
  return 'reason' in times ? times : callOf(text, side, times);
}

function readTimes(text: Text): Times | UndefinedReading {
  for (const name of ['startTime', 'releaseTime'] as const)
    if (text(name) === '')
      return undefinedLine('missing_field', `field ${BROADWORKS_FIELDS[name]} (${name}) is empty`, name);
  const times = { startTime: 0, answerTime: 0, releaseTime: 0 };
  for (const name of ['startTime', 'answerTime', 'releaseTime'] as const) {
    if (text(name) === '') continue;
    const time = typeof STAMP === 'string' ? null : STAMP.read(text(name));
    if (time === null)
      return undefinedLine('bad_time', `field ${BROADWORKS_FIELDS[name]} (${name}) is no time`, name);
    times[name] = time.ms;
  }
  const answered = /^(yes|no)(?:-|$)/i.exec(text('answerIndicator'))?.[1]?.toLowerCase();
  if (answered === undefined)
    return undefinedLine(
      'unknown_layout',
      'field 12 (answerIndicator) is neither Yes nor No',
      'answerIndicator',
    );
  if (answered === 'yes' && text('answerTime') === '')
    return undefinedLine('missing_field', 'field 13 (answerTime) of an answered call is empty', 'answerTime');
  if (answered === 'no' && text('answerTime') !== '')
    return undefinedLine('contradiction', 'a call that was not answered has an answer time');
  const { startTime: started, answerTime, releaseTime: ended } = times;
  if (ended < started) return undefinedLine('contradiction', 'the call is released before it starts');
  if (answered === 'yes' && (answerTime < started || answerTime > ended))
    return undefinedLine('contradiction', 'the call is answered before its start or after its release');
  return { started, answered: answered === 'yes' ? answerTime : null, ended };
}

function callOf(text: Text, side: 'originating' | 'terminating', times: Times): CallReading {
  const { started, answered, ended } = times;
  const originating = side === 'originating';
  const user = /^\+?\d{2,15}$/.test(text('userNumber')) ? text('userNumber') : null;
  const reached = originating
    ? text('networkTranslatedNumber') || text('calledNumber')
    : text('calledNumber');
  return {
    ...EMPTY_CALL,
    record_key: text('recordId') || null,
    call_key: callKey(text),
    clock: 'utc',
    started,
    answered_at: answered,
    ended,
    ring_ms: (answered ?? ended) - started,
    duration_ms: answered === null ? 0 : ended - answered,
    answered: answered !== null,
    cause: text('terminationCause') || null,
    direction: directionOf(originating, text('typeOfNetwork').toLowerCase()),
    calling: text('callingNumber') || (originating ? user : null),
    called: reached || (originating ? null : user),
    dialled: text('dialedDigits') || (originating && text('calledNumber')) || null,
    calling_extension: originating ? user : null,
    called_extension: originating ? null : user,
    calling_name: originating ? null : text('otherPartyName') || null,
    called_name: originating ? text('otherPartyName') || null : null,
    trunk: text('trunkGroup') || null,
    account_code: text('accountCode') || null,
    extra: extraOf(text),
  };
}

/** A private network is that of the enterprise itself; without the field the numbering plan decides. */
function directionOf(originating: boolean, network: string): Direction | null {
  if (network === 'private') return 'internal';
  if (network !== 'public') return null;
  return originating ? 'outgoing' : 'incoming';
}

/**
 * The two users of a call have its ids the other way round, so both are put in order; the halves of a call that went to
 * another server share the id of the failover.
 */
function callKey(text: Text): string | null {
  if (text('failoverCorrelationId') !== '') return text('failoverCorrelationId');
  if (text('localCallId') === '') return text('networkCallId') || null;
  return [text('localCallId'), text('remoteCallId')]
    .filter((id) => id !== '')
    .sort()
    .join('/');
}

function extraOf(text: Text): CallReading['extra'] {
  const extra: Record<string, string> = {};
  const leg = broadworksLeg(text);
  if (leg !== '') extra.leg = leg;
  for (const [key, field] of Object.entries(EXTRA)) if (text(field) !== '') extra[key] = text(field);
  const presentation = text('callingPresentation');
  if (presentation !== '' && presentation.toLowerCase() !== 'public')
    extra.calling_presentation = presentation;
  return Object.keys(extra).length === 0 ? null : extra;
}
