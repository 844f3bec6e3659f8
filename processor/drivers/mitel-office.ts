import { z } from 'zod';
import { wallTime } from '../../record/calendar.ts';
import type { Direction } from '../../record/call.ts';
import {
  type CallReading,
  type DriverState,
  EMPTY_CALL,
  ignored,
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
  layoutOf,
  placedInColumns,
  spanPlace,
  strayColumn,
  strayLine,
} from '../formats/fixed-columns.ts';
import { numbered } from '../formats/numbered.ts';
import { chainOn, withChain } from '../formats/trunk-chains.ts';
import { completedTime } from '../formats/yearless-time.ts';

export const mitelOffice = defineDriver({
  name: 'mitel-office',
  vendor: 'Mitel / Aastra',
  summary:
    'Call logging of MiVoice Office 400, Aastra 400 and Ascotel IntelliGate in the formats PC1, PC2 and PC4.',
  confirmation: 'unconfirmed',
  // A call gets its serial number when it is logged, in either direction.
  record_numbers: {
    wraps_after: 9999,
    late: 20,
    doubt:
      'where incoming and outgoing calls are printed to different places, each has gaps; a first start begins at 0',
  },
  traps: [
    'Times have no seconds and are the start of the connection; a transferred leg has its own.',
    'PC3 is not read: its columns are not known. PC5 and the protocol for printers are other formats.',
    'What the number of an incoming call is, no document we have says: it is kept in extra, and the caller is not known.',
    'With data protection the last four digits of a number are missing, and nothing shows it.',
    'Inside numbers of more than 5 digits lack their first ones, outside numbers of more than 20 their last ones.',
    'PC1 prints the cost centre in place of the user when one was chosen: who called is then not known.',
    'In PC4 the called number is what the user dialled; the digits that least cost routing sent are in extra.',
    'Legs are linked in PC4 only, by the sequence number of an incoming call; in PC1 and PC2 each leg is a call.',
    'The second digit of the sort character is read where it is 1 or 2 on an incoming call; others are kept as printed.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: {
    leg: 'plain',
    sort_character: 'plain',
    ddi: 'personal',
    number: 'personal',
    sent_digits: 'personal',
    metering_pulses: 'plain',
    sequence_number: 'plain',
    serial_number: 'plain',
  },
  reader() {
    return { initial: null, read: (state, { text }) => readLine(state, text.trimEnd()) };
  },
});

/** The fields of PC4, of which the others have fewer. A tab begins the record. */
const GROUPS = [
  ['tab', 1, 0],
  ['user', 5, 1],
  ['cost_centre', 9, 1],
  ['sort', 2, 1],
  ['date', 6, 1],
  ['start', 5, 1],
  ['duration', 8, 1],
  ['trunk', 5, 1],
  ['ddi', 11, 1],
  ['pulses', 5, 1],
  ['sent', 40, 1],
  ['number', 20, 1],
  ['tta', 3, 1],
  ['sequence', 3, 1],
  ['serial', 4, 0],
] as const;
type Name = (typeof GROUPS)[number][0];
type Fields = FixedFields<Name>;
type Layout = FixedLayout<Name>;

const NOT_IN_PC1 = new Set(['cost_centre', 'ddi', 'sent', 'tta', 'sequence']);
const PC1 = layoutOf(1, GROUPS, NOT_IN_PC1);
/** Where cost centres have six digits and more, the first field of PC1 has nine. */
const PC1_WIDE = layoutOf(
  1,
  GROUPS.map(([name, width, blanks]) => [name, name === 'user' ? 9 : width, blanks] as const),
  NOT_IN_PC1,
);
const PC2 = layoutOf(1, GROUPS, new Set(['sent', 'tta', 'sequence']));
const PC4 = layoutOf(1, GROUPS, new Set());

const DURATION = /^\d\dH\d\dM\d\d$/;
const START = /^\d\d:\d\d$/;

function readLine(state: DriverState, text: string): Reading {
  if (text === '') return ignored('blank');
  // Before messages that go to the same printer stands such a line.
  if (/^\*{5,}$/.test(text)) return ignored('page_header');
  if (!text.startsWith('\t')) return undefinedLine('unknown_layout', 'the line does not begin with a tab');
  const found = layoutFor(text);
  if (found === null) {
    return text.length < PC2.start[1]
      ? undefinedLine('too_short', 'the line ends before its start and duration')
      : undefinedLine('unknown_layout', 'no start or duration stands where a record has it');
  }
  const layout = found === PC2 && text.length >= PC4.serial[1] ? PC4 : found;
  const end = layout.serial[1];
  if (text.length < end) return undefinedLine('too_short', 'the line ends before its serial number');
  if (text.length > end) {
    const detail =
      layout === PC2
        ? 'the line is longer than PC2 and shorter than PC4: cut, or PC3, whose columns are not known'
        : 'something stands behind the serial number';
    return undefinedLine('unknown_layout', detail, spanPlace(text, [end + 1, text.length]));
  }
  const stray = strayColumn(text, layout);
  if (stray !== null) return strayLine(stray);
  const fields = fieldsAt(text, layout);
  const reading = placedInColumns(readFields(state, fields, layout), text, layout);
  return numbered(reading, /^\d{4}$/.test(fields.serial) ? fields.serial : undefined);
}

/** The duration tells them apart, or the start where that was damaged. PC2 and PC4 begin alike. */
function layoutFor(text: string): Layout | null {
  const layouts = [PC1, PC1_WIDE, PC2];
  const part = (layout: Layout, name: Name) => text.slice(layout[name][0] - 1, layout[name][1]);
  return (
    layouts.find((layout) => DURATION.test(part(layout, 'duration'))) ??
    layouts.find((layout) => START.test(part(layout, 'start'))) ??
    null
  );
}

/** By the first digit of the sort character. */
const SORTS: Readonly<Record<string, Sort | undefined>> = {
  '0': { direction: 'outgoing', traffic: 'business', transferred: true },
  '1': { direction: 'outgoing', traffic: 'business', transferred: false },
  '2': { direction: 'incoming', traffic: null, transferred: false },
  '6': { direction: 'outgoing', traffic: 'cost_centre', transferred: true },
  '7': { direction: 'outgoing', traffic: 'cost_centre', transferred: false },
  '8': { direction: 'outgoing', traffic: 'private', transferred: true },
  '9': { direction: 'outgoing', traffic: 'private', transferred: false },
};
interface Sort {
  readonly direction: Direction;
  readonly traffic: 'business' | 'cost_centre' | 'private' | null;
  /** Somebody put the call through to its user, who did not dial it. */
  readonly transferred: boolean;
}

const COUNTED: readonly (readonly [name: Name, form: RegExp, detail: string])[] = [
  ['trunk', /^(?:\d{5})?$/, 'the network interface is not five digits'],
  ['pulses', /^(?:\d{5})?$/, 'the metering pulses are not five digits'],
  ['tta', /^(?:\d{3})?$/, 'the time to answer is not three digits'],
  ['sequence', /^(?:\d{3})?$/, 'the sequence number is not three digits'],
  ['serial', /^\d{4}$/, 'the serial number is not four digits'],
];

function readFields(state: DriverState, fields: Fields, layout: Layout): Reading {
  const started = readTime(fields.date, fields.start);
  if (started === null)
    return undefinedLine('bad_time', 'date and start are no moment of the calendar', ['date', 'start']);
  const duration = DURATION.test(fields.duration) ? hoursSpan(fields.duration.replace(/[HM]/g, ':')) : null;
  if (duration === null) return undefinedLine('bad_duration', 'the duration is not hhHmmMss', 'duration');
  const sort = /^\d\d$/.test(fields.sort) ? SORTS[fields.sort.charAt(0)] : undefined;
  if (sort === undefined) {
    return undefinedLine(
      'unknown_record_type',
      'the sort character does not begin with 0, 1, 2, 6, 7, 8 or 9',
      'sort',
    );
  }
  for (const [name, form, detail] of COUNTED)
    if (!form.test(fields[name])) return undefinedLine('bad_number_field', detail, name);
  if (fields.sort === '22' && duration > 0) {
    return undefinedLine('contradiction', 'a call that was not answered has a duration', [
      'sort',
      'duration',
    ]);
  }
  const shared = { ...commonOf(fields, sort, duration), started };
  if (sort.direction === 'outgoing') return outgoing(shared, fields, sort, layout);
  return linked(state, incoming(shared, fields), fields.sequence, started + duration);
}

/** `260124` and `11:17`; the years run from 1970 to 2069. */
function readTime(date: string, start: string): number | null {
  if (!/^\d{6}$/.test(date) || !START.test(start)) return null;
  const short = Number(date.slice(0, 2));
  const year = short < 70 ? 2000 + short : 1900 + short;
  const [month, day] = [Number(date.slice(2, 4)), Number(date.slice(4))];
  return wallTime(year, month, day, Number(start.slice(0, 2)), Number(start.slice(3)), 0);
}

function commonOf(fields: Fields, sort: Sort, duration: number): Omit<CallReading, 'started'> {
  return {
    ...EMPTY_CALL,
    clock: 'wall',
    ended: null,
    duration_ms: duration,
    // Calls that were not answered have 0, and so have those of less than a second.
    answered: fields.sort === '22' ? false : fields.sort === '21' || duration > 0 ? true : null,
    direction: sort.direction,
    trunk: fields.trunk || null,
    private: sort.traffic === 'private' ? true : sort.traffic === 'business' ? false : null,
    account_code: fields.cost_centre || null,
    extra: filledOnly({
      leg: sort.transferred ? 'transfer' : '',
      sort_character: fields.sort,
      ddi: fields.ddi,
      number: sort.direction === 'incoming' ? fields.number || fields.sent : '',
      sent_digits: sort.direction === 'outgoing' && fields.sent !== fields.number ? fields.sent : '',
      metering_pulses: fields.pulses,
      sequence_number: fields.sequence,
      serial_number: fields.serial,
    }),
  };
}

function outgoing(call: CallReading, fields: Fields, sort: Sort, layout: Layout): CallReading {
  const called = fields.number || fields.sent || null;
  const oneField = layout === PC1 || layout === PC1_WIDE;
  // Cost centres are filled up with zeros, users with blanks.
  const costCentre =
    oneField && (sort.traffic === 'cost_centre' || fields.user.startsWith('0') || fields.user.length > 5);
  if (costCentre) return { ...call, called, account_code: fields.user || null };
  const user = fields.user || null;
  return { ...call, calling: user, calling_extension: user, called };
}

function incoming(call: CallReading, fields: Fields): CallReading {
  const called = fields.user || null;
  return {
    ...call,
    ring_ms: fields.tta === '' ? null : Number(fields.tta) * 1000,
    called,
    // A call that nobody answered can show the number of a group.
    called_extension: fields.sort === '22' ? null : called,
  };
}

/** Sequence numbers begin anew after a thousand calls, legs of a call follow each other. */
const LATEST_LEG_MS = 3_600_000;

/** The call with the key that its legs share; a leg begins where the one before ended. */
function linked(state: DriverState, call: CallReading, sequence: string, ended: number): CallReading {
  const { trunk, started } = call;
  if (sequence === '' || trunk === null || started === null) return call;
  const place = `${trunk}/${sequence}`;
  const before = chainOn(state, place);
  const follows =
    before !== null && before.ended !== null && Math.abs(started - before.ended) <= LATEST_LEG_MS;
  const key = follows ? before.key : `${completedTime(started)}/${trunk}/${sequence}`;
  return {
    ...call,
    call_key: key,
    extra: follows ? { leg: 'transfer', ...call.extra } : call.extra,
    state: withChain(state, { trunk: place, key, ended, direction: 'incoming' }),
  };
}
