import { z } from 'zod';
import {
  type CallReading,
  EMPTY_CALL,
  ignored,
  type Reading,
  type UndefinedReading,
  undefinedLine,
} from '../../record/reading.ts';
import { type DriverReader, defineDriver } from '../driver.ts';
import { callerName } from '../formats/asterisk-channels.ts';
import { compileDatePattern, type PrintedTime } from '../formats/date-pattern.ts';
import { freeswitchLeg } from '../formats/freeswitch-legs.ts';
import {
  FREESWITCH_VARIABLES,
  type FreeswitchVariable,
  KNOWN_WIDTHS,
  type Template,
  templateOf,
  UNREAD,
} from '../formats/freeswitch-templates.ts';
import { onOneClock } from '../formats/one-clock.ts';
import { movedBy, placed } from '../formats/placed.ts';
import { BARE, separatedPlace } from '../formats/separated-values.ts';
import { sofiaSide } from '../formats/sofia-channels.ts';
import { splitUnescaped, unescapedPlace } from '../formats/unescaped-values.ts';

const options = z
  .strictObject({
    columns: z
      .array(z.enum([...FREESWITCH_VARIABLES, UNREAD]))
      .min(2)
      .optional()
      .describe(
        'the variables of a template of your own in their order, - for any other; left out: known templates',
      ),
  })
  .superRefine(({ columns }, context) => {
    const trouble = columns === undefined ? null : templateTrouble(columns);
    if (trouble !== null) context.addIssue({ code: 'custom', path: ['columns'], message: trouble });
  });

function templateTrouble(columns: Template): string | null {
  const twice = columns.find((name, at) => name !== UNREAD && columns.indexOf(name) !== at);
  if (twice !== undefined) return `${twice} stands in it twice`;
  const read = Object.values(EVENTS).map((names) => names.find((name) => columns.includes(name)));
  if (read[0] === undefined && read[2] === undefined) return 'a call needs its start or its end';
  const stamps = read.flatMap((name) => (name === undefined ? [] : [name.endsWith('_stamp')]));
  return stamps.includes(true) && stamps.includes(false)
    ? 'stamps and epochs are on unlike clocks, so all times must be of one kind'
    : null;
}

/** The file has no header, so each line is told by its width and shape. */
export const freeswitchCsv = defineDriver({
  name: 'freeswitch-csv',
  vendor: 'SignalWire',
  summary:
    'Master.csv of the module mod_cdr_csv of FreeSWITCH, by every template of cdr_csv.conf.xml or one of your own.',
  confirmation: 'unconfirmed',
  traps: [
    'Times are local without a zone, and only a template of your own with epoch variables says them in UTC.',
    'NORMAL_CLEARING does not mean that the call was answered: the answer time says so.',
    'Nothing is escaped: a quote in a name is read as text, a line break in it makes two undefined lines.',
    'With legs=ab each leg is a record, grouped by bleg_uuid, which names one b-leg only; a template with originating_leg_uuid groups them all.',
    'The called number is what the a-leg dialled, feature codes too, not who answered.',
    'If the default template is missing, records are written without line ends; such files cannot be read.',
    'After a short write the whole line comes once more in the next file, and half of it stays in the one before.',
  ],
  options,
  example: {
    columns: ['uuid', 'caller_id_number', 'destination_number', 'start_epoch', 'end_epoch', 'billsec'],
  },
  extra: {
    leg: 'plain',
    channel_direction: 'plain',
    application: 'plain',
    userfield: 'personal',
    client_code: 'personal',
  },
  reader: ({ columns }): DriverReader => ({
    initial: null,
    read: (_state, { text }) => readLine(text, columns),
  }),
});

function readLine(line: string, own: Template | undefined): Reading {
  const bare = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  if (bare.trim() === '') return ignored('blank');
  const text = recordIn(bare.trim());
  // Only a line that lost all its quotes on the way is read without them.
  const values = splitUnescaped(text) ?? (text.includes('"') ? null : text.split(','));
  if (values === null) return undefinedLine('bad_quoting', 'the line does not begin and end with a quote');
  const known = own === undefined ? KNOWN_WIDTHS : [own.length];
  const template = own ?? templateOf(values);
  if (template === null || template.length !== values.length) {
    const trouble = `${values.length} columns where ${known.join(', ')} are known`;
    return undefinedLine(
      values.length < (known[0] ?? 0) ? 'too_short' : 'wrong_column_count',
      /";"/.test(text) ? `${trouble}; the records have no line ends` : trouble,
    );
  }
  const places = new Map<string, number>(template.map((name, place) => [name, place]));
  const reading = readRecord((name) => values[places.get(name) ?? -1]?.trim() ?? null);
  return movedBy(
    placed(reading, (name) => {
      const number = places.get(String(name)) ?? -1;
      return text.startsWith('"') ? unescapedPlace(text, number) : separatedPlace(text, ',', number, BARE);
    }),
    line.indexOf(text),
  );
}

const INSERT = /^INSERT INTO \S+ VALUES ?\((.*)\);?$/i;

/** What the templates put around the values: a statement of SQL, or a semicolon where the default template is missing. */
function recordIn(text: string): string {
  const values = INSERT.exec(text)?.[1];
  if (values !== undefined) return values.trim();
  return text.endsWith('";') ? text.slice(0, -1) : text;
}

/** The value of a variable; null where the template has it not. */
type Value = (name: FreeswitchVariable) => string | null;

function readRecord(value: Value): Reading {
  const cause = value('hangup_cause');
  if (cause !== null && !/^[A-Z][A-Z\d_]*$/.test(cause))
    return undefinedLine('unknown_layout', 'hangup_cause is no name of a cause', 'hangup_cause');
  const times = readTimes(value);
  if ('reason' in times) return times;
  if (times.start === null && times.end === null)
    return undefinedLine('missing_field', 'the end is empty', EVENTS.end);
  const lengths = readLengths(value);
  if ('reason' in lengths) return lengths;
  if (times.answer === null && (lengths.talk ?? 0) > 0 && hasAnswer(value))
    return undefinedLine('contradiction', 'there is billsec without an answer');
  return callOf(value, times, lengths);
}

function hasAnswer(value: Value): boolean {
  return EVENTS.answer.some((name) => value(name) !== null);
}

const EVENTS = {
  start: ['start_uepoch', 'start_epoch', 'start_stamp'],
  answer: ['answer_uepoch', 'answer_epoch', 'answer_stamp'],
  end: ['end_uepoch', 'end_epoch', 'end_stamp'],
} as const;
type Times = Record<keyof typeof EVENTS, PrintedTime | null>;

/** Epochs are certain, so they go before stamps, which are on the clock of the server. */
function readTimes(value: Value): Times | UndefinedReading {
  const times: Times = { start: null, answer: null, end: null };
  for (const event of ['start', 'answer', 'end'] as const) {
    const name = EVENTS[event].find((one) => value(one) !== null);
    const text = name === undefined ? '' : (value(name) ?? '');
    if (name === undefined) continue;
    if (isUnset(text)) {
      if (event === 'start') return undefinedLine('missing_field', `${name} is empty`, name);
      continue;
    }
    times[event] = name.endsWith('_stamp') ? readStamp(text) : readEpoch(text, name.endsWith('_uepoch'));
    if (times[event] === null) return undefinedLine('bad_time', `${name} is no time`, name);
  }
  return times;
}

/** What did not happen is 0; old versions print that moment as the beginning of 1970 on the clock of the server. */
function isUnset(text: string): boolean {
  return text === '' || text === '0' || /^(?:1969-12-31|1970-01-01) /.test(text);
}

const STAMP = compileDatePattern('YYYY-MM-DD HH:mm:ss');

function readStamp(text: string): PrintedTime | null {
  return typeof STAMP === 'string' ? null : STAMP.read(text);
}

function readEpoch(text: string, micro: boolean): PrintedTime | null {
  if (!(micro ? /^\d{15,16}$/ : /^\d{9,10}$/).test(text)) return null;
  return { ms: micro ? Math.floor(Number(text) / 1000) : Number(text) * 1000, clock: 'utc' };
}

interface Lengths {
  readonly total: number | null;
  readonly talk: number | null;
}

function readLengths(value: Value): Lengths | UndefinedReading {
  const seconds = (name: 'duration' | 'billsec'): number | null => {
    const text = value(name);
    if (text === null) return null;
    return /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Number.NaN;
  };
  const [total, talk] = [seconds('duration'), seconds('billsec')];
  if (Number.isNaN(total))
    return undefinedLine('bad_duration', 'duration is not a whole number of seconds', 'duration');
  if (Number.isNaN(talk))
    return undefinedLine('bad_duration', 'billsec is not a whole number of seconds', 'billsec');
  if (total !== null && talk !== null && talk > total)
    return undefinedLine('contradiction', 'billsec is longer than duration');
  return { total, talk };
}

function callOf(value: Value, times: Times, { total, talk }: Lengths): CallReading {
  const text = (name: FreeswitchVariable): string => value(name) ?? '';
  const { clock, ms } = onOneClock(times, 'wall');
  const [from, to] = [sofiaSide(text('channel_name')), sofiaSide(text('bridge_channel'))];
  const number = text('caller_id_number') || text('ani');
  return {
    ...EMPTY_CALL,
    record_key: recordKey(text),
    call_key: callKey(text, value('originating_leg_uuid')),
    clock,
    started: ms.start,
    answered_at: ms.answer,
    ended: ms.end,
    ring_ms: total === null || talk === null ? null : total - talk,
    duration_ms: talk,
    duration_since: talk === null && ms.answer !== null ? 'answered_at' : null,
    answered: hasAnswer(value) ? ms.answer !== null : talk === null ? null : talk > 0,
    cause: text('hangup_cause') || null,
    calling: number || null,
    called: text('destination_number') || null,
    calling_extension: from.extension,
    called_extension: to.extension,
    calling_name: callerName(text('caller_id_name') || text('caller_id'), number),
    trunk: text('sip_gateway_name') || (from.trunk ?? to.trunk),
    account_code: text('accountcode') || null,
    extra: extraOf(text),
  };
}

type Text = (name: FreeswitchVariable) => string;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id of the channel, which has one record; its end with it, so that an id that came twice loses no call. */
function recordKey(text: Text): string | null {
  const uuid = text('uuid').toLowerCase();
  const end = text('end_uepoch') || text('end_epoch') || text('end_stamp');
  return UUID.test(uuid) && end !== '' ? `${uuid}/${end}` : null;
}

/**
 * Where the template has it, each b-leg names its a-leg. Else the a-leg names one b-leg, and that one nobody; a bond is
 * named by both, so the lesser of the two stands for them.
 */
function callKey(text: Text, origin: string | null): string | null {
  const [uuid, bleg, bond] = [text('uuid'), text('bleg_uuid'), text('signal_bond')].map((id) =>
    id.toLowerCase(),
  );
  if (origin !== null) return origin.toLowerCase() || uuid || null;
  if (bleg) return bleg;
  return (bond && uuid && bond < uuid ? bond : uuid) || null;
}

function extraOf(text: Text): CallReading['extra'] {
  const extra: Record<string, string> = {};
  const leg = freeswitchLeg(text('last_app'));
  if (leg !== '') extra.leg = leg;
  if (text('direction') !== '') extra.channel_direction = text('direction');
  if (text('last_app') !== '' && text('last_app') !== 'bridge') extra.application = text('last_app');
  if (text('userfield') !== '') extra.userfield = text('userfield');
  if (text('call_clientcode') !== '') extra.client_code = text('call_clientcode');
  return Object.keys(extra).length === 0 ? null : extra;
}
