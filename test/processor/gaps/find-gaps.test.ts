import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findGaps, type Gap, type PlacedRun } from '../../../processor/gaps/find-gaps.ts';
import { LineNumbers } from '../../../processor/gaps/line-numbers.ts';
import type { NumberRules } from '../../../record/numbers.ts';
import { gatherRuns } from '../../../store/gather-runs.ts';

const IN_ORDER: NumberRules = { wraps_after: 127, late: 0, doubt: null };
const DISORDERED: NumberRules = { wraps_after: 9999, late: 500, doubt: null };
const GROWING: NumberRules = { wraps_after: null, late: 1000, doubt: null };

/** One record: its number on the line that never begins anew, or null for a line that has none. */
type Record = {
  readonly number: number | null;
  readonly offset: number;
  readonly again?: boolean;
};

/** The runs of records that came in batches of these sizes, as they are stored. */
function runsOf(
  records: readonly Record[],
  cuts: readonly number[],
  rules: NumberRules,
  delivery = 1,
): PlacedRun<number>[] {
  const circle = rules.wraps_after === null ? Number.POSITIVE_INFINITY : rules.wraps_after + 1;
  const runs: PlacedRun<number>[] = [];
  const rest = [...records];
  for (let turn = 0; rest.length > 0; turn += 1) {
    const batch = new LineNumbers(rules);
    const lines = rest.splice(0, cuts[turn % cuts.length] ?? 1);
    for (const [line, { number, offset }] of lines.entries()) {
      if (number === null) batch.unread(line, offset);
      else
        batch.add(line, offset, {
          series: '',
          number: circle === Number.POSITIVE_INFINITY ? number : number % circle,
        });
    }
    for (const run of gatherRuns(batch.all(), (line) => lines[line]?.again === true))
      runs.push({ ...run, again: run.again === 1, delivery, from: run.offset, to: run.last_offset });
  }
  return runs;
}

const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
/** Which of consecutive records are there; the first and last are. */
const there = (most: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: most })), { maxLength: 12 })
    .map((pairs) => [
      ...pairs.flatMap(([kept, lost]) => [...Array(kept).fill(true), ...Array(lost).fill(false)]),
      true,
    ]);

/** The runs of dropped records: the first number, how many, and the number behind them. */
function dropped(kept: readonly boolean[], start: number): [number, number, number][] {
  const found: [number, number, number][] = [];
  let from: number | null = null;
  for (const [index, is] of kept.entries()) {
    if (!is) from ??= index;
    if (is && from !== null) found.push([start + from, index - from, start + index]);
    if (is) from = null;
  }
  return found;
}

const said = (gaps: readonly Gap<number>[]) =>
  gaps.map(({ expected, missing, found }) => [expected, missing, found]);

describe('gaps', () => {
  test('of records in order with a counter that comes round are exactly the dropped runs, for every split', () => {
    fc.assert(
      fc.property(there(126), fc.nat(127), cuts, (kept, start, split) => {
        const records = kept.flatMap((is, index) => (is ? [{ number: start + index, offset: index }] : []));
        const gaps = findGaps(runsOf(records, split, IN_ORDER), IN_ORDER);
        // With 127 of 128 lost the same number comes again, which is a record once more.
        const expected = dropped(kept, start).map(([from, count, next]) => [from % 128, count, next % 128]);
        expect(said(gaps)).toEqual(expected);
        for (const { after, at, missing } of gaps) expect(at - after - 1).toBe(missing);
      }),
    );
  });

  test.each([
    ['that come round and out of order', DISORDERED],
    ['that only grow', GROWING],
  ])(
    'of records with numbers %s are exactly the dropped runs, however late each one comes',
    (_what, rules) => {
      const circle = rules.wraps_after === null ? Number.POSITIVE_INFINITY : rules.wraps_after + 1;
      const delays = fc.array(fc.nat(40), { minLength: 5, maxLength: 5 });
      fc.assert(
        fc.property(
          there(30),
          fc.integer({ min: 9000, max: 9999 }),
          cuts,
          delays,
          (kept, start, split, delay) => {
            const inOrder = kept.flatMap((is, index) =>
              is ? [{ number: start + index, offset: index }] : [],
            );
            // The first comes first, because nobody knows what was before it.
            const late = ({ offset }: Record) => (offset === 0 ? -1 : offset + (delay[offset % 5] ?? 0));
            const records = inOrder.toSorted((a, b) => late(a) - late(b));
            const first = records[0]?.number ?? start;
            const gaps = findGaps(runsOf(records, split, rules), rules);
            const expected = dropped(kept, start).filter(([from]) => from >= first);
            const asCounted = expected.map(([from, count]) => [from % circle, count]);
            expect(said(gaps).map(([from, count]) => [from, count])).toEqual(asCounted);
          },
        ),
      );
    },
  );

  test('a record that comes again, or has further legs, is no gap', () => {
    fc.assert(
      fc.property(cuts, fc.array(fc.nat(3), { minLength: 1, maxLength: 60 }), (split, again) => {
        const records = again.flatMap((times, index) =>
          Array.from({ length: times + 1 }, () => ({ number: 9990 + index, offset: index })),
        );
        expect(findGaps(runsOf(records, split, DISORDERED), DISORDERED)).toEqual([]);
        expect(findGaps(runsOf(records, split, IN_ORDER), IN_ORDER)).toEqual([]);
      }),
    );
  });

  test('say how many lines without a number stand in between, for every split', () => {
    const lines: Record[] = [5, 6, null, null, 10, null, 11, 14].map((number, offset) => ({
      number,
      offset,
    }));
    fc.assert(
      fc.property(cuts, (split) => {
        const gaps = findGaps(runsOf(lines, split, IN_ORDER), IN_ORDER);
        expect(gaps).toMatchObject([
          { expected: 7, found: 10, missing: 3, unread: 2, after: 1, at: 4 },
          { expected: 12, found: 14, missing: 2, unread: 0, after: 6, at: 7 },
        ]);
      }),
    );
  });

  test('close with what comes late, in parts too', () => {
    const numbers = [5000, 5001, 5009, 5005, 5002].map((number, offset) => ({ number, offset }));
    const gaps = findGaps(runsOf(numbers, [1], GROWING), GROWING);
    expect(said(gaps)).toEqual([
      [5003, 2, 5009],
      [5006, 3, 5009],
    ]);
    expect(gaps.every(({ open }) => open)).toBe(true);
    const [later] = findGaps([...runsOf(numbers, [1], GROWING), run(5010, 1500, 9)], GROWING);
    expect(later?.open).toBe(false);
  });

  test('as many as the records, out of order, are found as fast as a few', () => {
    const runs = Array.from({ length: 100_000 }, (_, place) => run(3 * (place ^ 1), 1, place));
    const begun = performance.now();
    const gaps = findGaps(runs, GROWING);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(gaps).toHaveLength(99_999);
    expect(gaps.map(({ expected }) => expected)).toEqual(gaps.map((_, place) => 3 * place + 1));
  });

  test('are told from a counter that began anew', () => {
    expect(findGaps([run(5000, 10, 1), run(1, 10, 2)], GROWING)).toMatchObject([
      { kind: 'restart', expected: 5010, found: 1, missing: 0, after: 1, at: 2, doubt: expect.any(String) },
    ]);
    // Ahead by less than half a round is a gap, further it came back.
    expect(findGaps([run(3000, 10, 1), run(1, 10, 2), run(13, 1, 3)], DISORDERED)).toMatchObject([
      { kind: 'restart', expected: 3010, found: 1 },
      { kind: 'gap', expected: 11, missing: 2 },
    ]);
    // A file that is surely another one, with a number that was there before.
    const again = { ...run(3, 1, 3), fresh: true };
    expect(findGaps([run(2, 5, 1), again], GROWING)).toMatchObject([
      { kind: 'restart', expected: 7, found: 3 },
    ]);
    expect(findGaps([run(2, 5, 1), run(3, 1, 3)], GROWING)).toEqual([]);
  });

  test('of a small counter say that it can have begun anew, or come round once more', () => {
    expect(findGaps([run(50, 2, 1), run(0, 1, 2)], IN_ORDER)[0]?.doubt).toBe(
      'the counter may have begun anew',
    );
    expect(findGaps([run(50, 2, 1), run(53, 1, 2)], IN_ORDER)[0]?.doubt).toMatch(/^or 128 more/);
    expect(findGaps([run(50, 2, 1), run(5000, 1, 2)], GROWING)[0]?.doubt).toMatch(/set anew/);
  });

  test('are told of each series by itself', () => {
    const runs = [
      run(1, 3, 1),
      { ...run(70, 2, 2), series: 'b' },
      run(4, 1, 3),
      { ...run(73, 1, 4), series: 'b' },
    ];
    expect(findGaps(runs, GROWING)).toMatchObject([{ series: 'b', expected: 72, missing: 1 }]);
  });
});

function run(first: number, count: number, place: number): PlacedRun<number> {
  return { series: '', first, count, unread: 0, from: place, to: place };
}

test('of a delivery that repeats records, the others are placed by them', () => {
  const again = (first: number, count: number, delivery = 2): PlacedRun<number> => {
    return { ...run(first % 128, count, delivery), again: true, delivery };
  };
  const fresh = (first: number, count: number, delivery: number): PlacedRun<number> => {
    return { ...run(first % 128, count, delivery), again: false, delivery };
  };
  // What was missing comes in front of what is known, or between; numbers go on behind.
  const lost = [fresh(0, 98, 1), fresh(99, 1, 1)];
  expect(said(findGaps([...lost, fresh(98, 1, 2), again(99, 1), fresh(100, 9, 2)], IN_ORDER))).toEqual([]);
  expect(said(findGaps([...lost, again(90, 8), fresh(98, 1, 2), again(99, 1)], IN_ORDER))).toEqual([]);
  // The same of a file of ten rounds ago.
  const since = fresh(100, 1300, 1);
  expect(said(findGaps([...lost, since, again(90, 8), fresh(98, 1, 2), again(99, 1)], IN_ORDER))).toEqual([]);
  // A new record behind one that came again, where the number that follows was seen: of a later round.
  const now = [fresh(0, 301, 1), again(50, 50), fresh(356, 1, 2)];
  expect(said(findGaps(now, IN_ORDER))).toEqual([[301 % 128, 55, 356 % 128]]);
  // A line that is no call does not tell whether it came before.
  const ignored = { ...run(70, 1, 2), again: null, delivery: 2 };
  expect(said(findGaps([fresh(0, 100, 1), again(50, 20), ignored, again(71, 29)], IN_ORDER))).toEqual([]);
});

test('an export that overlaps an earlier one and goes on fills what it brings, and no other number is missing', () => {
  fc.assert(
    fc.property(there(60), fc.nat(127), fc.nat(100), fc.nat(60), cuts, (kept, start, back, more, split) => {
      const at = (index: number) => ({ number: start + index, offset: index });
      const first = kept.flatMap((is, index) => (is ? [at(index)] : []));
      const from = Math.max(0, kept.length - 1 - back);
      const second = Array.from({ length: kept.length + more - from }, (_, index) => {
        return { ...at(from + index), again: kept[from + index] === true };
      });
      const runs = [...runsOf(first, split, IN_ORDER, 1), ...runsOf(second, split, IN_ORDER, 2)];
      const left = kept.map((is, index) => is || index >= from);
      const expected = dropped(left, start).map(([lost, count]) => [lost % 128, count]);
      expect(said(findGaps(runs, IN_ORDER)).map(([lost, count]) => [lost, count])).toEqual(expected);
    }),
  );
});

test('a history that is looked at from its middle on has no gap that closed before', () => {
  const numbers = [5003, 5001, 5000, 5004, 5006, 6100, 6102].map((number, offset) => ({ number, offset }));
  const runs = runsOf(numbers.slice(2), [1], GROWING);
  expect(said(findGaps(runs, GROWING))).toHaveLength(4);
  expect(said(findGaps(runs, GROWING, { cut: true }))).toEqual([[6101, 1, 6102]]);
});

test('a line without a number counts for its own counter, or is said to be of any', () => {
  const runs: PlacedRun<number>[] = [
    run(1, 3, 1),
    { ...run(70, 2, 2), series: 'b' },
    { ...run(0, 0, 3), unread: 2 },
    { ...run(0, 0, 4), series: null, unread: 1 },
    { ...run(74, 1, 5), series: 'b' },
    run(5, 1, 6),
    run(7, 1, 7),
  ];
  expect(findGaps(runs, GROWING)).toMatchObject([
    { series: '', expected: 4, unread: 2, unread_of_any_series: 1 },
    { series: '', expected: 6, unread: 0, unread_of_any_series: 0 },
    { series: 'b', expected: 72, unread: 0, unread_of_any_series: 1 },
  ]);
});
