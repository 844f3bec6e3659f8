import { describe, expect, test } from 'vitest';
import { LineNumbers } from '../../processor/gaps/line-numbers.ts';
import type { NumberRules, NumberRun } from '../../record/numbers.ts';
import { gatherRuns } from '../../store/gather-runs.ts';

const IN_ORDER: NumberRules = { wraps_after: 127, late: 0, doubt: null };
const DISORDERED: NumberRules = { wraps_after: 9999, late: 500, doubt: null };
const GROWING: NumberRules = { wraps_after: null, late: 1000, doubt: null, several_series: true };

/** The runs of one batch with these numbers, a line each; null is a line without one. */
function gathered(
  numbers: readonly (number | null)[],
  rules: NumberRules,
  isAgain: (line: number) => boolean | null = () => false,
): NumberRun[] {
  const lines = new LineNumbers(rules);
  for (const [line, number] of numbers.entries()) {
    if (number === null) lines.unread(line, line);
    else lines.add(line, line, { series: '', number });
  }
  return gatherRuns(lines.all(), isAgain);
}

const said = (runs: readonly NumberRun[]) => runs.map(({ first, count, again }) => [first, count, again]);

describe('runs of numbers', () => {
  test('are as many as the gaps and batches, not as the records', () => {
    const numbers = Array.from({ length: 1000 }, (_, at) => at % 128);
    numbers.splice(700, 1);
    const run = { series: '', unread: 0, again: 0 };
    expect(gathered(numbers, IN_ORDER)).toEqual([
      { ...run, first: 0, count: 700, offset: 0, last_offset: 699 },
      { ...run, first: 701 % 128, count: 299, offset: 700, last_offset: 998 },
    ]);
  });

  test.each([
    ['that come round', DISORDERED],
    ['that only grow', GROWING],
  ])('of a hundred thousand records with numbers %s, printed as calls end, are a handful', (_what, rules) => {
    const batch = 20_000;
    let rows = 0;
    const ends = Array.from({ length: 100_000 }, (_, at) => ({
      number: 9_000 + at,
      end: at + ((at * 7919) % 50),
    }));
    const printed = ends.toSorted((a, b) => a.end - b.end).map(({ number }) => number);
    for (let from = 0; from < printed.length; from += batch) {
      const numbers = printed.slice(from, from + batch);
      rows += gathered(rules.wraps_after === null ? numbers : numbers.map((n) => n % 10_000), rules).length;
    }
    expect(rows).toBeLessThan(300);
  });

  test('tell what came again from what is new; a line that is no call goes with what is new', () => {
    const again = (line: number) => (line < 2 ? true : line === 2 || line === 4 ? null : false);
    expect(said(gathered([5, 6, 7, 8, 9, 10], IN_ORDER, again))).toEqual([
      [5, 2, 1],
      [7, 4, 0],
    ]);
    expect(said(gathered([5, 6, 7], IN_ORDER, (line) => (line === 1 ? null : true)))).toEqual([
      [5, 1, 1],
      [6, 1, null],
      [7, 1, 1],
    ]);
  });

  test('count lines without a number before the gap that they may be, and not where none is missing', () => {
    expect(
      gathered([5, null, 6, null, 8, null], IN_ORDER).map(({ count, unread }) => [count, unread]),
    ).toEqual([
      [2, 0],
      [1, 1],
      [0, 1],
    ]);
    expect(gathered([5, null, 7, 6, 9], DISORDERED).map(({ count, unread }) => [count, unread])).toEqual([
      [3, 0],
      [1, 1],
    ]);
  });

  test('say of lines without a number that their counter is not known, where a source has several', () => {
    expect(gathered([5, null, 7], GROWING)).toMatchObject([
      { series: null, count: 0, unread: 1 },
      { first: 5, count: 1, unread: 0 },
      { first: 7, count: 1, unread: 0 },
    ]);
  });

  test('of a counter that was set anew are not put among those before', () => {
    expect(said(gathered([5000, 5001, 1, 2], GROWING))).toEqual([
      [5000, 2, 0],
      [1, 2, 0],
    ]);
    expect(said(gathered([3000, 3001, 1, 2], DISORDERED))).toEqual([
      [3000, 2, 0],
      [1, 2, 0],
    ]);
  });
});
