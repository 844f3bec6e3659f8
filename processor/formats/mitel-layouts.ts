import { type TextPlace, type UndefinedReading, undefinedLine } from '../../record/reading.ts';
import { textWithin } from './placed.ts';

export type Span = readonly [from: number, to: number];

/** Places counted from 0; of fields of one column only where they stand. */
export interface Layout {
  readonly name: string;
  readonly duration: Span;
  readonly calling: Span;
  /** Four columns: the attendant's mark in the first of them, or before them where the time needs all four. */
  readonly timeToAnswer: Span;
  readonly digits: Span;
  readonly completion: number;
  readonly called: Span;
  readonly ldn: Span;
  readonly transfer: number;
  readonly third: Span;
  readonly account: Span;
  readonly route: number;
  readonly system: Span;
  readonly ani: Span;
  readonly dnis: Span;
  readonly callId: Span;
  readonly associated: Span;
}

interface Widths {
  readonly duration: Span;
  readonly party: number;
  readonly ldn: number;
  readonly ani: number;
  readonly dnis: number;
  /** The suite id, which only extended reporting has between DNIS and call id. */
  readonly suite: number;
}

/** All layouts have the same fields in the same order; only these widths differ. */
function layoutFrom(name: string, { duration, party, ldn, ani, dnis, suite }: Widths): Layout {
  const span = (from: number, width: number): Span => [from, from + width];
  const calling = span(duration[1] + 1, party);
  const timeToAnswer = span(calling[1] + 1, 4);
  const digits = span(timeToAnswer[1] + 1, 26);
  const called = span(digits[1] + 2, party);
  const transfer = called[1] + ldn;
  const third = span(transfer + 2, party);
  const account = span(third[1] + 1, 12);
  const system = span(account[1] + 1, 3);
  const aniSpan = span(system[1] + 3, ani);
  const dnisSpan = span(aniSpan[1] + 1, dnis);
  const callId = span(dnisSpan[1] + 1 + suite, 8);
  return {
    name,
    duration,
    calling,
    timeToAnswer,
    digits,
    completion: digits[1],
    called,
    ldn: span(called[1], ldn),
    transfer,
    third,
    account,
    route: account[1],
    system,
    ani: aniSpan,
    dnis: dnisSpan,
    callId,
    associated: span(callId[1] + 2, 8),
  };
}

const STANDARD = layoutFrom('standard', {
  duration: [14, 22],
  party: 4,
  ldn: 0,
  ani: 10,
  dnis: 10,
  suite: 0,
});
const EXTENDED = layoutFrom('extended', { duration: [14, 24], party: 7, ldn: 0, ani: 10, dnis: 7, suite: 0 });
const LEVEL_1 = layoutFrom('level 1', { duration: [14, 24], party: 7, ldn: 8, ani: 20, dnis: 10, suite: 8 });
const LEVEL_2 = layoutFrom('level 2', { duration: [17, 27], party: 7, ldn: 8, ani: 20, dnis: 10, suite: 8 });
/** A line cut before the columns that tell these two apart; they agree up to the called party. */
export const EXTENDED_OR_LEVEL_1: Layout = { ...EXTENDED, name: 'extended or level 1' };

/** Where terminals end a line: a value that fills the last column and could go on may be cut. */
const TERMINAL_WIDTHS = [80, 132];

/** A trunk in a column of parties; X999 and X9999 are IP trunks. */
export const TRUNK = /^[TX]\d+$/;

/** The place and width of the duration tell the layouts apart, in cut lines too; only two need the system id. */
export function layoutOf(record: string): Layout | UndefinedReading {
  const seconds = record.charAt(12) === ':';
  if (seconds && /^\d{4}:\d\d:\d\d$/.test(columns(record, LEVEL_2.duration))) return LEVEL_2;
  if (!seconds && /^\d\d:\d\d:\d\d$/.test(columns(record, STANDARD.duration))) return STANDARD;
  if (seconds || !/^\d{4}:\d\d:\d\d$/.test(columns(record, EXTENDED.duration))) {
    const short = record.trimEnd().length < (seconds ? LEVEL_2 : EXTENDED).duration[1];
    return short
      ? undefinedLine('too_short', 'the line ends before the end of its duration')
      : undefinedLine(
          'bad_duration',
          'no duration stands where one of the layouts has it',
          textWithin(record, ...(seconds ? LEVEL_2 : EXTENDED).duration),
        );
  }
  if (hasSystem(record, LEVEL_1)) return LEVEL_1;
  if (hasSystem(record, EXTENDED)) return EXTENDED;
  const rest = record.slice(EXTENDED.called[1]);
  if (rest.trim() !== '' && record.length >= LEVEL_1.system[1]) {
    return undefinedLine(
      'unknown_layout',
      'the system id stands where neither extended nor level 1 has it',
      textWithin(record, LEVEL_1.system[0], LEVEL_1.system[1]),
    );
  }
  return /^[A-Z]( |$)/.test(rest) ? EXTENDED : EXTENDED_OR_LEVEL_1;
}

/** Whole records have a system id, `000` for none; the account code before it begins in its first column. */
function hasSystem(record: string, layout: Layout): boolean {
  const [from, to] = layout.system;
  if (!/^\d{3} {0,3}$/.test(record.slice(from, to + 3))) return false;
  const account = columns(record, layout.account);
  return account.trimEnd() === account.trim() && !account.trim().includes(' ');
}

/**
 * True when the call is whole: the line covers the called party, or trailing blanks were cut off behind it. A caller
 * from a trunk who reached nobody has none, so there the completion status ends the line.
 */
export function reachesCalled(record: string, layout: Layout): boolean {
  if (record.length >= layout.called[1]) return true;
  const end = record.trimEnd().length;
  return end > layout.called[0] || (end > layout.completion && TRUNK.test(take(record, layout.calling)));
}

/** The first place that shows the columns to be shifted; null when all stand where they belong. */
export function shiftedPlace(record: string, layout: Layout): { what: string; place: TextPlace } | null {
  const { calling, timeToAnswer, called, completion, transfer, system } = layout;
  const at = (what: string, from: number, to = from + 1) => ({ what, place: textWithin(record, from, to) });
  if (record.charAt(calling[0] - 1) !== ' ') return at('the column before the calling party', calling[0] - 1);
  if (take(record, calling).includes(' ')) return at('the calling party', ...calling);
  if (!/[ *]/.test(record.charAt(timeToAnswer[0] - 1)))
    return at('the column behind the calling party', timeToAnswer[0] - 1);
  // Digits in a column of letters belong to the field beside it; the longer parties begin in their first column.
  if (!/^[ A-Z]{1,2}$/.test(record.slice(completion, completion + 2)))
    return at('the completion status', completion, completion + 2);
  if (layout === STANDARD && !/^[ A-Z]?$/.test(record.charAt(transfer)))
    return at('the mark of a transfer', transfer);
  const party = columns(record, called);
  if (party.trim().includes(' ') || (layout !== STANDARD && /^ +[^ ]/.test(party)))
    return at('the called party', ...called);
  const printed = layout === EXTENDED_OR_LEVEL_1 ? '' : columns(record, system);
  if (printed.length === 3 && printed.trim() !== '' && !/^\d{3}$/.test(printed))
    return at('the system id', ...system);
  return null;
}

/** The columns as printed. */
export function columns(record: string, [from, to]: Span): string {
  return record.slice(from, to);
}

/** The text of a field, blank when the line's end may have cut it. */
export function take(record: string, [from, to]: Span): string {
  const end = record.length;
  const cut = from < end && end < to && TERMINAL_WIDTHS.includes(end) && record.charAt(end - 1) !== ' ';
  return cut ? '' : record.slice(from, to).trim();
}

/** The time to answer and the mark beside it. */
export interface Ringing {
  readonly attendant: boolean;
  readonly unanswered: boolean;
  readonly ms: number | null;
}

/** Null when it is no number of seconds. */
export function readTimeToAnswer(record: string, [from, to]: Span): Ringing | null {
  const text = record.slice(from, to);
  const before = record.charAt(from - 1) === '*';
  // Four asterisks are the extended time, or the mark of the attendant and a time of three: unanswered either way.
  if (text === '****' || text === ' ***') return { attendant: before, unanswered: true, ms: null };
  const marked = text.startsWith('*');
  const digits = (marked ? text.slice(1) : text).trim();
  if (!/^\d*$/.test(digits)) return null;
  return {
    attendant: before || marked,
    unanswered: false,
    ms: digits === '' ? null : Number(digits) * 1000,
  };
}

/** With meter pulses on, the last five columns of the digits dialled hold them, right-justified. */
export function diallingOf(record: string, { digits }: Layout): { digits: string; pulses: string } {
  const [from, to] = digits;
  const tail = record.slice(to - 5, to);
  const counted = record.charAt(to - 6) === ' ' && /^ *\d+$/.test(tail) && tail.length === 5;
  return { digits: record.slice(from, counted ? to - 5 : to).trim(), pulses: counted ? tail.trim() : '' };
}
