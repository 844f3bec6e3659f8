import { z } from 'zod';
import { wallTime } from '../../record/calendar.ts';
import {
  type CallReading,
  EMPTY_CALL,
  ignored,
  type Reading,
  type UndefinedReading,
  undefinedLine,
} from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';

/** Date DD.MM.YY and time hh:mm:ss of the end of a call; the form of the line shows from what stands behind the date. */
export const hipath3000 = defineDriver({
  name: 'hipath-3000',
  vendor: 'Siemens / Unify',
  summary:
    'Call charge records of HiPath 3000, Hicom 150 and 118, OpenScape Office and Business: fixed columns, print, or |.',
  confirmation: 'confirmed',
  traps: [
    'Date and time are the end of the call; the start follows from ring time and duration.',
    'No call id: legs of a forwarded or transferred call stand unlinked, and only their trunk and times agree.',
    'A blank duration is a call nobody answered; 00:00:00 is an answered call of less than a second.',
    'The ring time stops at 59:59 and the duration at 23:59:59; longer ones read as these.',
    'Info elements 35 to 39 are read as further segments of 5 to 9, which is inferred from real chains of records.',
    'With the privacy option the last four digits are ????, and are kept so.',
    'The extra number of "Output LCR number" is not read; its place in the record is not known.',
    'The charge is a count of pulses or an amount, as the system is set; the record does not say which.',
    'Three equal lines can be three calls; the record has no running number.',
  ],
  options: z.strictObject({}),
  example: {},
  extra: {
    info_element: 'plain',
    charge: 'plain',
    msn: 'personal',
    seizure_code: 'plain',
    lcr_route: 'plain',
  },
  reader() {
    return { initial: null, read: (_state, { text }) => readLine(text.trim()) };
  },
});

/** The printed texts of one record; ring and duration untrimmed, so that a shifted column shows. */
type Name =
  | ('date' | 'time' | 'trunk' | 'station' | 'ring' | 'duration' | 'number' | 'charge' | 'info')
  | ('account' | 'msn' | 'seizure' | 'route');
type Fields = Readonly<Record<Name, string>>;
type Span = readonly [from: number, to: number];
type Columns = Readonly<Record<Name, Span>>;

const COMPRESSED: Columns = {
  date: [0, 8],
  time: [8, 16],
  trunk: [16, 19],
  station: [19, 25],
  ring: [25, 30],
  duration: [30, 38],
  number: [38, 63],
  charge: [63, 74],
  info: [74, 76],
  account: [76, 87],
  msn: [87, 98],
  seizure: [98, 103],
  route: [103, 105],
};

const HICOM_150: Columns = {
  date: [0, 8],
  time: [9, 17],
  trunk: [18, 21],
  station: [22, 28],
  ring: [29, 34],
  duration: [35, 43],
  number: [44, 64],
  charge: [65, 76],
  info: [77, 79],
  // The printed form ends here.
  account: [79, 79],
  msn: [79, 79],
  seizure: [79, 79],
  route: [79, 79],
};

const HICOM_118: Columns = {
  ...HICOM_150,
  trunk: [18, 20],
  station: [21, 26],
  ring: [27, 32],
  duration: [33, 41],
  number: [42, 62],
  charge: [63, 74],
  info: [75, 77],
};

function readLine(text: string): Reading {
  if (text === '') return ignored('blank');
  if (!/^\d\d\.\d\d\.\d\d/.test(text)) return readOther(text);
  const fields = fieldsOf(text);
  return 'kind' in fields ? fields : readFields(fields);
}

/** A line that does not begin with a date: a header in any language and charset, or nothing we know. */
function readOther(text: string): Reading {
  if (/^[-=_+| ]+$/.test(text)) return ignored('page_header');
  if (text.length <= 8 && /^[\d.]+$/.test(text))
    return undefinedLine('too_short', 'the line ends in its date');
  const columns = text.split('|');
  if (columns.length >= 8) {
    if (!/\d/.test(`${columns[0]}${columns[1]}`)) return ignored('header');
    return undefinedLine('bad_time', 'column 1 (date) is not a date');
  }
  // Records always hold digits, headers never do; a code page read as another still leaves blanks between its words.
  const foreign = [...text].some((character) => character > '~');
  if (!/\d/.test(text) && (foreign || text.split(/ +/).length >= 3)) return ignored('header');
  return undefinedLine('unknown_layout', 'the line begins with no date and is no header');
}

function fieldsOf(text: string): Fields | UndefinedReading {
  const behindDate = text.charAt(8);
  if (behindDate === '') return undefinedLine('too_short', 'the line ends behind its date');
  if (behindDate === '|') return fieldsOfPipes(text);
  if (behindDate === ' ') return fieldsOfPrint(text);
  if (text.length < 76) return undefinedLine('too_short', 'the line ends before column 76 (info element)');
  // The info element is right-justified: a blank in its last column means that the columns are shifted.
  if (!/\d/.test(text.charAt(75))) {
    return undefinedLine('bad_number_field', 'columns 75 to 76 (info element) are not a whole number');
  }
  // Right-justified columns are full to their end, even where trailing blanks were removed.
  for (const [from, to] of [COMPRESSED.msn, COMPRESSED.seizure]) {
    if (text.length > from && text.length < to && text.slice(from).trim() !== '') {
      return undefinedLine('too_short', 'the line ends in the middle of the MSN or the seizure code');
    }
  }
  return cut(text, COMPRESSED);
}

/** Hicom 118 ends in column 77, where Hicom 150 has a blank before its info element. */
function fieldsOfPrint(text: string): Fields | UndefinedReading {
  const columns = text.charAt(76) === ' ' ? HICOM_150 : HICOM_118;
  const [, end] = columns.info;
  if (text.length < end) return undefinedLine('too_short', 'the line ends before its info element');
  if (!/^\d( |$)/.test(text.slice(end - 1, end + 1))) {
    return undefinedLine('bad_number_field', 'the info element of the printed form is not a whole number');
  }
  return cut(text, columns);
}

function cut(text: string, columns: Columns): Fields | UndefinedReading {
  const whole = [
    columns.trunk,
    columns.station,
    columns.number,
    columns.account,
    columns.msn,
    columns.seizure,
  ];
  if (
    whole.some((span) =>
      text
        .slice(...span)
        .trim()
        .includes(' '),
    )
  ) {
    return undefinedLine('unknown_layout', 'a blank stands within a column, so the columns are shifted');
  }
  const slice = (name: Name): string => text.slice(...columns[name]);
  return {
    date: slice('date'),
    time: slice('time'),
    trunk: slice('trunk').trim(),
    station: slice('station').trim(),
    ring: slice('ring'),
    duration: slice('duration'),
    number: slice('number').trim(),
    charge: slice('charge').trim(),
    info: slice('info').trim(),
    account: slice('account').trim(),
    msn: slice('msn').trim(),
    seizure: slice('seizure').trim(),
    route: slice('route').trim(),
  };
}

/** Nine columns always, more as the system is set; what follows the route is not documented and stays unread. */
function fieldsOfPipes(text: string): Fields | UndefinedReading {
  const columns = text.split('|').map((column) => column.trim());
  // Each column is closed by a bar; what stands behind the last one may be cut.
  const open = columns.length - 1;
  const column = (index: number): string => (index < open || index === 8 ? (columns[index] ?? '') : '');
  if (columns.length < 9)
    return undefinedLine('too_short', `${columns.length} columns where 9 or more are known`);
  // Without a closing bar these may have lost their second digit: 3 is then another record than 35.
  if (columns.length === 9 && /^[358]?$/.test(column(8))) {
    return undefinedLine('too_short', 'the line ends in column 9 (info element)');
  }
  return {
    date: column(0),
    time: column(1),
    trunk: column(2),
    station: column(3),
    ring: column(4),
    duration: column(5),
    number: column(6),
    charge: column(7),
    info: column(8),
    account: column(9),
    msn: column(10),
    seizure: column(11),
    route: column(12),
  };
}

function readFields(fields: Fields): Reading {
  const ended = readTime(fields.date, fields.time);
  if (ended === null) return undefinedLine('bad_time', 'date and time are no moment of the calendar');
  if (!/^\d{1,2}$/.test(fields.info)) {
    return undefinedLine('bad_number_field', 'the info element is not a whole number');
  }
  const direction = directionOf(Number(fields.info));
  if (direction === null)
    return undefinedLine('unknown_record_type', 'the info element is none that is known');
  const ring = readSpan(fields.ring, '00:');
  if (ring === undefined) return undefinedLine('bad_duration', 'the ring time is not mm:ss');
  const duration = readSpan(fields.duration);
  if (duration === undefined)
    return undefinedLine('bad_duration', 'the duration is not hh:mm:ss up to 23:59:59');
  if (direction === 'notice') {
    if (duration !== null && duration > 0) {
      return undefinedLine('contradiction', 'a notice of ringing has a duration');
    }
    return ignored('ringing_notice');
  }
  if (!/^[\d.,]*$/.test(fields.charge))
    return undefinedLine('bad_number_field', 'the charge is not a number');
  return callOf(fields, direction, { ended, ring, duration });
}

interface Times {
  readonly ended: number;
  readonly ring: number | null;
  readonly duration: number | null;
}

function callOf(fields: Fields, direction: 'incoming' | 'outgoing', times: Times): CallReading {
  const extra: Record<string, string> = { info_element: fields.info };
  if (fields.charge !== '') extra.charge = fields.charge;
  if (fields.msn !== '') extra.msn = fields.msn;
  if (fields.seizure !== '') extra.seizure_code = fields.seizure;
  if (fields.route !== '') extra.lcr_route = fields.route;
  const station = fields.station || null;
  const number = fields.number || null;
  const incoming = direction === 'incoming';
  return {
    ...EMPTY_CALL,
    clock: 'wall',
    started: null,
    ended: times.ended,
    ring_ms: times.ring,
    duration_ms: times.duration,
    answered: times.duration !== null,
    direction,
    calling: incoming ? number : station,
    called: incoming ? station : number,
    calling_extension: incoming ? null : station,
    called_extension: incoming ? station : null,
    trunk: fields.trunk || null,
    account_code: fields.account || null,
    extra,
  };
}

/** 0 notice, odd incoming, even and 9 outgoing; 35 to 39 further segments of 5 to 9; 50 more through DISA. */
function directionOf(info: number): 'notice' | 'incoming' | 'outgoing' | null {
  if (info === 0) return 'notice';
  const element = info > 50 ? info - 50 : info;
  const base = element >= 35 && element <= 39 ? element - 30 : element;
  if (base < 1 || base > 9) return null;
  return base === 9 || base % 2 === 0 ? 'outgoing' : 'incoming';
}

/** `31.01.21` and `16:04:52` in the milliseconds of `Date.UTC`; the years run from 1970 to 2069. */
function readTime(date: string, time: string): number | null {
  if (!/^\d\d\.\d\d\.\d\d$/.test(date) || !/^\d\d:\d\d:\d\d$/.test(time)) return null;
  const short = Number(date.slice(6));
  const year = short < 70 ? 2000 + short : 1900 + short;
  const [hour, minute, second] = [time.slice(0, 2), time.slice(3, 5), time.slice(6)].map(Number);
  return wallTime(year, +date.slice(3, 5), +date.slice(0, 2), hour ?? -1, minute ?? -1, second ?? -1);
}

/** Milliseconds of `hh:mm:ss`, or of `mm:ss` behind given hours; null for a blank column, undefined for an unreadable one. */
function readSpan(column: string, hours = ''): number | null | undefined {
  if (column.trim() === '') return null;
  const text = hours + column;
  if (!/^[0-2]\d:[0-5]\d:[0-5]\d$/.test(text) || text > '23:59:59') return undefined;
  return (Number(text.slice(0, 2)) * 3600 + Number(text.slice(3, 5)) * 60 + Number(text.slice(6))) * 1000;
}
