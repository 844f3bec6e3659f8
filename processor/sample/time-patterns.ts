/** A pattern that may fit a text, and in which order it takes the parts of the date. */
export interface TimeCandidate {
  readonly pattern: string;
  readonly order: DateOrder;
  /** How much it leaves open: parts that may be absent, numbers without a leading zero. The least is tried first. */
  readonly looseness: number;
}

/** `YMD` and so on for numbers, `named` where the month is a name, `none` for a time without a date. */
export type DateOrder = 'YMD' | 'DMY' | 'MDY' | 'named' | 'none';

interface Piece {
  readonly forms: readonly TimeCandidate[];
  readonly length: number;
}

/** All patterns of the language that a text with a date, a time or both may have been printed by. */
export function timeCandidates(text: string): TimeCandidate[] {
  const found: TimeCandidate[] = [];
  const weekday = /^([A-Z][a-z]{2})(,? )/.exec(text);
  const start = weekday?.[0].length ?? 0;
  const before = weekday === null ? '' : `ddd${weekday[2]}`;
  for (const date of datePieces(text, start)) {
    const at = start + date.length;
    if (at === text.length) found.push(...joined(before, date.forms));
    const gap = /^(?: *[T,_-]? *| at )/.exec(text.slice(at))?.[0] ?? '';
    for (const time of timePieces(text, at + gap.length, gap === '')) {
      const end = at + gap.length + time.length;
      found.push(...zoned(joined(before, date.forms, quoted(gap), time.forms), text.slice(end)));
      found.push(...joined(before, yearBehind(date, time, text.slice(end), gap)));
    }
  }
  for (const time of timePieces(text, 0, false)) {
    if (time.length === text.length) found.push(...time.forms);
    const gap = /^ *[,-]? */.exec(text.slice(time.length))?.[0] ?? '';
    for (const date of datePieces(text, time.length + gap.length)) {
      if (time.length + gap.length + date.length === text.length)
        found.push(...joined('', time.forms, quoted(gap), date.forms));
    }
  }
  return found;
}

/** Letters of a gap are text to the pattern, all but the T; several blanks are one. */
function quoted(gap: string): string {
  return gap.replace(/[a-z_]+/g, "'$&'").replace(/ +/g, ' ');
}

function joined(
  before: string,
  first: readonly TimeCandidate[],
  gap = '',
  second: readonly TimeCandidate[] = [NOTHING],
): TimeCandidate[] {
  return first.flatMap((one) =>
    second.map((other) => ({
      pattern: before + one.pattern + gap + other.pattern,
      order: one.order === 'none' ? other.order : one.order,
      looseness: one.looseness + other.looseness,
    })),
  );
}

const NOTHING: TimeCandidate = { pattern: '', order: 'none', looseness: 0 };

/** With what follows the time, where that is an offset; nothing where it is anything else. */
function zoned(candidates: readonly TimeCandidate[], rest: string): TimeCandidate[] {
  if (rest === '') return [...candidates];
  const offset = /^( *)(?:[Zz]|[+-]\d\d:?(?:\d\d)?)$/.exec(rest);
  if (offset === null) return [];
  const gap = offset[1] === '' ? '' : ' ';
  return candidates.map((candidate) => ({ ...candidate, pattern: `${candidate.pattern}${gap}Z` }));
}

/** `Mon Dec 15 11:38:34 2003` */
function yearBehind(date: Piece, time: Piece, rest: string, gap: string): TimeCandidate[] {
  if (!/^ \d{4}$/.test(rest)) return [];
  const dates = date.forms.filter(({ pattern }) => pattern.startsWith('MMM') && !pattern.includes('Y'));
  return joined('', dates, quoted(gap), time.forms).map((form) => ({
    ...form,
    pattern: `${form.pattern} YYYY`,
  }));
}

const NUMBERS = [
  /^(\d{1,4})([-/.])(\d{1,2})\2(\d{4})/,
  /^(\d{1,4})([-/.])(\d{1,2})\2(\d{2})/,
  /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})/,
];

function datePieces(text: string, at: number): Piece[] {
  const rest = text.slice(at);
  const pieces: Piece[] = [];
  for (const shape of NUMBERS) {
    const found = shape.exec(rest);
    if (found === null) continue;
    const [all, first = '', sign = '', , last = ''] = found;
    const forms = numberForms(first.length, sign, last.length);
    if (forms.length > 0) pieces.push({ forms, length: all.length });
  }
  pieces.push(...namedPieces(rest), ...compactPieces(rest));
  return pieces;
}

function numberForms(first: number, sign: string, last: number): TimeCandidate[] {
  const both = (order: DateOrder, strict: string, loose: string): TimeCandidate[] => [
    { pattern: strict.replaceAll('.', sign), order, looseness: 0 },
    { pattern: loose.replaceAll('.', sign), order, looseness: 1 },
  ];
  if (first === 4) return last > 2 ? [] : both('YMD', 'YYYY.MM.DD', 'YYYY.M.D');
  if (first > 2 || (last !== 2 && last !== 4)) return [];
  const year = last === 4 ? 'YYYY' : 'YY';
  return [
    ...both('DMY', `DD.MM.${year}`, `D.M.${year}`),
    ...both('MDY', `MM.DD.${year}`, `M.D.${year}`),
    ...(last === 2 && first === 2 ? both('YMD', 'YY.MM.DD', 'YY.M.D') : []),
  ];
}

function namedPieces(rest: string): Piece[] {
  const pieces: Piece[] = [];
  const form = (pattern: string, looseness: number): TimeCandidate => ({
    pattern,
    order: 'named',
    looseness,
  });
  const dayFirst = /^\d{1,2}([-/. ]+)[A-Za-z]{3}([-/., ]+)(\d{4}|\d\d)(?!\d)/.exec(rest);
  if (dayFirst !== null) {
    const [all, one = '', two = '', year = ''] = dayFirst;
    const tail = `${quoted(one)}MMM${quoted(two)}${year.length === 4 ? 'YYYY' : 'YY'}`;
    pieces.push({ forms: [form(`DD${tail}`, 0), form(`D${tail}`, 1)], length: all.length });
  }
  const monthFirst = /^[A-Za-z]{3}([-/. ]+)\d{1,2}([-/., ]+)(\d{4})/.exec(rest);
  if (monthFirst !== null) {
    const [all, one = '', two = ''] = monthFirst;
    const forms = ['DD', 'D'].map((day, open) => form(`MMM${quoted(one)}${day}${quoted(two)}YYYY`, open));
    pieces.push({ forms, length: all.length });
  }
  const yearless = /^[A-Za-z]{3}( +)\d{1,2}(?= )/.exec(rest);
  if (yearless !== null) pieces.push({ forms: [form('MMM D', 1)], length: yearless[0].length });
  return pieces;
}

function compactPieces(rest: string): Piece[] {
  const digits = /^\d+/.exec(rest)?.[0].length ?? 0;
  const form = (pattern: string, order: DateOrder): TimeCandidate => ({ pattern, order, looseness: 0 });
  const pieces: Piece[] = [];
  if (digits === 8 || digits === 12 || digits === 14) {
    const forms = [form('YYYYMMDD', 'YMD'), form('DDMMYYYY', 'DMY'), form('MMDDYYYY', 'MDY')];
    pieces.push({ forms, length: 8 });
  }
  if (digits === 6 || digits === 10 || digits === 12) {
    pieces.push({ forms: [form('YYMMDD', 'YMD'), form('DDMMYY', 'DMY'), form('MMDDYY', 'MDY')], length: 6 });
  }
  return pieces;
}

const TIME = /^(\d{1,2})([:.])(\d\d)(?:\2(\d\d))?(?:([.,])(\d{1,9}))?(?:( ?)([AaPp][Mm]))?/;

/** `close`: a compact date stands right before it, so that a compact time may follow. */
function timePieces(text: string, at: number, close: boolean): Piece[] {
  const rest = text.slice(at);
  const compact = /^\d{6}(?:\.(\d{1,9}))?|^\d{4}/.exec(rest);
  const pieces: Piece[] = [];
  if (
    compact !== null &&
    (close || rest.length === compact[0].length || !/^\d/.test(rest.slice(compact[0].length)))
  ) {
    const length = compact[0].length;
    const pattern = length === 4 ? 'HHmm' : 'HHmmss';
    pieces.push({ forms: withFraction(pattern, compact[1] === undefined ? '' : '.', 0), length });
  }
  const found = TIME.exec(rest);
  if (found === null) return pieces;
  const [all, hours = '', sign = '', , seconds, point = '', , gap = '', half] = found;
  if (sign === '.' && seconds === undefined) return pieces;
  const hour = half === undefined ? ['HH', 'H'] : ['hh', 'h'];
  const forms = hour.flatMap((digits, open) => {
    if (open === 0 && hours.length === 1) return [];
    const base = `${digits}${sign}mm`;
    const tail = half === undefined ? '' : `${gap}A`;
    const second = `${sign}ss`;
    const closed = seconds === undefined ? [] : withFraction(base + second, point, open);
    const opened =
      point === '' ? [{ pattern: `${base}[${second}]`, order: 'none' as const, looseness: open + 3 }] : [];
    const bare = seconds === undefined ? [{ pattern: base, order: 'none' as const, looseness: open }] : [];
    return [...bare, ...closed, ...opened].map((form) => ({ ...form, pattern: form.pattern + tail }));
  });
  pieces.push({ forms, length: all.length });
  return pieces;
}

function withFraction(base: string, point: string, looseness: number): TimeCandidate[] {
  const sign = point === '' ? '.' : point;
  const always = { pattern: `${base}${point === '' ? '' : `${sign}S`}`, order: 'none' as const, looseness };
  return [always, { pattern: `${base}[${sign}S]`, order: 'none', looseness: looseness + 2 }];
}
