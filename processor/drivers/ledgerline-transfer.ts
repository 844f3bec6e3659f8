import { z } from 'zod';
import { DIRECTIONS } from '../../record/call.ts';
import { LEG_PARTS } from '../../record/leg-part.ts';
import {
  type CallReading,
  EMPTY_CALL,
  ignored,
  type Reading,
  type UndefinedReading,
  undefinedLine,
} from '../../record/reading.ts';
import { TRANSFER_DRIVER, TRANSFER_FORM } from '../../record/transfer.ts';
import { defineDriver } from '../driver.ts';
import { compileDatePattern, type PrintedTime } from '../formats/date-pattern.ts';
import { fieldOf, isObject, type JsonObject, jsonPlaces, parseJson, textOf } from '../formats/json-values.ts';
import { onOneClock } from '../formats/one-clock.ts';
import { placed } from '../formats/placed.ts';

/** As `showTime` prints them. */
const STAMP = compileDatePattern('YYYY-MM-DDTHH:mm:ss[.S]Z');

/** Of `extra` of the other installation what means the same in every format; the rest is kept as it came. */
const SHARED = ['sent_on_by', 'sent_on_to', 'station'] as const;

/** Calls that another installation exported: the lines of `transfer export`, opened. */
export const ledgerlineTransfer = defineDriver({
  name: TRANSFER_DRIVER,
  vendor: 'Ledgerline',
  summary:
    'Calls of another installation, as ./ledgerline transfer export writes them; a JSON object a line.',
  confirmation: 'confirmed',
  traps: [
    'A call is known by the installation where its line came and its id there: when it comes again, by whatever way, it is a duplicate, also where it was changed meanwhile.',
    'Class, country, cost and what a threshold holds are decided anew, by the plan, tariffs and thresholds here.',
    'What the exporter was not shown is not in the file.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: {
    leg: 'plain',
    origin_installation: 'plain',
    ...{ origin_source: 'plain', origin_driver: 'plain', origin_id: 'plain' },
    ...{ origin_intake: 'plain', origin_offset: 'plain', origin_length: 'plain' },
    ...{ origin_cost_micros: 'plain', origin_currency: 'plain' },
    ...{ sent_on_by: 'personal', sent_on_to: 'personal', station: 'personal' },
    ...{ origin_call_key: 'personal', origin_extra: 'personal' },
  },
  reader: () => ({
    initial: null,
    read: (_state, { text }) => placed(readLine(text), (field) => jsonPlaces(text, String(field))[0] ?? null),
  }),
});

function readLine(text: string): Reading {
  const line = parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  if (!isObject(line)) return undefinedLine('unknown_layout', 'the line is no object of JSON');
  if (fieldOf(line, 'form') === TRANSFER_FORM) return ignored('file_head');
  if (fieldOf(line, 'end') === TRANSFER_FORM) return ignored('file_end');
  const key = keyOf(line);
  if (typeof key !== 'string') return key;
  return callOf(line, key);
}

/** Where its line came from a telephone system, and which call it is there: null is no value of either. */
function keyOf(line: JsonObject): string | UndefinedReading {
  const origin = originOf(line);
  const [installation, id] = [String(origin.installation), origin.id];
  if (installation === '')
    return undefinedLine('missing_field', 'the call names no installation', 'installation');
  if (typeof id !== 'number' || !Number.isSafeInteger(id))
    return undefinedLine('bad_number_field', 'the id of the call is no whole number', 'id');
  return `${installation}/${id}`;
}

function callOf(line: JsonObject, record_key: string): Reading {
  const [started, answered_at, ended] = ['started_at', 'answered_at', 'ended_at'].map((name) =>
    timeOf(line, name),
  );
  if (started == null) return undefinedLine('bad_time', 'started_at is no time with an offset', 'started_at');
  if (answered_at === undefined)
    return undefinedLine('bad_time', 'answered_at is no time with an offset', 'answered_at');
  if (ended === undefined) return undefinedLine('bad_time', 'ended_at is no time with an offset', 'ended_at');
  const [ring_ms, duration_ms] = [millisecondsOf(line, 'ring_ms'), millisecondsOf(line, 'duration_ms')];
  if (ring_ms === undefined)
    return undefinedLine('bad_duration', 'ring_ms is no whole number of milliseconds', 'ring_ms');
  if (duration_ms === undefined)
    return undefinedLine('bad_duration', 'duration_ms is no whole number of milliseconds', 'duration_ms');
  const { clock, ms } = onOneClock({ started, answered_at, ended }, 'utc');
  const group = fieldOf(line, 'group');
  return {
    ...EMPTY_CALL,
    ...partiesOf(line),
    ...{ record_key, clock, ring_ms, duration_ms },
    ...{ started: ms.started, answered_at: ms.answered_at, ended: ms.ended },
    call_key: Number.isSafeInteger(group) ? `${textOf(line, 'installation')}/${String(group)}` : null,
    answered: flagOf(line, 'answered'),
    private: flagOf(line, 'private'),
    cause: wordOf(line, 'cause'),
    trunk: wordOf(line, 'trunk'),
    account_code: wordOf(line, 'account_code'),
    feature: fieldOf(line, 'destination_class') === 'feature',
    extra: extraOf(line),
  };
}

type Parties = Pick<
  CallReading,
  | 'direction'
  | 'calling'
  | 'called'
  | 'dialled'
  | 'calling_name'
  | 'called_name'
  | 'calling_extension'
  | 'called_extension'
>;

/** The party on the inside is who was called in an incoming call, else who called. */
function partiesOf(line: JsonObject): Parties {
  const direction = DIRECTIONS.find((one) => one === fieldOf(line, 'direction')) ?? null;
  const extension = wordOf(line, 'extension');
  const incoming = direction === 'incoming';
  return {
    direction,
    calling: wordOf(line, 'calling'),
    called: wordOf(line, 'called'),
    dialled: wordOf(line, 'dialled'),
    calling_name: wordOf(line, 'calling_name'),
    called_name: wordOf(line, 'called_name'),
    calling_extension: incoming ? null : extension,
    called_extension: incoming ? extension : null,
  };
}

/** Null is none; undefined is none that can be read. */
function timeOf(line: JsonObject, name: string): PrintedTime | null | undefined {
  const value = fieldOf(line, name) ?? null;
  if (value === null) return null;
  return (typeof STAMP === 'string' ? null : STAMP.read(String(value))) ?? undefined;
}

function millisecondsOf(line: JsonObject, name: string): number | null | undefined {
  const value = fieldOf(line, name) ?? null;
  if (value === null) return null;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function wordOf(line: JsonObject, name: string): string | null {
  return textOf(line, name) || null;
}

function flagOf(line: JsonObject, name: string): boolean | null {
  const value = fieldOf(line, name);
  return typeof value === 'boolean' ? value : null;
}

const ORIGIN = [
  ...(['installation', 'source', 'driver', 'id', 'intake', 'offset', 'length'] as const),
  ...(['cost_micros', 'currency', 'call_key'] as const),
];
const originName = (name: (typeof ORIGIN)[number]): string => `origin_${name}`;

/** Where the call stood first: one that came to the exporter by a transfer has that with it. */
function originOf(line: JsonObject): Record<(typeof ORIGIN)[number], unknown> {
  const before = fieldOf(line, 'extra');
  const known = isObject(before) ? before : {};
  const came =
    textOf(known, originName('installation')) !== '' &&
    Number.isSafeInteger(fieldOf(known, originName('id')));
  const found = ORIGIN.map(
    (name) => [name, came ? fieldOf(known, originName(name)) : fieldOf(line, name)] as const,
  );
  return Object.fromEntries(found) as Record<(typeof ORIGIN)[number], unknown>;
}

/** Where the call stood before, and what its driver kept besides. */
function extraOf(line: JsonObject): CallReading['extra'] {
  const before = fieldOf(line, 'extra');
  const known = isObject(before) ? before : {};
  const origin = originOf(line);
  const own = ['leg', 'origin_extra', ...SHARED, ...ORIGIN.map(originName)];
  const rest = Object.entries(known).filter(([name, value]) => isPlain(value) && !own.includes(name));
  const leg = LEG_PARTS.find((one) => one === fieldOf(known, 'leg'));
  const found: readonly (readonly [string, unknown])[] = [
    ['leg', leg],
    ...ORIGIN.map((name) => [originName(name), origin[name]] as const),
    ...SHARED.map((name) => [name, fieldOf(known, name)] as const),
    [
      'origin_extra',
      rest.length === 0 ? fieldOf(known, 'origin_extra') : JSON.stringify(Object.fromEntries(rest)),
    ],
  ];
  return Object.fromEntries(found.filter((entry): entry is [string, string | number] => isPlain(entry[1])));
}

function isPlain(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
