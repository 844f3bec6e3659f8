import fc from 'fast-check';
import type { Direction } from '../../../record/call.ts';

/** A call as it should come back from its printed line. */
export interface PrintedCall {
  readonly started: number;
  readonly seconds: number;
  readonly calling: string;
  readonly called: string;
  readonly name: string;
  readonly direction: Direction;
  readonly answered: boolean;
  readonly cents: number;
}

/** A format: the definition that reads it, and how it prints a call and its heading. */
export interface PrintedFormat {
  readonly definition: Readonly<Record<string, unknown>>;
  readonly pattern: string;
  readonly heading: string | null;
  readonly print: (call: PrintedCall) => string;
  /** What the reading must say; times are as fine as their pattern. */
  readonly expected: (call: PrintedCall) => object;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** A moment as a pattern of the definition language prints it. */
function printTime(pattern: string, ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const half = date.getUTCHours() % 12 || 12;
  const signs: Readonly<Record<string, string>> = {
    YYYY: String(date.getUTCFullYear()),
    YY: two(date.getUTCFullYear() % 100),
    MMM: MONTHS[date.getUTCMonth()] ?? '',
    MM: two(date.getUTCMonth() + 1),
    M: String(date.getUTCMonth() + 1),
    DD: two(date.getUTCDate()),
    D: String(date.getUTCDate()),
    ddd: WEEKDAYS[date.getUTCDay()] ?? '',
    HH: two(date.getUTCHours()),
    H: String(date.getUTCHours()),
    hh: two(half),
    h: String(half),
    mm: two(date.getUTCMinutes()),
    ss: two(date.getUTCSeconds()),
    A: date.getUTCHours() < 12 ? 'AM' : 'PM',
    Z: '+00:00',
    X: String(Math.floor(ms / 1000)),
    x: String(ms),
  };
  return pattern.replace(/YYYY|YY|MMM|MM|M|DD|D|ddd|HH|H|hh|h|mm|ss|A|Z|X|x/g, (sign) => signs[sign] ?? sign);
}

/** Seconds as a unit of the definition language prints them. */
function printDuration(unit: string, seconds: number, decimal: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  if (unit === 'H:MM:SS')
    return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (unit === 'MM:SS') return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  if (unit === 'ms') return String(seconds * 1000);
  if (unit === '1/10 s') return String(seconds * 10);
  return unit === 'min' ? (seconds / 60).toFixed(1).replace('.', decimal) : String(seconds);
}

const DATES = [
  'YYYY-MM-DD',
  'YYYY/MM/DD',
  'DD.MM.YYYY',
  'D/M/YYYY',
  'DD/MM/YYYY',
  'MM/DD/YYYY',
  'M/D/YYYY',
  'DD.MM.YY',
  'MM/DD/YY',
  'DD-MMM-YYYY',
  'D MMM YYYY',
  'YYYYMMDD',
];
const TIMES = ['HH:mm:ss', 'H:mm:ss', 'HH:mm', 'h:mm:ss A', 'hh:mm A'];
const MOMENTS = ['YYYYMMDDHHmmss', 'YYYY-MM-DDTHH:mm:ssZ', 'ddd MMM D HH:mm:ss YYYY', 'X', 'x'];
const DIRECTION_CODES: readonly Readonly<Record<'incoming' | 'outgoing', string>>[] = [
  { incoming: 'I', outgoing: 'O' },
  { incoming: 'inbound', outgoing: 'outbound' },
  { incoming: 'kommend', outgoing: 'gehend' },
];
const NAMES = ['Start', 'Time', 'End', 'Duration', 'From', 'To', 'Name', 'Direction', 'Result', 'Cost'];

/** How a format lays out the fields of a call, whatever its lines look like. */
export interface PrintedFields {
  readonly date: string;
  readonly time: string | null;
  readonly together: boolean;
  readonly ended: boolean;
  readonly unit: string;
  readonly decimal: '.' | ',';
  readonly grouped: boolean;
  readonly codes: Readonly<Record<'incoming' | 'outgoing', string>>;
  readonly order: readonly number[];
}

export const printedFields: fc.Arbitrary<PrintedFields> = fc
  .record({
    date: fc.constantFrom(...DATES),
    time: fc.constantFrom(...TIMES),
    moment: fc.option(fc.constantFrom(...MOMENTS), { freq: 4 }),
    together: fc.boolean(),
    ended: fc.boolean(),
    unit: fc.constantFrom('s', 'ms', 'min', '1/10 s', 'H:MM:SS', 'MM:SS'),
    decimal: fc.constantFrom('.' as const, ',' as const),
    grouped: fc.boolean(),
    codes: fc.constantFrom(...DIRECTION_CODES),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 }),
  })
  .map(({ moment, ...fields }) =>
    moment === null ? fields : { ...fields, date: moment, time: null, together: true },
  );

/** The names of the columns in the order of the format. */
export function namesOf({ order, together, ended }: PrintedFields): string[] {
  return order
    .map((place) => NAMES[place] ?? '')
    .filter((name) => !(name === 'Time' && together) && !(name === 'End' && !ended));
}

export function startPattern({ date, time }: PrintedFields): string {
  return time === null ? date : `${date} ${time}`;
}

/** What each column says of a call. */
export function cellsOf(fields: PrintedFields, call: PrintedCall): Readonly<Record<string, string>> {
  const { date, time, together, unit, decimal, grouped, codes } = fields;
  const cost = (call.cents / 100).toFixed(2);
  const [whole = '', cents = ''] = cost.split('.');
  const thousands = decimal === ',' ? '.' : ',';
  return {
    Start: printTime(together ? startPattern(fields) : date, call.started),
    Time: time === null ? '' : printTime(time, call.started),
    End: printTime(startPattern(fields), call.started + call.seconds * 1000),
    Duration: printDuration(unit, call.seconds, decimal),
    From: call.calling,
    To: call.called,
    Name: call.name,
    Direction: call.direction === 'incoming' ? codes.incoming : codes.outgoing,
    Result: call.answered ? 'ANSWERED' : 'NO ANSWER',
    Cost: `${grouped ? whole.replace(/\B(?=(\d{3})+$)/g, thousands) : whole}${decimal}${cents}`,
  };
}

/** The part of the definition that says what the columns mean; `columnOf` calls a column as the format does. */
export function meaningOf(
  fields: PrintedFields,
  columnOf: (name: string) => number | string,
): Record<string, unknown> {
  const { together, ended, unit, decimal, grouped, codes } = fields;
  const pattern = startPattern(fields);
  return {
    decimal,
    ...(grouped ? { thousands: decimal === ',' ? '.' : ',' } : {}),
    call: {
      started: { column: together ? columnOf('Start') : [columnOf('Start'), columnOf('Time')], pattern },
      ...(ended ? { ended: { column: columnOf('End'), pattern } } : {}),
      duration: { column: columnOf('Duration'), unit },
      calling: columnOf('From'),
      called: columnOf('To'),
      calling_name: columnOf('Name'),
      extra: { cost: { column: columnOf('Cost'), sensitivity: 'plain', number: true } },
    },
    answered_by_default: 'unknown',
    conditions: [
      { column: columnOf('Direction'), equals: codes.incoming, means: { direction: 'incoming' } },
      { column: columnOf('Direction'), equals: codes.outgoing, means: { direction: 'outgoing' } },
      { column: columnOf('Result'), equals: 'ANSWERED', means: { answered: true } },
      { column: columnOf('Result'), one_of: ['NO ANSWER', 'BUSY'], means: { answered: false } },
    ],
  };
}

/** The reading of a printed call. */
export function readingOf(fields: PrintedFields, call: PrintedCall): object {
  const pattern = startPattern(fields);
  const grain = /ss|X|x/.test(pattern) ? 1000 : 60_000;
  const cut = (ms: number): number => ms - (ms % grain);
  return {
    kind: 'call',
    started: cut(call.started),
    ended: fields.ended ? cut(call.started + call.seconds * 1000) : null,
    duration_ms:
      fields.unit === 'min'
        ? Math.round(Number((call.seconds / 60).toFixed(1)) * 60_000)
        : call.seconds * 1000,
    calling: call.calling,
    called: call.called === '' ? null : call.called,
    calling_name: call.name === '' ? null : call.name,
    direction: call.direction,
    answered: call.answered,
    extra: { cost: call.cents / 100 },
  };
}

const digits = (least: number, most: number, first = '0123456789') =>
  fc
    .tuple(
      fc.constantFrom(...first),
      fc.array(fc.constantFrom(...'0123456789'), { minLength: least - 1, maxLength: most - 1 }),
    )
    .map(([head, rest]) => head + rest.join(''));

/** Calls in the order of their time, within some weeks. `name` gives what may stand in a column of text. */
export function printedCalls(name: fc.Arbitrary<string>, least: number): fc.Arbitrary<PrintedCall[]> {
  const call = fc.record({
    gap: fc.integer({ min: 0, max: 400_000 }),
    seconds: fc.integer({ min: 0, max: 5_000 }),
    calling: digits(3, 3, '123456789'),
    called: fc.option(digits(7, 12, '0'), { nil: '', freq: 8 }),
    name,
    direction: fc.constantFrom('incoming' as const, 'outgoing' as const),
    answered: fc.boolean(),
    cents: fc.integer({ min: 0, max: 500_000 }),
  });
  return fc
    .tuple(
      fc.integer({ min: Date.UTC(2015, 0, 1) / 1000, max: Date.UTC(2026, 6, 1) / 1000 }),
      fc.array(call, { minLength: least, maxLength: 12 }),
    )
    .map(([first, calls]) => {
      let at = first;
      return calls.map(({ gap, ...rest }) => {
        at += gap;
        return { ...rest, started: at * 1000 };
      });
    });
}
