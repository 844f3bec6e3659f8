import { z } from 'zod';
import type { Direction } from '../../record/call.ts';
import type { IgnoredReason } from '../../record/outcome.ts';
import {
  type CallReading,
  EMPTY_CALL,
  ignored,
  type Reading,
  type UndefinedReading,
  undefinedLine,
} from '../../record/reading.ts';
import { defineDriver } from '../driver.ts';
import { filledOnly } from '../formats/fixed-columns.ts';
import { hasBit, openscapeLeg } from '../formats/openscape-legs.ts';
import { onClock, readOpenscapeTime } from '../formats/openscape-times.ts';
import { BARE, placedInFields } from '../formats/separated-values.ts';

/** Places of a call record, counted from the line number, which is 0. */
const START = 2;
const DURATION = 3;
const CALL_ID = 5;
const CALLED = 10;
const CALLING = 11;
const ATTEMPT = 17;
const CAUSE = 18;
const FROM = 39;
const TO = 40;
const ANSWER = 47;
const RELEASE = 48;
const FEATURE = 63;
const FORWARDING = 64;
const DIALLED = 100;
const EXTENSION = 105;
const EVENT = 106;
const ID_NODE = 120;
const ID_SEQUENCE = 121;
const THREAD_NODE = 123;
const THREAD = 124;
const INGRESS = 125;
const EGRESS = 126;
const DESTINATION = 127;

const options = z.strictObject({
  /** The last place that is read must be closed by a comma. */
  places: z
    .number()
    .int()
    .min(DESTINATION + 2)
    .max(1000)
    .default(136)
    .describe('places of a call record, its line number included; another number is a cut or glued line'),
});

/** The times carry their offset, so that nothing of the site is needed to read them. */
export const openscapeVoice = defineDriver({
  name: 'openscape-voice',
  vendor: 'Unify',
  summary:
    'Billing files (.BF) of OpenScape Voice, formerly HiPath 8000: numbered lines, 136 places in a call record.',
  confirmation: 'confirmed',
  file_numbers: {
    wraps_after: 999_999,
    late: 100,
    doubt: null,
    of(name) {
      const [, node, written, digits] =
        /([^/]+)-(\d{8}T\d{6}[+-]\d{4})(\d{6})\.BF(?:\.gz)?$/i.exec(name) ?? [];
      return node === undefined || written === undefined
        ? null
        : { series: node, number: Number(digits), written };
    },
  },
  traps: [
    'Dates are printed as year, day, month: 2026-09-02 is 9 February.',
    'Durations are tenths of a second.',
    'One call writes several records, forwarded legs with duration 0 and cause 23 among them; each is a leg of one thread.',
    'The same record can stand in two files under different line numbers; the line number is no part of its key.',
    'Of calls to a pilot, the called number is the pilot and the station that took the call is the called extension.',
    'Feature codes such as *44 are recorded as answered calls; they are marked as features.',
    'A file without its CLOSE line was not finished.',
  ],
  options,
  example: { places: 136 },
  extra: {
    leg: 'plain',
    sent_on_by: 'personal',
    attempt: 'plain',
    feature_bits: 'plain',
    extension_bits: 'plain',
    event_bits: 'plain',
    station: 'personal',
    egress: 'plain',
  },
  reader({ places }) {
    return {
      initial: null,
      read: (_state, { text }) => placedInFields(readLine(text, places), text, ',', Number, BARE),
    };
  },
});

const NO_CALLS: ReadonlyMap<string, IgnoredReason> = new Map([
  ['00000004', 'queue_record'],
  ['00000005', 'feature_record'],
  ['10000100', 'forwarding_record'],
]);

function readLine(line: string, places: number): Reading {
  const text = line.charCodeAt(0) === 0xfeff ? line.slice(1) : line;
  if (text.trim() === '') return ignored('blank');
  if (/^(?:FILENAME|DEVICE|HOSTNAME|FILETYPE|VERSION|CREATE):/.test(text)) return ignored('file_head');
  if (text.startsWith('CLOSE:')) return ignored('file_end');

  // The format knows no quotes: a quote is a character like any other.
  const pieces = text.split(',');
  const [number = '', type = ''] = pieces;
  if (!/^\d{1,10}$/.test(number))
    return undefinedLine('unknown_layout', 'the line begins with no line number', 0);
  if (pieces.length < 3) return undefinedLine('too_short', 'the line ends within or before its record type');
  if (!/^\d{8}$/.test(type))
    return undefinedLine('unknown_layout', 'the record type is not of eight digits', 1);
  const noCall = NO_CALLS.get(type);
  if (noCall !== undefined) return ignored(noCall);
  if (type !== '00000000')
    return undefinedLine('unknown_record_type', 'the record type is none of those known', 1);
  if (pieces.length < places) {
    return undefinedLine('too_short', `${pieces.length} places where a call has ${places}`);
  }
  if (pieces.length > places) {
    return undefinedLine('wrong_column_count', `${pieces.length} places where a call has ${places}`);
  }
  return readRecord(pieces);
}

type Pieces = (place: number) => string;

function readRecord(pieces: readonly string[]): Reading {
  const piece: Pieces = (place) => (pieces[place] ?? '').trim();
  const times = readTimes(piece);
  if ('reason' in times) return times;
  if (!/^\d{0,5}$/.test(piece(CAUSE)))
    return undefinedLine('bad_number_field', 'place 18 (release cause) is no number', CAUSE);
  const odd = [ATTEMPT, EXTENSION].find((place) => !/^\d{0,10}$/.test(piece(place)));
  if (odd !== undefined) return undefinedLine('bad_number_field', `place ${odd} is no whole number`, odd);
  return callOf(piece, times);
}

interface Times {
  /** Minutes east of UTC at the start; all times are on this clock. */
  readonly offset: number;
  readonly started: number;
  readonly answeredAt: number | null;
  readonly ended: number | null;
  readonly duration: number | null;
  readonly answered: boolean;
}

function readTimes(piece: Pieces): Times | UndefinedReading {
  if (piece(START) === '') return undefinedLine('missing_field', 'place 2 (start) is empty', START);
  const start = readOpenscapeTime(piece(START));
  if (start === null) return undefinedLine('bad_time', 'place 2 (start) is no date and time', START);
  const answer = piece(ANSWER) === '' ? null : readOpenscapeTime(piece(ANSWER));
  if (piece(ANSWER) !== '' && answer === null)
    return undefinedLine('bad_time', 'place 47 (answer) is no date and time', ANSWER);
  const release = piece(RELEASE) === '' ? null : readOpenscapeTime(piece(RELEASE));
  if (piece(RELEASE) !== '' && release === null)
    return undefinedLine('bad_time', 'place 48 (release) is no date and time', RELEASE);
  if (!/^\d{0,9}$/.test(piece(DURATION)))
    return undefinedLine('bad_duration', 'place 3 is no whole number of tenths', DURATION);
  const duration = piece(DURATION) === '' ? null : Number(piece(DURATION)) * 100;
  if (duration === null && answer !== null)
    return undefinedLine('missing_field', 'place 3 (duration) is empty', DURATION);

  const started = start.wall;
  const answeredAt = answer && onClock(answer, start.offset);
  const ended = release && onClock(release, start.offset);
  const least = answeredAt ?? started;
  if (least < started) return undefinedLine('contradiction', 'the call is answered before it starts');
  if (ended !== null && ended < least)
    return undefinedLine('contradiction', 'the call ends before its start or answer');
  if (ended !== null && (duration ?? 0) > ended - least + 1000) {
    return undefinedLine('contradiction', 'the duration is longer than the time from answer to release');
  }
  const answered = isAnswered(piece, duration ?? 0, answeredAt !== null);
  return {
    offset: start.offset,
    started,
    answeredAt: answered ? answeredAt : null,
    ended,
    duration,
    answered,
  };
}

/** Talk decides. Without any, an answer counts unless the record itself says that the attempt failed or went elsewhere. */
function isAnswered(piece: Pieces, duration: number, hasAnswer: boolean): boolean {
  if (duration > 0) return true;
  return hasAnswer && (piece(ATTEMPT) === '0' || piece(ATTEMPT) === '') && piece(CAUSE) !== REDIRECTED;
}

const REDIRECTED = '23';

function callOf(piece: Pieces, times: Times): CallReading {
  const answer = times.answered ? times.answeredAt : times.ended;
  const [called, dialled] = [piece(CALLED), piece(DIALLED)];
  return {
    ...EMPTY_CALL,
    record_key: recordKey(piece),
    call_key: threadOf(piece),
    clock: times.offset,
    started: times.started,
    answered_at: times.answeredAt,
    ended: times.ended,
    ring_ms: answer === null ? null : answer - times.started,
    duration_ms: times.duration,
    answered: times.answered,
    cause: piece(CAUSE) || null,
    direction: DIRECTIONS.get(`${piece(FROM)}/${piece(TO)}`) ?? null,
    calling: piece(CALLING) || null,
    called: called || null,
    dialled: dialled || null,
    calling_extension: piece(FROM) === '900' && EXTENSION_NUMBER.test(piece(CALLING)) ? piece(CALLING) : null,
    called_extension: calledExtension(piece),
    trunk: (piece(FROM) === '901' && piece(INGRESS)) || (piece(TO) === '903' && piece(EGRESS)) || null,
    private: privateOf(piece(EXTENSION)),
    // A number that is withheld whole is nothing but stars.
    feature: /^[*#]{1,2}\d/.test(called || dialled),
    extra: extraOf(piece),
  };
}

/** Each side is on this system (900 calls, 902 is called) or beyond it (901, 903); 999 is not known. */
const DIRECTIONS: ReadonlyMap<string, Direction> = new Map([
  ['900/902', 'internal'],
  ['901/902', 'incoming'],
  ['900/903', 'outgoing'],
  ['901/903', 'transit'],
]);

const EXTENSION_NUMBER = /^\d{2,8}$/;

/** The station behind a pilot or voicemail stands only here, so that it is taken in its long form too. */
function calledExtension(piece: Pieces): string | null {
  if (piece(TO) !== '902') return null;
  const station = piece(DESTINATION);
  if (station !== '' && station !== piece(CALLED)) return /^\d{2,12}$/.test(station) ? station : null;
  return EXTENSION_NUMBER.test(piece(CALLED)) ? piece(CALLED) : null;
}

function threadOf(piece: Pieces): string | null {
  const [node, thread] = [piece(THREAD_NODE), piece(THREAD)];
  return node === '' || thread === '' || thread === '0' ? null : `${node}/${thread}`;
}

/**
 * What is the same in each copy of a record and differs between records: of the global call ID only the hex part,
 * since its time drifts, and never the line number. Legs of one thread differ in their times or parties.
 */
function recordKey(piece: Pieces): string | null {
  const callId = piece(CALL_ID);
  const fixed = [
    callId.slice(callId.lastIndexOf(':') + 1),
    ...[THREAD_NODE, THREAD, START, RELEASE].map(piece),
  ];
  if (fixed.includes('')) return null;
  return [...fixed, ...DIFFERENCES.map(piece)].join('/');
}

const DIFFERENCES = [
  ...[ID_NODE, ID_SEQUENCE, DURATION, ANSWER, CAUSE, FROM, TO],
  ...[CALLING, CALLED, DIALLED, FORWARDING, DESTINATION],
];

const [PRIVATE, BUSINESS] = [2 ** 20, 2 ** 21] as const;

/** Only the extension of the feature bits says it; among the feature bits themselves 2^20 is a malicious call. */
function privateOf(bits: string): boolean | null {
  return hasBit(bits, PRIVATE) ? true : hasBit(bits, BUSINESS) ? false : null;
}

/** As the record prints them; they are explained in the documentation of the driver. */
const CODES = { attempt: ATTEMPT, feature_bits: FEATURE, extension_bits: EXTENSION, event_bits: EVENT };

function extraOf(piece: Pieces): CallReading['extra'] {
  const redirected = piece(CAUSE) === REDIRECTED || piece(FORWARDING) !== '';
  const leg = openscapeLeg([FEATURE, EXTENSION, EVENT].map(piece), redirected);
  const extra: Record<string, string> = { leg, sent_on_by: piece(FORWARDING) };
  for (const [key, place] of Object.entries(CODES)) if (!/^0*$/.test(piece(place))) extra[key] = piece(place);
  const station = piece(DESTINATION);
  if (station !== '' && station !== piece(CALLED)) extra.station = station;
  if (piece(FROM) === '901' && piece(TO) === '903' && piece(EGRESS) !== '') extra.egress = piece(EGRESS);
  return filledOnly(extra);
}
