import { DAY_MS } from '../../record/calendar.ts';
import type { Column } from '../definition/delimited-fields.ts';
import { compileDatePattern } from '../formats/date-pattern.ts';
import { filledValues } from './column-shapes.ts';
import { TITLES } from './column-titles.ts';
import { epochColumns } from './epoch-columns.ts';
import {
  type Ground,
  GUESS,
  type GuessedSetting,
  LIKELY,
  type SampleColumn,
  type TimeSource,
} from './guess.ts';
import { readAsTime, saysNoTime, type TimeReading } from './time-columns.ts';

/** The times of a call as a sample shows them. */
export interface GuessedTimes {
  readonly started: TimeSource | null;
  readonly answered_at: TimeSource | null;
  readonly ended: TimeSource | null;
  readonly fields: readonly GuessedSetting[];
}

interface Timed {
  readonly column: SampleColumn;
  readonly reading: TimeReading;
}

/** Where the calls begin, are answered and end; null where no column looks like a date. */
export function guessTimes(columns: readonly SampleColumn[], before: number): GuessedTimes | null {
  const timed = columns.flatMap((column): Timed[] => {
    const reading = readAsTime(filledValues(column), before);
    return reading === null || isAccident(column, reading) ? [] : [{ column, reading }];
  });
  const dates = timed.filter(({ reading }) => reading.holds === 'date');
  const times = timed.filter(({ reading }) => reading.holds === 'time');
  const pairs = pairUp(dates, times);
  const single = timed.filter(({ reading }) => reading.holds === 'moment').map((one) => sourceOf([one]));
  const moments = [...single, ...pairs.map(sourceOf)];
  const found = moments.length > 0 ? moments : epochColumns(columns, before);
  if (found.length === 0) return null;
  const paired = new Set(pairs.flat());
  const free = times.filter((time) => !paired.has(time)).map((one) => sourceOf([one]));
  return assignRoles(found, free);
}

/** Digits alone are dates by accident unless there are many of them, or the heading says so. */
function isAccident({ title }: SampleColumn, { pattern, holds, good }: TimeReading): boolean {
  const named = TITLES.time.test(title) || TITLES.started.test(title) || TITLES.ended.test(title);
  if (!/^[YMDHms]+(?:\[?\.S\]?)?$/.test(pattern)) return false;
  if (named && !TITLES.duration.test(title)) return false;
  const digits = pattern.replace(/\[.*?\]/g, '').length;
  return !(
    pattern.startsWith('YYYYMMDD') &&
    (digits >= 14 || (good >= 2 && (digits === 12 || holds === 'date')))
  );
}

/** Each date with the time that belongs to it: by their titles, else by where they stand. */
function pairUp(dates: readonly Timed[], times: readonly Timed[]): Timed[][] {
  const free = new Set(times);
  return dates.flatMap((date) => {
    const [best] = [...free]
      .map((time) => ({ time, score: pairScore(date, time) }))
      .sort((a, b) => b.score - a.score);
    if (best === undefined) return [];
    free.delete(best.time);
    return [[date, best.time]];
  });
}

function pairScore(date: Timed, time: Timed): number {
  const stem = (title: string): string =>
    title.replace(/\b(?:date|time|datum|zeit|uhrzeit|day|tag)\b/g, '').trim();
  const [one, other] = [date.column.title, time.column.title];
  const distance = time.column.place - date.column.place;
  let score = -Math.abs(distance) / 10 + (distance > 0 ? 0.05 : 0);
  if (stem(one) !== '' && stem(one) === stem(other)) score += 4;
  if (one !== '' && other === '' && distance === 1) score += 3;
  if (TITLES.time.test(other) || TITLES.started.test(other)) score += 2;
  if (TITLES.duration.test(other) || TITLES.ring.test(other) || TITLES.ended.test(other)) score -= 4;
  return looksLikeDuration(time.column) ? score - 3 : score;
}

/** Times of day go round the clock; lengths of calls hardly reach an hour. */
function looksLikeDuration(column: SampleColumn): boolean {
  const values = filledValues(column);
  const short = values.filter((value) => /^0?[0]:/.test(value)).length;
  return short * 10 > values.length * 6 || values.some((value) => /^(?:2[4-9]|[3-9]\d|\d{3,}):/.test(value));
}

function sourceOf(parts: readonly Timed[]): TimeSource {
  const [first, second] = parts;
  const read = (record: number): number | null => {
    let sum = 0;
    for (const { column, reading } of parts) {
      const text = column.values[record] ?? '';
      const ms = reading.holds !== 'time' && saysNoTime(text) ? null : reading.read(text);
      if (ms === null) return null;
      sum += ms;
    }
    return sum;
  };
  const count = first?.column.values.length ?? 0;
  return {
    columns: parts.map(({ column }) => column),
    title: parts
      .map(({ column }) => column.title)
      .join(' ')
      .trim(),
    pattern: parts.map(({ reading }) => reading.pattern).join(' '),
    holds: second === undefined && first?.reading.holds === 'time' ? 'time' : 'moment',
    ground: first?.reading.ground ?? GUESS('no value'),
    ms: Array.from({ length: count }, (_, record) => read(record)),
  };
}

type Role = 'started' | 'answered_at' | 'ended';

function roleOf({ title }: TimeSource): Role | null {
  if (TITLES.ended.test(title)) return 'ended';
  if (TITLES.answered_at.test(title)) return 'answered_at';
  return TITLES.started.test(title) ? 'started' : null;
}

/** By their titles first, then by their order in time. */
function assignRoles(moments: readonly TimeSource[], times: readonly TimeSource[]): GuessedTimes {
  const roles = new Map<Role, { source: TimeSource; ground: Ground }>();
  const rest: TimeSource[] = [];
  for (const source of moments) {
    const role = roleOf(source);
    if (role !== null && !roles.has(role)) roles.set(role, { source, ground: LIKELY('its heading says so') });
    else rest.push(source);
  }
  const order = inOrder(rest);
  const [earliest] = order.filter(isAlwaysThere);
  if (earliest !== undefined && !roles.has('started') && !(roles.has('ended') && order.length === 0)) {
    const why =
      order.length > 1
        ? 'it is the earliest of the times'
        : 'it is the only date, and could be the end of the call as well';
    roles.set('started', { source: earliest, ground: GUESS(why) });
    order.splice(order.indexOf(earliest), 1);
  }
  const start = roles.get('started')?.source;
  if (start !== undefined) {
    const farthest = [...times].sort((a, b) => meanGap(b, start) - meanGap(a, start));
    for (const source of [...order.reverse(), ...farthest]) {
      const role =
        source.holds === 'time'
          ? timeRole(source, start, roles.has('ended'))
          : laterRole(source, start, roles.has('ended'));
      if (role !== null && !roles.has(role))
        roles.set(role, { source, ground: GUESS('it follows the start within a day') });
    }
  }
  return checked(roles);
}

/** As they follow each other in the records that have them all. */
function inOrder(sources: readonly TimeSource[]): TimeSource[] {
  const complete = (sources[0]?.ms ?? []).flatMap((_, record) =>
    sources.every(({ ms }) => (ms[record] ?? null) !== null) ? [record] : [],
  );
  const mean = ({ ms }: TimeSource): number =>
    complete.reduce((sum, record) => sum + (ms[record] ?? 0), 0) / Math.max(1, complete.length);
  const means = new Map(sources.map((source) => [source, mean(source)]));
  return [...sources].sort(
    (a, b) => (means.get(a) ?? 0) - (means.get(b) ?? 0) || filledShare(b) - filledShare(a),
  );
}

function filledShare({ ms }: TimeSource): number {
  return ms.filter((value) => value !== null).length / Math.max(1, ms.length);
}

/** Every call has a start; what is missing now and then is an answer or an end. */
function isAlwaysThere(source: TimeSource, _place: number, all: readonly TimeSource[]): boolean {
  return filledShare(source) >= 0.95 * Math.max(...all.map(filledShare));
}

function laterRole(source: TimeSource, start: TimeSource, hasEnd: boolean): Role | null {
  const named = roleOf(source);
  if (named !== null || shareFollowing(source, start, DAY_MS) < 0.9) return named;
  return hasEnd ? 'answered_at' : 'ended';
}

/** A time without a date is an end or an answer only where it says so or keeps close behind the start. */
function timeRole(source: TimeSource, start: TimeSource, hasEnd: boolean): Role | null {
  if (TITLES.duration.test(source.title) || TITLES.ring.test(source.title)) return null;
  const named = roleOf(source);
  if (named === 'ended' || named === 'answered_at') return named;
  const [column] = source.columns;
  if (column === undefined || looksLikeDuration(column)) return null;
  if (shareFollowing(source, start, DAY_MS / 6) < 0.9) return null;
  return hasEnd ? 'answered_at' : 'ended';
}

/** For the records that have both: how long after the start a time lies; without a date within a day. */
function gapsBehind(source: TimeSource, start: TimeSource): number[] {
  return source.ms.flatMap((ms, record) => {
    const from = start.ms[record] ?? null;
    if (ms === null || from === null) return [];
    return [source.holds === 'time' ? (((ms - from) % DAY_MS) + DAY_MS) % DAY_MS : ms - from];
  });
}

function meanGap(source: TimeSource, start: TimeSource): number {
  const gaps = gapsBehind(source, start);
  return gaps.reduce((sum, gap) => sum + gap, 0) / Math.max(1, gaps.length);
}

/** In how many of the records that have both, a time lies behind the start and not farther than so. */
function shareFollowing(source: TimeSource, start: TimeSource, most: number): number {
  const gaps = gapsBehind(source, start);
  return gaps.length === 0 ? 0 : gaps.filter((gap) => gap >= 0 && gap <= most).length / gaps.length;
}

/** Without what the language cannot put together: other clocks than that of the start, and coarser times without a date. */
function checked(roles: Map<Role, { source: TimeSource; ground: Ground }>): GuessedTimes {
  const start = roles.get('started')?.source ?? null;
  const base = start ?? roles.get('ended')?.source ?? null;
  const nature = (source: TimeSource | null) => (source === null ? null : compileDatePattern(source.pattern));
  const baseNature = nature(base);
  for (const [role, { source }] of roles) {
    const own = nature(source);
    if (typeof own === 'string' || own === null || typeof baseNature === 'string' || baseNature === null) {
      roles.delete(role);
    } else if (source !== base) {
      const coarse = source.holds === 'time' && (start === null || own.grain > baseNature.grain);
      const otherClock = source.holds === 'moment' && own.absolute !== baseNature.absolute;
      const backwards =
        source.holds === 'moment' &&
        start !== null &&
        shareFollowing(source, start, Number.POSITIVE_INFINITY) < 0.9;
      if (coarse || otherClock || backwards) roles.delete(role);
    }
  }
  const of = (role: Role): TimeSource | null => roles.get(role)?.source ?? null;
  const fields = (['started', 'answered_at', 'ended'] as const).flatMap((role) => {
    const found = roles.get(role);
    return found === undefined ? [] : [fieldOf(role, found.source, found.ground)];
  });
  return { started: of('started'), answered_at: of('answered_at'), ended: of('ended'), fields };
}

function fieldOf(role: Role, { columns, pattern, ground }: TimeSource, which: Ground): GuessedSetting {
  const [first, second] = columns;
  const column: Column | Column[] =
    first !== undefined && second === undefined ? first.column : columns.map((one) => one.column);
  const nothing =
    second === undefined && first !== undefined && /[YX]|^x$/.test(pattern)
      ? noTimes(first)
      : pairedNoTimes(columns);
  const value = { column, pattern, ...(nothing.length > 0 ? { empty: nothing } : {}) };
  const why = `${which.why}; the pattern is ${ground.certainty === 'guess' ? 'a guess' : ground.certainty}: ${ground.why}`;
  const certainty = [which.certainty, ground.certainty].includes('guess') ? 'guess' : 'likely';
  return { key: role, value, ground: { certainty, why } };
}

function noTimes({ values }: SampleColumn): string[] {
  return [...new Set(values.filter((value) => value !== '' && saysNoTime(value)))].slice(0, 5);
}

function pairedNoTimes([date, time]: readonly SampleColumn[]): string[] {
  if (date === undefined || time === undefined) return [];
  const texts = date.values.flatMap((text, record) =>
    text !== '' && saysNoTime(text) ? [`${text} ${time.values[record] ?? ''}`] : [],
  );
  return [...new Set(texts)].slice(0, 5);
}
