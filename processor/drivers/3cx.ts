import { z } from 'zod';
import type { LegPart } from '../../record/leg-part.ts';
import {
  type CallReading,
  EMPTY_CALL,
  type Field,
  ignored,
  type Reading,
  type TextPlace,
  undefinedLine,
} from '../../record/reading.ts';
import { type DriverReader, defineDriver } from '../driver.ts';
import { compileDatePattern } from '../formats/date-pattern.ts';
import { placed } from '../formats/placed.ts';
import { BARE, separatedPlace } from '../formats/separated-values.ts';
import {
  KNOWN_ORDERS,
  THREE_CX_FIELDS,
  type ThreeCxField,
  type ThreeCxOrder,
  type ThreeCxValues,
  valuesIn,
} from '../formats/threecx-fields.ts';
import {
  dialledForm,
  directionBetween,
  extensionOf,
  lineOf,
  type ThreeCxParty,
} from '../formats/threecx-parties.ts';

const options = z
  .strictObject({
    columns: z
      .array(z.enum(THREE_CX_FIELDS))
      .min(2)
      .optional()
      .describe('the fields in the order of the CDR settings; left out: one of the orders that are known'),
    separator: z.string().length(1).default(',').describe('the separator of the CDR settings'),
    utc: z.boolean().default(false).describe('true when the times turn out to be UTC; not known for certain'),
  })
  .superRefine(({ columns }, context) => {
    const trouble = columns === undefined ? null : orderTrouble(columns);
    if (trouble !== null) context.addIssue({ code: 'custom', path: ['columns'], message: trouble });
  });

function orderTrouble(columns: ThreeCxOrder): string | null {
  const twice = columns.find((name, at) => columns.indexOf(name) !== at);
  if (twice !== undefined) return `${twice} stands in it twice`;
  return columns.includes('time-start') || columns.includes('time-end')
    ? null
    : 'a call needs time-start or time-end';
}

/** Fields and order are an administrator's choice, there is no header, and nothing is quoted. */
export const threeCx = defineDriver({
  name: '3cx',
  vendor: '3CX',
  summary: 'CDR output of 3CX, files or socket, in the known orders of its fields or the one you chose.',
  confirmation: 'unconfirmed',
  traps: [
    'Fields, order and separator are set in 3CX, and there is no header: what is set there must be set here.',
    'Times have no zone, and nobody has written down whether they are local or UTC: compare a call, and set utc.',
    'Nothing is quoted: with a comma in a name the names and missed queue calls of that record are not read.',
    'A transfer is one record: the called number is who was reached in the end, dialled is what was dialled.',
    'Only one output works at a time; a second one that is switched on ends the first.',
    'Exports of versions before the CDR templates begin with CallDetail and are not read.',
  ],
  options,
  example: {
    columns: [
      'historyid',
      'callid',
      'duration',
      'time-start',
      'time-answered',
      'time-end',
      'from-no',
      'to-no',
    ],
    separator: ';',
  },
  extra: {
    leg: 'plain',
    sent_on_by: 'personal',
    reason_changed: 'plain',
    bill_cost: 'plain',
    chain: 'personal',
    missed_queue_calls: 'personal',
  },
  reader({ columns, separator, utc }): DriverReader {
    const orders = columns === undefined ? KNOWN_ORDERS : [columns];
    return {
      initial: null,
      read: (_state, { text }) => readLine(text, separator, orders, utc ? 'utc' : 'wall'),
    };
  },
});

function readLine(
  line: string,
  separator: string,
  orders: readonly ThreeCxOrder[],
  clock: 'utc' | 'wall',
): Reading {
  const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  if (text.trim() === '') return ignored('blank');
  if (text.startsWith('CallDetail '))
    return undefinedLine(
      'unknown_layout',
      'an export from before the CDR templates, whose fields are not known',
    );
  const pieces = text.split(separator);
  if (/time-start/i.test(text) && isHeader(pieces)) return ignored('header');
  const widths = orders.map((order) => order.length);
  const trouble = `${pieces.length} fields where ${[...new Set(widths)].join(', ')} are known`;
  if (pieces.length < Math.min(...widths)) return undefinedLine('too_short', trouble);
  const fit = orders.flatMap((order) => valuesIn(pieces, order) ?? []);
  // Two orders are equally wide, and a comma in a name makes a narrow one wide: what names most types is it.
  const [best] = fit.sort((one, other) => other.typesKnown - one.typesKnown);
  if (best !== undefined)
    return placed(readRecord(best, clock), (field) => placeIn(line, { pieces, separator, best }, field));
  return undefinedLine('wrong_column_count', trouble);
}

/** Fields behind a value with commas in it stand further right. */
function placeIn(
  line: string,
  { pieces, separator, best }: { pieces: readonly string[]; separator: string; best: ThreeCxValues },
  field: Field,
): TextPlace | null {
  const number = best.order.indexOf(field as ThreeCxField);
  const fits = pieces[number]?.trim() === best.values.get(field as ThreeCxField);
  return separatedPlace(line, separator, fits ? number : number + pieces.length - best.order.length, BARE);
}

/** 3CX writes none; scripts that turn the file into a table do. */
function isHeader(pieces: readonly string[]): boolean {
  const names = new Set(pieces.map((piece) => piece.trim().toLowerCase()));
  return names.has('time-start') && names.has('from-no');
}

const STAMP = compileDatePattern('YYYY/MM/DD HH:mm:ss');
const TIMES = ['time-start', 'time-answered', 'time-end'] as const;

function readRecord({ order, values }: ThreeCxValues, clock: 'utc' | 'wall'): Reading {
  const times = new Map<string, number>();
  for (const name of TIMES) {
    const text = values.get(name) ?? '';
    if (text === '') continue;
    const time = typeof STAMP === 'string' ? null : STAMP.read(text);
    if (time === null) return undefinedLine('bad_time', `${name} is no date and time`, name);
    times.set(name, time.ms);
  }
  const [started, answered, ended] = TIMES.map((name) => times.get(name) ?? null);
  if (started == null && (order.includes('time-start') || ended == null))
    return undefinedLine('missing_field', 'time-start is empty', 'time-start');
  const duration = readDuration(values.get('duration') ?? '');
  if (duration === undefined)
    return undefinedLine('bad_duration', 'duration is not hours, minutes and seconds', 'duration');
  if (answered == null && (duration ?? 0) > 0 && order.includes('time-answered'))
    return undefinedLine('contradiction', 'there is a duration without an answer');
  return callOf((field) => values.get(field) ?? '', {
    clock,
    started: started ?? null,
    answered: answered ?? null,
    ended: ended ?? null,
    duration,
    says: order.includes('time-answered') || order.includes('duration'),
  });
}

/** `00:00:25`, old versions with a fraction; null where it is empty, undefined where it is none. */
function readDuration(text: string): number | null | undefined {
  if (text === '') return null;
  const match = /^(\d{1,4}):([0-5]\d):([0-5]\d(?:\.\d{1,9})?)$/.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds] = match;
  return (Number(hours) * 60 + Number(minutes)) * 60_000 + Math.round(Number(seconds) * 1000);
}

interface Times {
  readonly clock: 'utc' | 'wall';
  readonly started: number | null;
  readonly answered: number | null;
  readonly ended: number | null;
  readonly duration: number | null;
  /** Whether the record has a field that is empty when nobody answered. */
  readonly says: boolean;
}

type Text = (field: ThreeCxField) => string;

function callOf(text: Text, times: Times): CallReading {
  const party = (side: 'from' | 'to'): ThreeCxParty => ({
    type: text(`${side}-type`),
    number: text(`${side}-no`),
    dn: text(`${side}-dn`),
  });
  const [from, to] = [party('from'), party('to')];
  const reached = text('final-number') !== '' || text('final-dn') !== '';
  const last: ThreeCxParty = reached
    ? { type: text('final-type'), number: text('final-number'), dn: text('final-dn') }
    : to;
  const history = text('historyid').replace(/^Call\b ?/, '');
  return {
    ...EMPTY_CALL,
    record_key: history !== '' && text('callid') !== '' ? `${history}/${text('callid')}` : null,
    call_key: text('callid') || null,
    clock: times.clock,
    started: times.started,
    answered_at: times.answered,
    ended: times.ended,
    ring_ms: ringOf(times),
    duration_ms: times.duration ?? (times.says && !isAnswered(times) ? 0 : null),
    duration_since: times.duration === null && times.answered !== null ? 'answered_at' : null,
    answered: times.says ? isAnswered(times) : null,
    cause: text('reason-terminated') || null,
    direction: directionBetween(from, last),
    calling: dialledForm(from.number) || null,
    called: dialledForm(last.number || to.number) || null,
    dialled: text('dial-no') || dialledForm(to.number) || null,
    calling_extension: extensionOf(from),
    called_extension: extensionOf(last),
    calling_name: nameUnlike(text('from-dispname'), from.number),
    called_name: nameUnlike(text(reached ? 'final-dispname' : 'to-dispname'), last.number),
    trunk: lineOf(from) ?? lineOf(last) ?? lineOf(to),
    extra: extraOf(text),
  };
}

function isAnswered({ answered, duration }: Times): boolean {
  return answered !== null || (duration ?? 0) > 0;
}

const HOUR = 3_600_000;

/**
 * The time that an unanswered call rang. On a local clock an hour that was put forward or back in between would make it
 * an hour and more, or less than nothing; then it is left out.
 */
function ringOf(times: Times): number | null {
  const { clock, started, ended, says } = times;
  if (!says || isAnswered(times) || started === null || ended === null) return null;
  const ring = ended - started;
  return ring >= 0 && (clock === 'utc' || ring < HOUR) ? ring : null;
}

/** The name of a line without one is its number once more. */
function nameUnlike(name: string, number: string): string | null {
  return name === '' || name === number || name === dialledForm(number) ? null : name;
}

/** Types of parties that a call passes through or ends in. */
const BY_TYPE: ReadonlyMap<string, LegPart> = new Map([
  ['Queue', 'queue'],
  ['RingGroup', 'queue'],
  ['Conference', 'conference'],
  ['Parking', 'park'],
]);

/** Only a replaced party is known to be a transfer. */
function legOf(text: Text): Record<string, string> {
  if (/^Replaced(?:Src|Dst)$/.test(text('reason-changed'))) {
    const by = text('reason-changed') === 'ReplacedDst' ? dialledForm(text('to-no')) : '';
    const sent = by !== '' && by !== dialledForm(text('final-number'));
    return sent ? { leg: 'transfer', sent_on_by: by } : { leg: 'transfer' };
  }
  const leg = BY_TYPE.get(text('to-type')) ?? BY_TYPE.get(text('final-type'));
  if (leg !== undefined) return { leg };
  return text('missed-queue-calls') === '' ? {} : { leg: 'queue' };
}

function extraOf(text: Text): CallReading['extra'] {
  const extra = legOf(text);
  if (text('reason-changed') !== '') extra.reason_changed = text('reason-changed');
  if (!/^[0.]*$/.test(text('bill-cost'))) extra.bill_cost = text('bill-cost');
  const chain = text('chain').replace(/^Chain: ?/, '');
  if (chain !== '') extra.chain = chain;
  if (text('missed-queue-calls') !== '') extra.missed_queue_calls = text('missed-queue-calls');
  return Object.keys(extra).length === 0 ? null : extra;
}
