import { FAR, type NumberRules, type NumberRun } from '../../record/numbers.ts';
import { placesBesideKnown } from './places-beside-known.ts';

/** A run of numbers with where it was found. */
export interface PlacedRun<Place> extends Pick<NumberRun, 'series' | 'first' | 'count' | 'unread'> {
  readonly from: Place;
  readonly to: Place;
  /** Surely not the same again as an earlier run with these numbers: then the counter began anew. */
  readonly fresh?: boolean;
  /** Its records had come before, so that they tell nothing new but where those beside them belong; null where nothing tells it. */
  readonly again?: boolean | null;
  /** What was received at once; left out where the order in it tells nothing. */
  readonly delivery?: number;
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
  /** The same of lines that do not show which of several counters they are of. */
  readonly unread_of_any_series: number;
  /** They may still come. */
  readonly open: boolean;
  /** The last thing before it, and what came behind it. */
  readonly after: Place;
  readonly at: Place;
  readonly doubt: string | null;
}

interface Missing<Place> {
  from: number;
  to: number;
  readonly found: number;
  readonly unread: number;
  readonly unread_of_any_series: number;
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
  /** Nothing is said of numbers below. */
  readonly silent_below: number;
}

/** Lines without a number that no run has taken yet. */
interface Unread {
  own: number;
  /** How many of any series there were when a gap took them last, or at the run before the last one. */
  any: number;
  /** The same at the last run: in a batch they are told in front of its runs, wherever they stood. */
  any_before: number;
}

/**
 * Numbers that are missing in a stream of runs, in the order in which they came. Where the runs begin in the middle of a
 * history (`cut`), what may be missing only because it came before is left out.
 */
export function findGaps<Place>(
  runs: Iterable<PlacedRun<Place>>,
  rules: NumberRules,
  { cut = false } = {},
): Gap<Place>[] {
  const finder = new GapFinder<Place>(rules, cut);
  for (const delivery of deliveries(runs)) finder.take(delivery);
  return finder.end();
}

function* deliveries<Place>(runs: Iterable<PlacedRun<Place>>): Generator<PlacedRun<Place>[]> {
  let together: PlacedRun<Place>[] = [];
  for (const run of runs) {
    if (together.length > 0 && (run.delivery === undefined || run.delivery !== together[0]?.delivery)) {
      yield together;
      together = [];
    }
    together.push(run);
  }
  yield together;
}

class GapFinder<Place> {
  private readonly rules: NumberRules;
  private readonly circle: number | null;
  private readonly cut: boolean;
  private readonly eras = new Map<string, Era<Place>>();
  private readonly gaps: Gap<Place>[] = [];
  private readonly unread = new Map<string, Unread>();
  private unreadOfAny = 0;

  constructor(rules: NumberRules, cut: boolean) {
    this.rules = rules;
    this.circle = rules.wraps_after === null ? null : rules.wraps_after + 1;
    this.cut = cut;
  }

  take(delivery: readonly PlacedRun<Place>[]): void {
    const places = this.placesOf(delivery);
    for (const run of delivery) {
      const { series, count, unread } = run;
      if (series === null) {
        this.unreadOfAny += unread;
        continue;
      }
      const waiting = this.unread.get(series) ?? { own: 0, any: 0, any_before: 0 };
      this.unread.set(series, waiting);
      waiting.own += unread;
      if (count === 0 || run.again === true || places.get(run) === null) continue;
      const isGap = this.takeRun(run, series, places.get(run) ?? null, waiting);
      waiting.own = 0;
      waiting.any = isGap ? this.unreadOfAny : waiting.any_before;
      waiting.any_before = this.unreadOfAny;
    }
  }

  end(): Gap<Place>[] {
    for (const [series, era] of this.eras) this.gaps.push(...this.closed(series, era, true));
    return this.gaps;
  }

  /** Where runs belong that stand beside records which came again; null for those that are none. */
  private placesOf(delivery: readonly PlacedRun<Place>[]): Map<PlacedRun<Place>, number | null> {
    const { circle } = this;
    if (circle === null || !delivery.some(({ again }) => again === true)) return new Map();
    const found = [...this.eras].flatMap(([series, era]) => {
      const own = delivery.filter((run) => run.series === series && run.count > 0);
      const { low, high } = era;
      const has = (number: number): boolean => isSeen(era, number);
      return [...placesBesideKnown(own, { low, high, has }, { circle, late: this.rules.late })];
    });
    return new Map(found);
  }

  /** True where numbers were found to be missing in front of it. */
  private takeRun(run: PlacedRun<Place>, series: string, place: number | null, waiting: Unread): boolean {
    const { circle, rules } = this;
    const era = this.eras.get(series);
    const first = era === undefined ? null : (place ?? unwrapped(run, era, circle, rules.late));
    if (era !== undefined && first !== null && !(run.fresh === true && isSeen(era, first))) {
      const unread = { unread: waiting.own, unread_of_any_series: this.unreadOfAny - waiting.any };
      return take(era, run, first, unread);
    }
    if (era !== undefined)
      this.gaps.push(...this.closed(series, era, false), restart(run, series, era, circle));
    const silent = this.cut && era === undefined ? run.first + rules.late : Number.NEGATIVE_INFINITY;
    const high = run.first + run.count - 1;
    this.eras.set(series, { low: run.first, high, last: run.to, missing: [], silent_below: silent });
    return false;
  }

  private closed(series: string, { high, missing, silent_below }: Era<Place>, last: boolean): Gap<Place>[] {
    const { circle } = this;
    const { late, doubt } = this.rules;
    return missing
      .filter(({ from }) => from >= silent_below)
      .map(({ from, to, found, ...rest }) => ({
        ...{ kind: 'gap' as const, series, expected: circle === null ? from : from % circle, found },
        ...{ missing: to - from + 1, ...rest, open: last && late > 0 && high - to <= late },
        doubt: doubtOf(to - from + 1, found, circle) ?? doubt,
      }));
  }
}

/** The place of a number on the line that goes on for ever; null where the counter began anew. */
function unwrapped<Place>(
  { first: number }: PlacedRun<Place>,
  { low, high }: Era<Place>,
  circle: number | null,
  late: number,
): number | null {
  // What only grows was never before its beginning, but for what is late.
  if (circle === null) return number < low - late ? null : number;
  const ahead = (((number - high) % circle) + circle) % circle;
  if (ahead >= circle - late) return high + ahead - circle;
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

function take<Place>(
  era: Era<Place>,
  run: PlacedRun<Place>,
  first: number,
  unread: Pick<Missing<Place>, 'unread' | 'unread_of_any_series'>,
): boolean {
  const last = first + run.count - 1;
  const isGap = first > era.high + 1;
  const between = { found: run.first, ...unread, after: era.last, at: run.from };
  if (isGap) era.missing.push({ ...between, from: era.high + 1, to: first - 1 });
  // What came late, or again; numbers before the first one are known to be missing only now.
  if (last < era.low - 1) era.missing.unshift({ ...between, from: last + 1, to: era.low - 1 });
  if (first <= era.high) fill(era.missing, first, last);
  era.low = Math.min(era.low, first);
  if (last > era.high) {
    era.high = last;
    era.last = run.to;
  }
  return isGap;
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

function doubtOf(missing: number, found: number, circle: number | null): string | null {
  if (missing > FAR) return 'so many at once can be a counter that was set anew';
  if (circle === null || circle > FAR) return null;
  if (found === 0) return 'the counter may have begun anew';
  return `or ${circle} more, or twice as many: the counter comes round after ${circle - 1}`;
}

function restart<Place>(
  run: PlacedRun<Place>,
  series: string,
  era: Era<Place>,
  circle: number | null,
): Gap<Place> {
  const expected = era.high + 1;
  return {
    ...{ kind: 'restart', series, expected: circle === null ? expected : expected % circle },
    ...{
      found: run.first,
      missing: 0,
      unread: 0,
      unread_of_any_series: 0,
      open: false,
      after: era.last,
      at: run.from,
    },
    doubt: 'what the counter gave behind the last number is not known',
  };
}
