import { z } from 'zod';
import type { Direction } from '../../record/call.ts';
import type { LegPart } from '../../record/leg-part.ts';
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
import { hoursSpan } from '../formats/clock-span.ts';
import {
  type FixedFields,
  type FixedLayout,
  fieldsAt,
  filledOnly,
  placedInColumns,
  type Span,
  strayColumn,
  strayLine,
} from '../formats/fixed-columns.ts';
import { movedBy } from '../formats/placed.ts';
import { chainOn, withChain } from '../formats/trunk-chains.ts';
import { completedTime, yearlessMonthDay } from '../formats/yearless-time.ts';

export const samsungOfficeserv = defineDriver({
  name: 'samsung-officeserv',
  vendor: 'Samsung',
  summary: 'SMDR of OfficeServ 500 and 7000, iDCS 500 and DCS, printed in lines or sent over the network.',
  confirmation: 'confirmed',
  traps: [
    'The date has no year: it is the latest that puts the call not more than two days after its arrival.',
    'One call is several records: IA while it rings, IT or OT up to a transfer, T after it; trunk and times link them.',
    'An IA record has a ring time and no talk; whether anyone answered shows only from the record that follows it.',
    'The columns stand one place to the right on iDCS and DCS, and further on the network: they are counted from the date.',
    'Over the network each record ends with NUL: set framing: nul at the source.',
    'Places of cost and of the caller’s number differ between models; those read here are confirmed for lines of 121 and 122 columns.',
    'The caller’s name is not read: its place is not known exactly.',
    'Authorization codes stand before the trunk; they are secrets and not read.',
    'NX-820, NX-1232 and SKP print the date with a colon; their other columns are not known and such lines are undefined.',
    'Whether an outgoing call was answered the record does not say.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: { leg: 'plain', mark: 'plain', tenant: 'plain', cost: 'plain', call_id: 'plain' },
  reader() {
    return { initial: null, read: (state, line) => readLine(state, line) };
  },
});

type Name =
  | ('call_id' | 'tenant' | 'extension' | 'trunk' | 'date' | 'start' | 'duration' | 'mark')
  | ('dialled' | 'account' | 'cost' | 'clip');
type Fields = FixedFields<Name>;

/** As OfficeServ prints it; the code between extension and trunk, columns 10 to 13, is secret. */
const PRINTED: FixedLayout<Name> = {
  call_id: [1, 0],
  tenant: [3, 3],
  extension: [5, 8],
  trunk: [15, 18],
  date: [20, 24],
  start: [26, 33],
  duration: [35, 42],
  mark: [44, 45],
  dialled: [47, 64],
  account: [66, 82],
  cost: [83, 93],
  clip: [95, 110],
};

/** Sent over the network: a call id and a wider extension before the same columns, so the date stands in 25. */
const SENT: FixedLayout<Name> = { ...PRINTED, call_id: [-4, 1], tenant: [1, 0], extension: [3, 8] };

/** Blanks are asked for from the date on: before it stands the secret code, and garbage where a line is disturbed. */
const ASKED: Readonly<Record<string, Span>> = {
  before: [1, 13],
  trunk: [15, 18],
  date: [20, 24],
  start: [26, 33],
  duration: [35, 42],
  mark: [44, 45],
  dialled: [47, 64],
};

/** Date, start, duration and mark always stand together. */
const ANCHOR = /\d\d\/\d\d \d\d:\d\d:\d\d \d\d:\d\d:\d\d [A-Z]{1,2}(?![A-Z])/;
const NX = /\d\d:\d\d \d\d:\d\d:\d\d {1,2}\d\d:\d\d:\d\d/;

function readLine(state: DriverState, { text, received_at }: Line): Reading {
  // In one NUL frame a heading can stand before its record, of which the closing rule tells it.
  const record = text
    .slice(text.lastIndexOf('====') + 1)
    .replace(/^={3,}/, '')
    .trimEnd();
  if (text.trim() === '') return ignored('blank');
  if (record.trim() === '') return ignored('page_header');
  const at = record.search(ANCHOR);
  if (at === -1) return readOther(record);
  // Up to four columns right of its place are garbage that a serial line brought, or the place of other models.
  const layout = at >= 24 ? SENT : PRINTED;
  const shift = at + 1 - PRINTED.date[0];
  const before = text.trimEnd().length - record.length;
  if (shift < -1 || shift > 10)
    return undefinedLine('unknown_layout', 'the date stands too far left or right');
  const stray = strayColumn(record, ASKED, shift);
  if (stray !== null) return movedBy(strayLine(stray, shift), before);
  const reading = readFields(state, fieldsAt(record, layout, shift), received_at);
  return movedBy(placedInColumns(reading, record, layout, shift), before);
}

function readOther(record: string): Reading {
  if (/^[-=_ ]+$/.test(record)) return ignored('page_header');
  if (/MM\/DD/.test(record) || !/\d/.test(record)) return ignored('page_header');
  if (NX.test(record)) {
    return undefinedLine('unknown_layout', 'the date has a colon, as on models whose columns are not known');
  }
  if (/\d\d\/\d\d \d\d:\d\d:\d\d$/.test(record) || /\d\d\/\d\d( [\d:]*)?$/.test(record)) {
    return undefinedLine('too_short', 'the line ends before its duration and mark');
  }
  return undefinedLine('unknown_layout', 'no date, start, duration and mark stand together');
}

/** FG; a transferred leg goes on the way its call came. */
const MARKS: Readonly<Record<string, Mark | undefined>> = {
  O: { direction: 'outgoing', leg: '' },
  OT: { direction: 'outgoing', leg: 'transfer' },
  I: { direction: 'incoming', leg: '' },
  IA: { direction: 'incoming', leg: 'ringing' },
  IT: { direction: 'incoming', leg: 'transfer' },
  T: { direction: null, leg: 'transfer' },
};
type Mark = { readonly direction: Direction | null; readonly leg: LegPart | '' };

/** Printed times are cut to whole seconds, each for itself. */
const TOLERANCE_MS = 2000;

function readFields(state: DriverState, fields: Fields, receivedAt: number): Reading {
  const started = yearlessMonthDay(fields.date, fields.start, receivedAt);
  if (started === null)
    return undefinedLine('bad_time', 'date and start are no moment of the calendar', ['date', 'start']);
  const duration = hoursSpan(fields.duration);
  if (duration === null) return undefinedLine('bad_duration', 'the duration is not hh:mm:ss', 'duration');
  const mark = MARKS[fields.mark];
  if (mark === undefined)
    return undefinedLine('unknown_record_type', 'the mark is none of O, OT, I, IA, IT and T', 'mark');
  const { trunk } = fields;
  const before = fields.mark === 'T' ? chainOn(state, trunk) : null;
  const follows =
    before !== null && before.ended !== null && Math.abs(before.ended - started) <= TOLERANCE_MS;
  const key = follows ? before.key : `${completedTime(started)}/${trunk}`;
  // A caller's number tells the way of a leg whose first record did not arrive.
  const arrived = fields.clip === '' ? null : 'incoming';
  const direction = mark.direction ?? (follows ? before.direction : arrived);
  const call = callOf(fields, direction, started, duration);
  if (trunk === '') return call;
  const next = withChain(state, { trunk, key, ended: started + duration, direction });
  return { ...call, call_key: key, state: next };
}

function callOf(fields: Fields, direction: Direction | null, started: number, duration: number): CallReading {
  const rang = fields.mark === 'IA';
  const outgoing = direction === 'outgoing';
  const extension = fields.extension || null;
  const clip = /^[\d+*#?X.-]+/.exec(fields.clip)?.[0] ?? null;
  const dialled = fields.dialled || null;
  return {
    ...EMPTY_CALL,
    completed_time: completedTime(started),
    clock: 'wall',
    started,
    ended: null,
    ring_ms: rang ? duration : null,
    duration_ms: rang ? null : duration,
    answered: !rang && direction === 'incoming' && duration > 0 ? true : null,
    direction,
    calling: outgoing ? extension : clip,
    called: outgoing ? dialled : extension,
    dialled: outgoing ? null : dialled,
    calling_extension: outgoing ? extension : null,
    called_extension: outgoing ? null : extension,
    trunk: fields.trunk || null,
    account_code: fields.account || null,
    extra: filledOnly({
      leg: MARKS[fields.mark]?.leg ?? '',
      mark: fields.mark,
      tenant: fields.tenant,
      cost: fields.cost,
      call_id: fields.call_id,
    }),
  };
}
