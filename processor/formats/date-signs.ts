/** The signs of the pattern language, longest first; what is listed nowhere must be quoted. */
const SIGNS = /'([^']*)'|YYYY|YY|MMM|MM|M|DD|D|ddd|HH|H|hh|h|mm|m|ss|s|S+|A|Z|X|x| +|[\s\S]/g;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = new Set(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']);

/** What the signs of a pattern have read so far. */
export interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
  /** 0 before noon, 12 after it, null where the clock has 24 hours. */
  half: 0 | 12 | null;
  offset: number | null;
}

type NumberPart = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

/** Reads its sign at the place and gives the place after it; -1 when the text is another. */
export type Step = (text: string, at: number, parts: Parts) => number;

/** One sign of a date pattern, such as `MM`, or a piece of text between two. */
export interface Sign {
  readonly part: keyof Parts | 'weekday' | 'text';
  readonly step: Step;
  /** Begins with a digit, so that no sign of open width may stand before it. */
  readonly digit: boolean;
  readonly open: boolean;
}

/** The signs of a pattern in order; the answer is a sentence where one is none. */
export function signsOf(form: string): Sign[] | string {
  const signs: Sign[] = [];
  for (const [text, quoted] of form.matchAll(SIGNS)) {
    const sign = signOf(text, quoted);
    if (typeof sign === 'string') return sign;
    signs.push(sign);
  }
  return signs;
}

/** Whether the sign reads hours from 1 to 12. */
export function isTwelveHours({ step }: Sign): boolean {
  return step === TWELVE_HOURS.h || step === TWELVE_HOURS.hh;
}

function signOf(text: string, quoted: string | undefined): Sign | string {
  if (quoted !== undefined) return literal(quoted);
  if (text.startsWith(' ')) return { part: 'text', step: readBlanks, digit: false, open: false };
  if (text.startsWith('S')) return { part: 'ms', step: readFraction, digit: true, open: true };
  const known = KNOWN[text];
  if (known !== undefined) return known;
  if (text === "'") return "a ' is not closed";
  if (text === 'X' || text === 'x') return 'X or x (time since 1970) must stand alone';
  return /^\p{L}$/u.test(text) && text !== 'T'
    ? `the letter ${text} means nothing; put text into '…'`
    : literal(text);
}

function literal(text: string): Sign {
  const step: Step = (line, at) => (line.startsWith(text, at) ? at + text.length : -1);
  return { part: 'text', step, digit: /^\d/.test(text), open: false };
}

function digits(part: NumberPart, least: number, most: number): Sign {
  const step: Step = (text, at, parts) => {
    let value = 0;
    let place = at;
    for (; place < at + most; place++) {
      const digit = text.charCodeAt(place) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
    }
    parts[part] = value;
    return place - at < least ? -1 : place;
  };
  return { part, step, digit: true, open: least !== most };
}

/** Two digits of a year: 70 to 99 lie in the last century, which no call after 1999 is taken for. */
const SHORT_YEAR: Sign = (() => {
  const plain = digits('year', 2, 2);
  const step: Step = (text, at, parts) => {
    const after = plain.step(text, at, parts);
    parts.year += parts.year < 70 ? 2000 : 1900;
    return after;
  };
  return { ...plain, step };
})();

const TWELVE_HOURS = { h: twelveHours(1), hh: twelveHours(2) };

function twelveHours(least: number): Step {
  const plain = digits('hour', least, 2);
  return (text, at, parts) => {
    const after = plain.step(text, at, parts);
    return parts.hour >= 1 && parts.hour <= 12 ? after : -1;
  };
}

const KNOWN: Readonly<Record<string, Sign>> = {
  YYYY: digits('year', 4, 4),
  YY: SHORT_YEAR,
  MMM: { part: 'month', step: readMonthName, digit: false, open: false },
  MM: digits('month', 2, 2),
  M: digits('month', 1, 2),
  DD: digits('day', 2, 2),
  D: digits('day', 1, 2),
  ddd: { part: 'weekday', step: readWeekday, digit: false, open: false },
  HH: digits('hour', 2, 2),
  H: digits('hour', 1, 2),
  hh: { part: 'hour', step: TWELVE_HOURS.hh, digit: true, open: false },
  h: { part: 'hour', step: TWELVE_HOURS.h, digit: true, open: true },
  mm: digits('minute', 2, 2),
  m: digits('minute', 1, 2),
  ss: digits('second', 2, 2),
  s: digits('second', 1, 2),
  A: { part: 'half', step: readHalf, digit: false, open: false },
  Z: { part: 'offset', step: readOffset, digit: false, open: false },
};

/** One blank of the pattern stands for any number of them: `Dec  5` as well as `Dec 15`. */
function readBlanks(text: string, at: number): number {
  let place = at;
  while (text.charCodeAt(place) === 32) place += 1;
  return place === at ? -1 : place;
}

function readMonthName(text: string, at: number, parts: Parts): number {
  parts.month = MONTHS.indexOf(text.slice(at, at + 3).toLowerCase()) + 1;
  return parts.month === 0 ? -1 : at + 3;
}

/** The name of a day is passed over: the date says it, and the two are not compared. */
function readWeekday(text: string, at: number): number {
  return WEEKDAYS.has(text.slice(at, at + 3).toLowerCase()) ? at + 3 : -1;
}

function readHalf(text: string, at: number, parts: Parts): number {
  const half = text.slice(at, at + 2).toUpperCase();
  if (half !== 'AM' && half !== 'PM') return -1;
  parts.half = half === 'AM' ? 0 : 12;
  return at + 2;
}

/** The places after the second, cut to milliseconds and never rounded: rounding could pass into the next second. */
function readFraction(text: string, at: number, parts: Parts): number {
  let place = at;
  while (place < at + 9 && text.charCodeAt(place) >= 48 && text.charCodeAt(place) <= 57) place += 1;
  parts.ms = Number(text.slice(at, place).padEnd(3, '0').slice(0, 3));
  return place === at ? -1 : place;
}

const OFFSET = /[Zz]|([+-])(\d\d)(?::?(\d\d))?/y;

function readOffset(text: string, at: number, parts: Parts): number {
  OFFSET.lastIndex = at;
  const found = OFFSET.exec(text);
  if (found === null) return -1;
  const [all, sign, hours, minutes] = found;
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  if (size > 14 * 60 || Number(minutes ?? 0) > 59) return -1;
  parts.offset = sign === '-' && size !== 0 ? -size : size;
  return at + all.length;
}
