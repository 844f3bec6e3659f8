import {
  type CallReading,
  EMPTY_CALL,
  type Reading,
  type TextPlace,
  type UndefinedReading,
  undefinedLine,
} from '../../record/reading.ts';
import type { Sensitivity } from '../driver.ts';
import { freeswitchLeg } from './freeswitch-legs.ts';

/** One record of FreeSWITCH, from JSON or XML; each value is '' where the record has none. */
export interface FreeswitchRecord {
  readonly switchname: string;
  readonly variable: (name: string) => string;
  /** The stations of the call through the dial plan; the newest stands first. */
  readonly flows: readonly FreeswitchFlow[];
}

export interface FreeswitchFlow {
  readonly profile: (name: string) => string;
  readonly time: (name: string) => string;
  /** The channel that made this one. */
  readonly originator: string;
}

export const FREESWITCH_EXTRA: Readonly<Record<string, Sensitivity>> = {
  leg: 'plain',
  channel_direction: 'plain',
  q850: 'plain',
  sip_hangup_disposition: 'plain',
  switchname: 'plain',
  context: 'plain',
  last_app: 'plain',
  hold_seconds: 'plain',
};

export const FREESWITCH_TRAPS: readonly string[] = [
  'NORMAL_CLEARING does not mean answered; only an answer time does.',
  'A record is a channel, so a call has two when both legs are logged; the legs are linked, but not over a transfer of the second one.',
  'The direction of a record is that of the channel as the switch sees it: a caller’s channel is inbound also when the call goes out.',
  'The called number of the first leg is what was dialled, not who answered.',
  'Values are URL-encoded; a + before digits is kept, any other + is a blank.',
];

export function readFreeswitch(record: FreeswitchRecord): Reading {
  if (record.variable('uuid') === '' && record.flows.length === 0) {
    return undefinedLine('unknown_layout', 'the record has neither a uuid nor a callflow');
  }
  const times = readTimes(record);
  return 'kind' in times ? times : callOf(record, times);
}

interface Times {
  readonly started: number;
  readonly answered: number | null;
  readonly ended: number | null;
  /** Null when it is not printed. */
  readonly talk: number | null;
}

function readTimes({ variable, flows }: FreeswitchRecord): Times | UndefinedReading {
  const started = timeOf('start', variable, flows.at(-1)?.time('created_time'));
  const flowAnswer = flows.map(({ time }) => time('answered_time')).find((time) => !isUnset(time));
  const answered = timeOf('answer', variable, flowAnswer);
  const ended = timeOf('end', variable, flows[0]?.time('hangup_time'));
  if (started === 'bad' || answered === 'bad' || ended === 'bad') {
    const name = started === 'bad' ? 'start' : answered === 'bad' ? 'answer' : 'end';
    return undefinedLine(
      'bad_time',
      'a time is no number of seconds or microseconds since 1970',
      timeField(name, variable),
    );
  }
  if (started === null)
    return undefinedLine('missing_field', 'the record has no start', timeField('start', variable));
  const talk = talkOf(variable);
  if (talk === 'bad')
    return undefinedLine('bad_duration', 'billmsec, billusec or billsec is no whole number', [
      TALK_FIELDS.find(([name]) => variable(name) !== '')?.[0] ?? 'billsec',
    ]);
  if (ended !== null && ended < started)
    return undefinedLine('contradiction', 'the call ends before it starts');
  if (answered === null) {
    if (talk !== null && talk > 0)
      return undefinedLine('contradiction', 'there is talk time without an answer');
    return { started, answered, ended, talk: 0 };
  }
  if (answered < started || (ended !== null && answered > ended)) {
    return undefinedLine('contradiction', 'the call is answered before its start or after its end');
  }
  if (ended === null && talk === null)
    return undefinedLine('missing_field', 'the record has neither an end nor a talk time');
  if (talk !== null && ended !== null && talk > ended - answered + 1000) {
    return undefinedLine('contradiction', 'the talk time is longer than the time from answer to end');
  }
  return { started, answered, ended, talk };
}

function isUnset(text: string): boolean {
  return /^0*$/.test(text);
}

/** Microseconds where there are any, else seconds; 0 is "did not happen". */
function timeOf(
  name: 'start' | 'answer' | 'end',
  variable: FreeswitchRecord['variable'],
  flow: string | undefined,
): number | null | 'bad' {
  const seconds = variable(`${name}_epoch`);
  const micros = variable(`${name}_uepoch`) || (seconds === '' ? (flow ?? '') : '');
  if (micros === '' ? isUnset(seconds) : isUnset(micros)) return null;
  if (micros !== '') return /^\d{15,16}$/.test(micros) ? Math.floor(Number(micros) / 1000) : 'bad';
  return /^\d{9,10}$/.test(seconds) ? Number(seconds) * 1000 : 'bad';
}

/** Which field a time is taken from: of a flow where no variable has it. */
function timeField(name: keyof typeof FLOW_TIMES, variable: FreeswitchRecord['variable']): string {
  const own = [`${name}_uepoch`, `${name}_epoch`].find((field) => variable(field) !== '');
  return own ?? FLOW_TIMES[name];
}

const FLOW_TIMES = { start: 'created_time', answer: 'answered_time', end: 'hangup_time' } as const;

/** Of several places of a field the one that holds no number, which is what failed; else the first. */
export function unreadPlace(text: string, places: readonly TextPlace[]): TextPlace | null {
  return places.find(({ from, to }) => !/^\d+$/.test(text.slice(from, to))) ?? places[0] ?? null;
}

const TALK_FIELDS = [
  ['billmsec', 1],
  ['billusec', 0.001],
  ['billsec', 1000],
] as const;

function talkOf(variable: FreeswitchRecord['variable']): number | null | 'bad' {
  for (const [name, factor] of TALK_FIELDS) {
    const text = variable(name);
    if (text === '') continue;
    return /^\d{1,13}$/.test(text) ? Math.floor(Number(text) * factor) : 'bad';
  }
  return null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function uuidOf(text: string): string | null {
  const lower = text.toLowerCase();
  return UUID.test(lower) ? lower : null;
}

function callOf(record: FreeswitchRecord, { started, answered, ended, talk }: Times): CallReading {
  const { variable, flows } = record;
  const [newest] = flows;
  const profile = (name: string): string => newest?.profile(name) ?? '';
  const uuid = uuidOf(variable('uuid') || profile('uuid'));
  const calling = profile('caller_id_number') || variable('caller_id_number');
  const name = profile('caller_id_name') || variable('caller_id_name');
  const called = profile('destination_number') || variable('destination_number');
  const dialled = flows.at(-1)?.profile('destination_number') ?? '';
  return {
    ...EMPTY_CALL,
    record_key: uuid,
    call_key: firstLeg(record) ?? uuid,
    clock: 'utc',
    started,
    answered_at: answered,
    ended,
    ring_ms: answered === null ? (ended === null ? null : ended - started) : answered - started,
    duration_ms: talk,
    duration_since: talk === null ? 'answered_at' : null,
    answered: answered !== null,
    cause: variable('hangup_cause') || null,
    calling: calling || null,
    called: called || null,
    dialled: dialled === called ? null : dialled || null,
    calling_name: name === calling ? null : name || null,
    trunk: variable('sip_gateway_name') || null,
    account_code: variable('accountcode') || null,
    extra: extraOf(record, profile('context')),
  };
}

/** Of a channel that another made, that other one; an agent's is made for the caller who waits in the queue. */
function firstLeg({ variable, flows }: FreeswitchRecord): string | null {
  const waiting = uuidOf(variable('cc_member_session_uuid'));
  if (waiting !== null || variable('direction') !== 'outbound') return waiting;
  const originator = flows.map((flow) => flow.originator).find((uuid) => uuid !== '');
  return (
    uuidOf(originator ?? '') ?? uuidOf(variable('originating_leg_uuid')) ?? uuidOf(variable('bridge_uuid'))
  );
}

function extraOf({ variable, switchname }: FreeswitchRecord, context: string): CallReading['extra'] {
  const hold = variable('hold_accum_seconds');
  const values: Readonly<Record<string, string>> = {
    leg: variable('cc_queue') === '' ? freeswitchLeg(variable('last_app')) : 'queue',
    channel_direction: variable('direction'),
    q850: variable('hangup_cause_q850'),
    sip_hangup_disposition: variable('sip_hangup_disposition'),
    switchname,
    context,
    last_app: variable('last_app'),
    hold_seconds: isUnset(hold) ? '' : hold,
  };
  const set = Object.entries(values).filter(([, value]) => value !== '');
  return set.length === 0 ? null : Object.fromEntries(set);
}
