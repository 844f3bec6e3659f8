import {
  FAR,
  NUMBERED_WIDTH,
  type NumberedLines,
  type NumberRules,
  type NumberRun,
} from '../record/numbers.ts';

/** A run on a line of numbers that never begins anew; `at` is where its first number stands there. */
interface OpenRun {
  at: number;
  first: number;
  count: number;
  offset: number;
  last_offset: number;
  unread: number;
  again: NumberRun['again'];
}

/** What a counter brought without being set anew: runs in the order of their numbers. */
interface Stretch {
  readonly runs: OpenRun[];
  high: number;
}

interface Series {
  readonly name: string;
  readonly stretches: Stretch[];
  /** Lines without a number since the last run began. */
  unread: number;
}

/**
 * The numbers of a batch as runs. A number that comes late is put where it belongs, so that what is stored grows with the
 * gaps and not with the records. `isAgain` says of a line whether its record had come before; null where that is not known.
 */
export function gatherRuns(
  { rules, series: names, lines }: NumberedLines,
  isAgain: (line: number) => boolean | null,
): NumberRun[] {
  const all = names.map((name): Series => ({ name, stretches: [], unread: 0 }));
  let unknown = 0;
  let last = 0;
  for (let at = 0; at < lines.length; at += NUMBERED_WIDTH) {
    const [line = 0, offset = 0, place = 0, number = Number.NaN] = lines.subarray(at, at + NUMBERED_WIDTH);
    const series = all[place];
    last = offset;
    if (series === undefined) unknown += 1;
    else if (Number.isNaN(number)) series.unread += 1;
    else {
      const again = isAgain(line);
      add(series, { number, offset, again: again === null ? null : again ? 1 : 0 }, rules);
    }
  }
  const none = { first: 0, count: 0, offset: last, last_offset: last, again: null };
  return [
    ...(unknown === 0 ? [] : [{ ...none, series: null, unread: unknown }]),
    ...all.flatMap(({ name, stretches, unread }): NumberRun[] => [
      ...stretches.flatMap(({ runs }) => runs.map(({ at: _, ...run }) => ({ ...run, series: name }))),
      ...(unread === 0 ? [] : [{ ...none, series: name, unread }]),
    ]),
  ];
}

interface Numbered {
  readonly number: number;
  readonly offset: number;
  readonly again: NumberRun['again'];
}

function add(series: Series, record: Numbered, rules: NumberRules): void {
  const known = series.stretches.at(-1);
  const place = known === undefined ? null : placeOn(known, record.number, rules);
  const stretch = place === null || known === undefined ? { runs: [], high: record.number } : known;
  if (stretch !== known) series.stretches.push(stretch);
  const at = place ?? record.number;
  stretch.high = Math.max(stretch.high, at);
  put(series, stretch.runs, at, record);
  // What comes in order has nothing missing between two numbers that follow each other.
  if (rules.late === 0) series.unread = 0;
}

/** Where a number stands beside those before; null where the counter rather was set anew. */
function placeOn({ runs, high }: Stretch, number: number, { wraps_after, late }: NumberRules): number | null {
  if (wraps_after === null) return number < (runs[0]?.at ?? high) - late ? null : number;
  const circle = wraps_after + 1;
  const ahead = (((number - high) % circle) + circle) % circle;
  if (ahead >= circle - late) return high + ahead - circle;
  return circle > 2 * FAR && ahead > circle / 2 ? null : high + ahead;
}

function put(series: Series, runs: OpenRun[], at: number, { number, offset, again }: Numbered): void {
  let before = runs.length - 1;
  while (before >= 0 && (runs[before]?.at ?? 0) > at) before -= 1;
  const [run, next] = [runs[before], runs[before + 1]];
  const end = run === undefined ? Number.NaN : run.at + run.count;
  if (run !== undefined && at < end) {
    // A further leg, or the record once more.
    if (at === end - 1) run.last_offset = offset;
  } else if (run !== undefined && at === end && joins(run.again, again)) {
    Object.assign(run, { count: run.count + 1, last_offset: offset, again: run.again ?? again });
    if (next?.at === at + 1 && joins(run.again, next.again)) join(series, runs, before);
  } else if (next?.at === at + 1 && joins(again, next.again)) {
    Object.assign(next, { at, first: number, count: next.count + 1, offset, again: again ?? next.again });
  } else {
    const place = { at, first: number, count: 1, offset, last_offset: offset };
    runs.splice(before + 1, 0, { ...place, unread: series.unread, again });
    series.unread = 0;
  }
}

/** A line that is no call is taken for new beside what is new; where others come again, it is not known. */
function joins(one: NumberRun['again'], other: NumberRun['again']): boolean {
  return one === other || (one !== 1 && other !== 1);
}

/** The hole between two runs is filled: lines without a number are not what was missing there. */
function join(series: Series, runs: OpenRun[], at: number): void {
  const [run, next] = [runs[at], runs[at + 1]];
  if (run === undefined || next === undefined) return;
  const { count, last_offset, again, unread } = next;
  Object.assign(run, { count: run.count + count, last_offset, again: run.again ?? again });
  series.unread += unread;
  runs.splice(at + 1, 1);
}
