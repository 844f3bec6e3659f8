import { z } from 'zod';
import { wallTime } from '../../record/calendar.ts';
import { type CallReading, EMPTY_CALL, ignored, type Reading, undefinedLine } from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import { callerName, channelParties, stationBehind } from '../formats/asterisk-channels.ts';
import { asteriskLeg } from '../formats/asterisk-legs.ts';
import { placedInFields, splitFields } from '../formats/separated-values.ts';

const options = z.strictObject({
  /** `usegmtime=yes` in cdr.conf: the file itself cannot tell. */
  utc: z.boolean().default(false).describe('true when cdr.conf has usegmtime=yes, so that times are UTC'),
});

const DISPOSITIONS = new Set(['ANSWERED', 'NO ANSWER', 'BUSY', 'FAILED', 'CONGESTION', 'CANCEL', 'UNKNOWN']);

/** The columns of cdr_csv.c, in order; the last five come and go with the options of cdr.conf. */
export const asteriskCsv = defineDriver({
  name: 'asterisk-csv',
  vendor: 'Asterisk',
  summary: 'Master.csv of the module cdr_csv, 16 to 21 columns without a header.',
  confirmation: 'confirmed',
  traps: [
    'Times are local without a zone, or UTC with usegmtime=yes; the file cannot tell: set the option utc.',
    'A record of more than 1,024 bytes is not written at all by Asterisk.',
    'uniqueid is not unique per record; only with newcdrcolumns=yes does the sequence make a key.',
    'With only one of loguniqueid and loguserfield, column 17 is told apart by its shape.',
    'NO ANSWER with an answer time is a call: the trunk was answered, the party was not.',
  ],
  options,
  example: { utc: false },
  extra: {
    leg: 'plain',
    station: 'personal',
    application: 'plain',
    amaflags: 'plain',
    userfield: 'personal',
    peer_account: 'personal',
  },
  reader({ utc }) {
    return {
      initial: null,
      read: (_state, { text }) => placedInFields(readRecord(text, utc), text, ',', Number),
    };
  },
});

function readRecord(text: string, utc: boolean): Reading {
  const fields = splitFields(text, ',');
  if (fields === null) return undefinedLine('bad_quoting', 'the quotes of the line do not close');
  const count = fields.length;
  if (count < 16) return undefinedLine('too_short', `${count} columns where 16 to 21 are known`);
  if (count > 21) return undefinedLine('wrong_column_count', `${count} columns where 16 to 21 are known`);
  const field = (index: number): string => fields[index] ?? '';

  const disposition = field(14);
  if (!DISPOSITIONS.has(disposition)) {
    if (isHeader(field)) return ignored('header');
    return undefinedLine('unknown_layout', 'column 15 is none of the dispositions of Asterisk', 14);
  }
  const started = readTime(field(9));
  if (started === null) return undefinedLine('bad_time', 'column 10 (start) is not a date and time', 9);
  const answered = field(10) === '' ? null : readTime(field(10));
  if (field(10) !== '' && answered === null)
    return undefinedLine('bad_time', 'column 11 (answer) is not a time', 10);
  const ended = field(11) === '' ? null : readTime(field(11));
  if (field(11) !== '' && ended === null)
    return undefinedLine('bad_time', 'column 12 (end) is not a time', 11);
  const total = readSeconds(field(12));
  if (total === null)
    return undefinedLine('bad_duration', 'column 13 (duration) is not a whole number of seconds', 12);
  const talk = readSeconds(field(13));
  if (talk === null)
    return undefinedLine('bad_duration', 'column 14 (billsec) is not a whole number of seconds', 13);
  // With initiatedseconds=yes billsec is rounded up where duration is cut.
  if (talk > total + 1) return undefinedLine('contradiction', 'billsec is longer than duration');
  if (count >= 19 && !/^\d+$/.test(field(count - 1))) {
    return undefinedLine('wrong_column_count', `the last of ${count} columns is not the sequence`);
  }

  return callOf(field, count, { utc, started, answered, ended, total, talk, disposition });
}

/** cdr_csv writes none; exports of the same columns do. */
function isHeader(field: (index: number) => string): boolean {
  return (
    field(1).toLowerCase() === 'src' && field(2).toLowerCase() === 'dst' && /^start|calldate$/i.test(field(9))
  );
}

interface Times {
  readonly utc: boolean;
  readonly started: number;
  readonly answered: number | null;
  readonly ended: number | null;
  readonly total: number;
  readonly talk: number;
  readonly disposition: string;
}

function callOf(field: (index: number) => string, count: number, times: Times): CallReading {
  const tail = tailOf(field, count);
  const application = field(7);
  const extra: Record<string, string> = {};
  const { calling_extension, called_extension, trunk } = channelParties(field(5), field(6));
  const leg = asteriskLeg(application);
  if (leg !== '') extra.leg = leg;
  const station = stationBehind(field(2), called_extension);
  if (station !== '') extra.station = station;
  if (application !== '' && application !== 'Dial') extra.application = application;
  if (field(15) !== '' && field(15) !== 'DOCUMENTATION') extra.amaflags = field(15);
  if (tail.userfield !== '') extra.userfield = tail.userfield;
  if (tail.peerAccount !== '') extra.peer_account = tail.peerAccount;
  const key = tail.uniqueid !== '' && tail.sequence !== '' ? `${tail.uniqueid}/${tail.sequence}` : null;
  return {
    ...EMPTY_CALL,
    record_key: key,
    call_key: tail.linkedid || tail.uniqueid || null,
    clock: times.utc ? 'utc' : 'wall',
    started: times.started,
    answered_at: times.answered,
    ended: times.ended,
    ring_ms: Math.max(0, times.total - times.talk) * 1000,
    duration_ms: times.talk * 1000,
    answered: times.disposition === 'ANSWERED' || (times.answered !== null && times.talk > 0),
    cause: times.disposition,
    calling: field(1) || null,
    called: field(2) || null,
    calling_extension,
    called_extension,
    calling_name: callerName(field(4), field(1)),
    trunk,
    account_code: field(0) || null,
    extra: Object.keys(extra).length === 0 ? null : extra,
  };
}

interface Tail {
  readonly uniqueid: string;
  readonly userfield: string;
  readonly peerAccount: string;
  readonly linkedid: string;
  readonly sequence: string;
}

const UNIQUE_ID = /^(?:.+-)?\d{9,11}\.\d+$/;

/** Columns 17 to 21: uniqueid, userfield, then peeraccount, linkedid, sequence together or not at all. */
function tailOf(field: (index: number) => string, count: number): Tail {
  const chain = count >= 19;
  const own = chain ? count - 3 : count;
  const first = own > 16 ? field(16) : '';
  const both = own === 18;
  const uniqueid = both || UNIQUE_ID.test(first) ? first : '';
  return {
    uniqueid,
    userfield: both ? field(17) : uniqueid === '' ? first : '',
    peerAccount: chain ? field(count - 3) : '',
    linkedid: chain ? field(count - 2) : '',
    sequence: chain ? field(count - 1) : '',
  };
}

/** `2026-03-29 02:30:00` in the milliseconds of `Date.UTC`. */
function readTime(text: string): number | null {
  if (text.length !== 19 || text.charCodeAt(4) !== 45 || text.charCodeAt(10) !== 32) return null;
  if (text.charCodeAt(7) !== 45 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return null;
  const year = two(text, 0) * 100 + two(text, 2);
  return wallTime(year, two(text, 5), two(text, 8), two(text, 11), two(text, 14), two(text, 17));
}

/** Two decimal digits; NaN for anything else, which no calendar has. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function readSeconds(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
