import { DAY_MS } from '../../record/calendar.ts';
import { compileDatePattern, type DatePattern } from '../formats/date-pattern.ts';
import { type Ground, GUESS, LIKELY, ofAll, SURE } from './guess.ts';
import { type DateOrder, timeCandidates } from './time-patterns.ts';

/** How the values of a column may be read as dates, times of day, or both. */
export interface TimeReading {
  readonly pattern: string;
  /** `date` and `time` want each other; `moment` has both. */
  readonly holds: 'moment' | 'date' | 'time';
  /** Milliseconds of a value, from 1970 or from midnight; null where it cannot be read. */
  read(text: string): number | null;
  /** How many of the values can be read. */
  readonly good: number;
  readonly ground: Ground;
}

/** Values that stand for "no time" although they look like one. */
const NO_TIME = /^(?:0(?:\.0+)?|0{8,}|0000-00-00.*|19[07]0-01-01.*|01[./-]01[./-]19[07]0.*)$/;
/** Call records are younger than the telephone systems that print them. */
const EARLIEST = Date.UTC(1990, 0, 1);
/** Enough values to tell good patterns from bad ones. */
const FIRST_LOOK = 400;
const SHAPES = 12;

/** Whether a text says that there is no time. */
export function saysNoTime(text: string): boolean {
  return NO_TIME.test(text);
}

/** So much of the values must be readable: where there are signs between the digits, what else is in the column does not fit. */
const LEAST_SHARE = 0.6;
/** Digits alone are read as a date too easily. */
const LEAST_SHARE_OF_DIGITS = 0.9;

/**
 * The way in which most of the values can be read, each as often as it comes; null where too few can. `before` is the
 * moment after which no call can have begun.
 */
export function readAsTime(values: readonly string[], before: number): TimeReading | null {
  const counts = new Map<string, number>();
  for (const value of values)
    if (value !== '' && !saysNoTime(value)) counts.set(value, (counts.get(value) ?? 0) + 1);
  if (counts.size === 0) return null;
  const distinct = [...counts.keys()];
  const looked = evenly(distinct, FIRST_LOOK);
  const tried = tryOut(looked, patternsOf(distinct), before);
  const readable = (one: Candidate): boolean => isEnough(one, counts);
  return decide(tryOut(distinct, bestOfEach(tried), before).filter(readable), distinct.length);
}

function isEnough({ pattern, read, holds }: Candidate, counts: ReadonlyMap<string, number>): boolean {
  let all = 0;
  let good = 0;
  for (const [value, count] of counts) {
    all += count;
    if (isBelievable(read(value), holds)) good += count;
  }
  return good >= all * (/^[YMDHmsS]+$/.test(pattern) ? LEAST_SHARE_OF_DIGITS : LEAST_SHARE);
}

function isBelievable(ms: number | null, holds: TimeReading['holds']): ms is number {
  return ms !== null && (holds === 'time' || ms >= EARLIEST);
}

/** Of each order of the date a few, so that what speaks against the other orders can be told. */
function bestOfEach(tried: readonly Tried[]): Tried[] {
  const taken = new Map<DateOrder, number>();
  return tried.filter(({ order, good }) => {
    const count = taken.get(order) ?? 0;
    taken.set(order, count + 1);
    return good > 0 && count < 4;
  });
}

interface Candidate {
  readonly pattern: string;
  readonly order: DateOrder;
  readonly looseness: number;
  readonly holds: TimeReading['holds'];
  readonly read: TimeReading['read'];
}

interface Tried extends Candidate {
  readonly good: number;
  readonly first: number;
  readonly last: number;
  readonly future: number;
}

function patternsOf(distinct: readonly string[]): Candidate[] {
  const shapes = new Map<string, string>();
  for (const value of evenly(distinct, FIRST_LOOK * 4)) {
    const shape = value.replace(/\d/g, '9').replace(/[A-Za-z]/g, 'A');
    if (!shapes.has(shape)) shapes.set(shape, value);
    if (shapes.size === SHAPES) break;
  }
  const candidates = new Map<string, Candidate>();
  for (const value of shapes.values()) {
    for (const { pattern, order, looseness } of timeCandidates(value)) {
      if (candidates.has(pattern)) continue;
      const compiled = compileCandidate(pattern);
      if (compiled !== null) candidates.set(pattern, { pattern, order, looseness, ...compiled });
    }
  }
  return [...candidates.values()];
}

/** A date alone is no pattern of the language; it is tried with a time behind it, as it will be used. */
function compileCandidate(pattern: string): Pick<Candidate, 'holds' | 'read'> | null {
  const reader = (compiled: DatePattern, tail: string) => (text: string) => {
    const time = compiled.read(text + tail);
    return time === null ? null : time.ms - (typeof time.clock === 'number' ? time.clock * 60_000 : 0);
  };
  const compiled = compileDatePattern(pattern);
  if (typeof compiled !== 'string') return { holds: compiled.holds, read: reader(compiled, '') };
  const dated = compileDatePattern(`${pattern} HH:mm`);
  return typeof dated === 'string' ? null : { holds: 'date', read: reader(dated, ' 00:00') };
}

function tryOut(values: readonly string[], candidates: readonly Candidate[], before: number): Tried[] {
  const tried = candidates.map((candidate): Tried => {
    let good = 0;
    let future = 0;
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const value of values) {
      const ms = candidate.read(value);
      if (!isBelievable(ms, candidate.holds)) continue;
      good += 1;
      if (ms > before) future += 1;
      first = Math.min(first, ms);
      last = Math.max(last, ms);
    }
    return { ...candidate, good, first, last, future };
  });
  return tried.sort((a, b) => b.good - a.good || a.looseness - b.looseness);
}

/** Of equally good ways the strictest; where only the order of day and month differs, the likeliest. */
function decide(tried: readonly Tried[], distinct: number): TimeReading | null {
  const orders = new Map<DateOrder, Tried>();
  for (const one of tried) {
    const known = orders.get(one.order);
    if (known === undefined) orders.set(one.order, one);
  }
  const timeless = ({ holds }: Tried): number => Number(holds === 'time');
  const [best, ...others] = [...orders.values()]
    .filter(({ good }) => good > 0)
    .sort(
      (a, b) =>
        b.good - a.good ||
        timeless(a) - timeless(b) ||
        a.future - b.future ||
        span(a) - span(b) ||
        rank(a) - rank(b),
    );
  if (best === undefined) return null;
  const { pattern, holds, read, good } = best;
  return { pattern, holds, read, good, ground: groundOf(best, others, distinct) };
}

function span({ first, last }: Tried): number {
  return Math.round((last - first) / DAY_MS);
}

/** Where nothing in the values decides: dots are European; most of the world puts the day first. */
function rank({ order }: Tried): number {
  return ['DMY', 'MDY', 'YMD', 'named', 'none'].indexOf(order);
}

function groundOf(best: Tried, others: readonly Tried[], all: number): Ground {
  const read = ofAll(best.good, all, 'different value');
  if (best.holds === 'time' || best.order === 'named' || best.pattern.startsWith('YYYY')) {
    return best.good === all ? SURE(`${read} can be read so`) : LIKELY(`${read} can be read so`);
  }
  const [rival] = others;
  const bad = best.good - (rival?.good ?? 0);
  const name = NAMES[best.order] ?? '';
  if (rival === undefined || bad * 50 > best.good || (bad > 0 && best.good === all)) {
    return SURE(`${read} can be read so; ${name}: ${evidence(best, rival, bad)}`);
  }
  if (bad > 0)
    return LIKELY(`${name}: ${evidence(best, rival, bad)}, but ${all - best.good} cannot be read so`);
  const values = all === 1 ? 'the only value' : `${all} different values`;
  const doubt = isDayOrMonth(best, rival)
    ? `${name} is a guess: no day above 12 in ${values}`
    : `${name} is a guess: with ${NAMES[rival.order] ?? 'another order'}, ${values} can be read, too`;
  if (best.future < rival.future) return LIKELY(`${doubt}, but otherwise calls would lie in the future`);
  if (span(best) < span(rival)) {
    return GUESS(
      `${doubt}; read so, the calls lie within ${span(best) + 1} days, otherwise within ${span(rival) + 1}`,
    );
  }
  return GUESS(`${doubt}; compare a call whose day you know`);
}

function evidence(best: Tried, rival: Tried | undefined, values: number): string {
  return isDayOrMonth(best, rival ?? best)
    ? `a day above 12 is seen in ${values} of them`
    : `${values} of them can be read in no other order`;
}

function isDayOrMonth(...ways: readonly Tried[]): boolean {
  return ways.every(({ order }) => order === 'DMY' || order === 'MDY');
}

const NAMES: Readonly<Record<string, string>> = {
  DMY: 'the day before the month',
  MDY: 'the month before the day',
  YMD: 'the year first',
};

/** So many values, taken evenly from the first to the last. */
function evenly<Value>(values: readonly Value[], most: number): readonly Value[] {
  if (values.length <= most) return values;
  const step = values.length / most;
  return Array.from({ length: most }, (_, place) => values[Math.floor(place * step)] as Value);
}
