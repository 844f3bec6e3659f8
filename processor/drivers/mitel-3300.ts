import { z } from 'zod';
import { DAY_MS, parseDay } from '../../record/calendar.ts';
import type { Direction } from '../../record/call.ts';
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
import { linkedIn, linkedKey, withLinked } from '../formats/linked-ids.ts';
import {
  columns,
  diallingOf,
  EXTENDED_OR_LEVEL_1,
  type Layout,
  layoutOf,
  type Ringing,
  reachesCalled,
  readTimeToAnswer,
  shiftedPlace,
  TRUNK,
  take,
} from '../formats/mitel-layouts.ts';
import { mitelLeg } from '../formats/mitel-legs.ts';
import { type Reference, readDuration, readStart } from '../formats/mitel-times.ts';
import { movedBy, textWithin } from '../formats/placed.ts';
import { completedTime, latestFor } from '../formats/yearless-time.ts';

const options = z.strictObject({
  /** On this clock the hour after midnight is a plain 12, which a single line cannot tell from noon. */
  twelve_hour: z.boolean().default(false).describe('true when the system prints a 12-hour clock'),
});

export const mitel3300 = defineDriver({
  name: 'mitel-3300',
  vendor: 'Mitel',
  summary:
    'SMDR of 3300 ICP, MX and MiVoice Business: standard, extended digit length, extended reporting 1 and 2.',
  confirmation: 'confirmed',
  traps: [
    'The date has no year: it is the latest that puts the call not more than two days after its arrival.',
    'With a 12-hour clock the hour after midnight prints as 12: set the option twelve_hour.',
    'Standard durations over 99:59:59 print as 99:99:99, which is undefined.',
    'An unanswered call keeps its printed duration, whatever that is; answered is then false.',
    'One record per trunk: a call that goes in and out by trunks gives two records or more.',
    'A call that is both internal and external gives only the external record.',
    'Without answer supervision an outgoing call does not say whether anyone answered.',
    'Digits dialled may begin with the originating station and a blank; only a station equal to the caller is cut off.',
    'The 26th digit is overwritten when more are dialled, with meter pulses the 21st is the last.',
    'A terminal width of 80 wraps records: the first part is a call without what follows, the second part undefined.',
    'Call ids are used again; legs are linked within the day they start, so not over midnight.',
    'A consultation has a call id of its own and names that of its call; both are one call.',
    'Of extended reporting, the columns after 143 (level 1) or 146 (level 2) are inferred, call ids among them.',
  ],
  options,
  example: { twelve_hour: false },
  extra: {
    leg: 'plain',
    sent_on_to: 'personal',
    layout: 'plain',
    attendant: 'plain',
    meter_pulses: 'plain',
    speed_or_forward: 'plain',
    transfer: 'plain',
    third_party: 'personal',
    outgoing_trunk: 'plain',
    ldn: 'personal',
    ani: 'personal',
    dnis: 'personal',
    route_optimisation: 'plain',
    system_id: 'plain',
    call_sequence: 'plain',
    associated_call: 'plain',
  },
  reader({ twelve_hour }) {
    return { initial: null, read: (state, line) => linkedCall(state, readLine(line, twelve_hour)) };
  },
});

/** The call with the key of those whose ids it names: a consultation has an id of its own and names its call's. */
function linkedCall(state: DriverState, reading: Reading): Reading {
  if (reading.kind !== 'call' || reading.call_key === null) return reading;
  const linked = linkedIn(state);
  const associated = String(reading.extra?.associated_call ?? '');
  const other = associated === '' ? [] : [`${reading.call_key.slice(0, 'YYYY-MM-DD/'.length)}${associated}`];
  const ids = [reading.call_key, ...other];
  const call_key = linkedKey(linked, ids) ?? other[0] ?? reading.call_key;
  if (other.length === 0) return { ...reading, call_key };
  return { ...reading, call_key, state: withLinked(linked, ids, call_key) };
}

const CALL_ID = /^[A-Z]\d{7}$/;
/** Completions of calls that reached nobody. */
const REFUSED = /^[BDEOSU]$/;

function readLine(line: Line, twelveHour: boolean): Reading {
  if (line.text.trim() === '') return ignored('blank');
  // Some collectors put the day of arrival before the record.
  const prefix = /^@(\d{4})(\d\d)(\d\d)@/.exec(line.text);
  const text = prefix === null ? line.text : line.text.slice(10);
  const head = /^ ?[ \-%+]?(?=\d\d[/-]\d\d \d\d:\d\d)/.exec(text);
  if (head === null) return readOther(text);
  let latest = latestFor(line.received_at);
  if (prefix !== null) {
    const day = parseDay(`${prefix[1]}-${prefix[2]}-${prefix[3]}`);
    if (day === null)
      return undefinedLine('bad_time', 'the day before the record is not in the calendar', {
        from: 1,
        to: 9,
      });
    latest = (day + 2) * DAY_MS - 1;
  }
  // The mark of a long call in column 1 only repeats the duration; without it the columns stay where they are.
  const record = ` ${text.slice(head[0].length)}`;
  const reading = readRecord(record, { latest, twelveHour, yearPrinted: prefix !== null });
  return movedBy(reading, line.text.length - record.length);
}

function readOther(text: string): Reading {
  const trimmed = text.trim();
  if (trimmed.toUpperCase().includes('CLOCK MALFUNCTION')) return ignored('system_message');
  if (/^[-=_]{3,}$/.test(trimmed)) return ignored('page_header');
  if (text.startsWith('  ') && trimmed !== '') {
    return undefinedLine(
      'unknown_layout',
      'the line begins with blanks: the rest of a record wrapped at column 80',
    );
  }
  if (text.length < 12 && /^[\d/: %+-]*$/.test(text)) {
    return undefinedLine('too_short', 'the line ends in its date or time');
  }
  return undefinedLine('unknown_layout', 'the line begins with no date and time');
}

function readRecord(record: string, reference: Reference): Reading {
  const layout = layoutOf(record);
  if ('kind' in layout) return layout;
  const started = readStart(record, reference);
  if (started === null)
    return undefinedLine(
      'bad_time',
      'date and time are no moment of the calendar',
      textWithin(record, 1, record.charAt(12) === ':' ? 16 : 13),
    );
  const duration = readDuration(columns(record, layout.duration));
  if (duration === null)
    return undefinedLine(
      'bad_duration',
      'the duration overflowed or is no time',
      textWithin(record, ...layout.duration),
    );
  if (!reachesCalled(record, layout)) {
    return undefinedLine('too_short', `the line ends before the called party of the layout ${layout.name}`);
  }
  const shifted = shiftedPlace(record, layout);
  if (shifted !== null) {
    return undefinedLine(
      'unknown_layout',
      `${shifted.what} of the layout ${layout.name} does not fit`,
      shifted.place,
    );
  }
  const ringing = readTimeToAnswer(record, layout.timeToAnswer);
  if (ringing === null)
    return undefinedLine(
      'bad_duration',
      'the time to answer is not a number of seconds',
      textWithin(record, ...layout.timeToAnswer),
    );
  if (take(record, layout.calling) === '' && take(record, layout.called) === '') {
    return undefinedLine(
      'missing_field',
      'neither the calling nor the called party is printed',
      textWithin(record, ...layout.calling),
    );
  }
  const known = layout === EXTENDED_OR_LEVEL_1 ? record.slice(0, layout.called[1]) : record;
  return callOf(known, layout, { started, duration, ringing, yearPrinted: reference.yearPrinted });
}

interface Times {
  readonly started: number;
  readonly duration: number;
  readonly ringing: Ringing;
  readonly yearPrinted: boolean;
}

function callOf(record: string, layout: Layout, times: Times): CallReading {
  const { started, duration, ringing } = times;
  const calling = take(record, layout.calling);
  const called = take(record, layout.called);
  const completion = record.charAt(layout.completion).trim();
  const direction = directionOf(calling, called, completion);
  const dialling = diallingOf(record, layout);
  const ani = take(record, layout.ani);
  const callId = take(record, layout.callId);
  const moment = completedTime(started);
  return {
    ...EMPTY_CALL,
    completed_time: times.yearPrinted ? null : moment,
    call_key: CALL_ID.test(callId) ? `${moment.slice(0, 10)}/${callId}` : null,
    clock: 'wall',
    started,
    ended: null,
    ring_ms: ringing.ms,
    duration_ms: duration,
    answered: answeredOf(ringing, duration, completion),
    cause: completion || null,
    direction,
    ...partiesOf({ direction, calling, called, ani, digits: dialling.digits }),
    calling_extension: TRUNK.test(calling) ? null : calling || null,
    called_extension: TRUNK.test(called) ? null : called || null,
    trunk: TRUNK.test(calling) ? calling : TRUNK.test(called) ? called : null,
    account_code: take(record, layout.account) || null,
    extra: extraOf(record, layout, {
      attendant: ringing.attendant ? 'yes' : '',
      meter_pulses: dialling.pulses,
      outgoing_trunk: direction === 'transit' ? called : '',
      ani: TRUNK.test(calling) ? '' : ani,
    }),
  };
}

function directionOf(calling: string, called: string, completion: string): Direction | null {
  const from = TRUNK.test(calling);
  const to = TRUNK.test(called);
  if (from) return to ? 'transit' : 'incoming';
  if (to) return 'outgoing';
  return completion === 'I' || (calling !== '' && called !== '') ? 'internal' : null;
}

/** Null where the record does not say: an outgoing call without answer supervision. */
function answeredOf(ringing: Ringing, duration: number, completion: string): boolean | null {
  if (ringing.unanswered) return false;
  if (ringing.ms !== null) return duration > 0 || !REFUSED.test(completion);
  if (completion === 'A') return true;
  return duration === 0 ? false : null;
}

interface Printed {
  readonly direction: Direction | null;
  readonly calling: string;
  readonly called: string;
  readonly ani: string;
  readonly digits: string;
}

function partiesOf(printed: Printed): Pick<CallReading, 'calling' | 'called' | 'dialled'> {
  const { direction, calling, called, ani, digits } = printed;
  const inbound = direction === 'incoming' || direction === 'transit';
  const outbound = direction === 'outgoing' || direction === 'transit';
  // In network format the originating station and a blank stand before the digits.
  const own =
    calling !== '' && digits.startsWith(`${calling} `) ? digits.slice(calling.length).trim() : digits;
  // A station that reached neither trunk nor station shows only what it dialled.
  const fromDigits = outbound || (!inbound && called === '');
  return {
    calling: (inbound ? ani : calling) || null,
    called: (fromDigits ? own : called) || null,
    dialled: fromDigits && own === digits ? null : digits || null,
  };
}

function extraOf(record: string, layout: Layout, read: Record<string, string>): Record<string, string> {
  const associated = take(record, layout.associated);
  const system = take(record, layout.system);
  const linked = CALL_ID.test(take(record, layout.callId));
  const [transfer, third] = [record.charAt(layout.transfer).trim(), take(record, layout.third)];
  const speed = record.charAt(layout.completion + 1).trim();
  const associatedCall = CALL_ID.test(associated) ? associated : '';
  const leg = mitelLeg({ transfer, speed, associated: associatedCall });
  const printed: Record<string, string> = {
    ...read,
    leg,
    sent_on_to: leg === 'transfer' ? third : '',
    speed_or_forward: speed,
    transfer,
    third_party: leg === 'transfer' ? '' : third,
    ldn: take(record, layout.ldn),
    dnis: take(record, layout.dnis),
    route_optimisation: record.charAt(layout.route).trim(),
    system_id: system.length < 3 || system === '000' ? '' : system,
    call_sequence: linked ? record.charAt(layout.callId[1]).trim() : '',
    associated_call: associatedCall,
  };
  const extra: Record<string, string> = { layout: layout.name };
  for (const name in printed) if (printed[name]) extra[name] = printed[name];
  return extra;
}
