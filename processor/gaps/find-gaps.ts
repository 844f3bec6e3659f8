import type { NumberRules, NumberRun } from '../../record/numbers.ts';

/** A run of numbers with where it was found. */
export interface PlacedRun<Place> extends Pick<NumberRun, 'series' | 'first' | 'count' | 'unread'> {
  readonly from: Place;
  readonly to: Place;
  /** Surely not the same again as an earlier run with these numbers: then the counter began anew. */
  readonly fresh?: boolean;
  /** Its first record had come before: its number is one of the past, however a circle of numbers is read. */
  readonly again?: boolean;
}

/** Numbers that are missing, or a counter that began anew. */
export interface Gap<Place> {
  readonly kind: 'gap' | 'restart';
  readonly series: string;
  /** The first number that is missing, or that was due. */
  readonly expected: number;
  /** The number that came in its place. */
  readonly found: number;
  /** How many numbers are missing; at least, where the counter begins anew. 0 for a restart. */
  readonly missing: number;
  /** Lines in between that have no number: some of the missing may be those. */
  readonly unread: number;
  /** They may still come. */
  readonly open: boolean;
  /** The last thing before it, and what came behind it. */
  readonly after: Place;
  readonly at: Place;
  readonly doubt: string | null;
}

/** More than this at once are rather a counter that was set anew. */
const FAR = 1000;

interface Missing<Place> {
  from: number;
  to: number;
  readonly found: number;
  readonly unread: number;
  readonly after: Place;
  readonly at: Place;
}

/** What a counter has brought since it began, on a line of numbers that never begins anew. */
interface Era<Place> {
  low: number;
  high: number;
  last: Place;
  /** In the order of their numbers. */
  readonly missing: Missing<Place>[];
}

/** Numbers that are missing in a stream of runs, in the order in which they came. */
export function findGaps<Place>(runs: Iterable<PlacedRun<Place>>, rules: NumberRules): Gap<Place>[] {
  const circle = rules.wraps_after === null ? null : rules.wraps_after + 1;
  const eras = new Map<string, Era<Place>>();
  const gaps: Gap<Place>[] = [];
  let unread = 0;
  for (const run of runs) {
    unread += run.unread;
    if (run.count === 0) continue;
    const era = eras.get(run.series);
    const first = era === undefined ? null : unwrapped(run, era, circle, rules.late);
    if (era !== undefined && first !== null && !(run.fresh === true && isSeen(era, first)))
      take(era, run, first, unread);
    else {
      if (era !== undefined) gaps.push(...closed(run.series, era, rules, false), restart(run, era, circle));
      const high = run.first + run.count - 1;
      eras.set(run.series, { low: run.first, high, last: run.to, missing: [] });
    }
    unread = 0;
  }
  for (const [series, era] of eras) gaps.push(...closed(series, era, rules, true));
  return gaps;
}

/** The place of a number on the line that goes on for ever; null where the counter began anew. */
function unwrapped<Place>(
  { first: number, again }: PlacedRun<Place>,
  { low, high }: Era<Place>,
  circle: number | null,
  late: number,
): number | null {
  // What only grows was never before its beginning, but for what is late.
  if (circle === null) return number < low - late ? null : number;
  const ahead = (((number - high) % circle) + circle) % circle;
  if (ahead >= circle - late || (again === true && ahead > 0)) return high + ahead - circle;
  return circle > 2 * FAR && ahead > circle / 2 ? null : high + ahead;
}

function isSeen<Place>({ low, high, missing }: Era<Place>, number: number): boolean {
  const gap = missing[firstBehind(missing, number)];
  return number >= low && number <= high && (gap === undefined || number < gap.from);
}

/** The place of the first gap that does not end before a number. */
function firstBehind<Place>(missing: readonly Missing<Place>[], number: number): number {
  let [low, high] = [0, missing.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((missing[middle]?.to ?? number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

function take<Place>(era: Era<Place>, run: PlacedRun<Place>, first: number, unread: number): void {
  const last = first + run.count - 1;
  const between = { found: run.first, unread, after: era.last, at: run.from };
  if (first > era.high + 1) era.missing.push({ ...between, from: era.high + 1, to: first - 1 });
  // What came late, or again; numbers before the first one are known to be missing only now.
  if (last < era.low - 1) era.missing.unshift({ ...between, from: last + 1, to: era.low - 1 });
  if (first <= era.high) fill(era.missing, first, last);
  era.low = Math.min(era.low, first);
  if (last > era.high) {
    era.high = last;
    era.last = run.to;
  }
}

/** Takes numbers that came late out of the gaps: looked for, because there can be as many gaps as records. */
function fill<Place>(missing: Missing<Place>[], first: number, last: number): void {
  const begin = firstBehind(missing, first);
  let end = begin;
  while ((missing[end]?.from ?? Number.POSITIVE_INFINITY) <= last) end += 1;
  if (end === begin) return;
  const left = missing.slice(begin, end).flatMap((gap) => without(gap, first, last));
  missing.splice(begin, end - begin, ...left);
}

/** A gap without numbers that came late. */
function without<Place>(gap: Missing<Place>, first: number, last: number): Missing<Place>[] {
  return [
    ...(gap.from < first ? [{ ...gap, to: first - 1 }] : []),
    ...(gap.to > last ? [{ ...gap, from: last + 1 }] : []),
  ];
}

function closed<Place>(
  series: string,
  { high, missing }: Era<Place>,
  { wraps_after, late, doubt }: NumberRules,
  last: boolean,
): Gap<Place>[] {
  const circle = wraps_after === null ? null : wraps_after + 1;
  return missing.map(({ from, to, found, unread, after, at }) => ({
    ...{ kind: 'gap' as const, series, expected: circle === null ? from : from % circle, found },
    ...{ missing: to - from + 1, unread, open: last && late > 0 && high - to <= late, after, at },
    doubt: doubtOf(to - from + 1, found, circle) ?? doubt,
  }));
}

function doubtOf(missing: number, found: number, circle: number | null): string | null {
  if (missing > FAR) return 'so many at once can be a counter that was set anew';
  if (circle === null || circle > FAR) return null;
  if (found === 0) return 'the counter may have begun anew';
  return `or ${circle} more, or twice as many: the counter comes round after ${circle - 1}`;
}

function restart<Place>(run: PlacedRun<Place>, era: Era<Place>, circle: number | null): Gap<Place> {
  const expected = era.high + 1;
  return {
    ...{ kind: 'restart', series: run.series, expected: circle === null ? expected : expected % circle },
    ...{ found: run.first, missing: 0, unread: 0, open: false, after: era.last, at: run.from },
    doubt: 'what the counter gave behind the last number is not known',
  };
}
