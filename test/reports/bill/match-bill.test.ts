import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BillEntry, matchBill } from '../../../reports/bill/match-bill.ts';

const entry = fc.record({
  called: fc.constantFrom('+4989231250001', '+442079460107', '11833'),
  started_at: fc.integer({ min: 0, max: 120 }),
});
const entries = fc.array(entry, { maxLength: 7 });

/** The most pairs there can be, by trying every way. */
function mostPairs(ours: readonly BillEntry[], theirs: readonly BillEntry[], within: number): number {
  const [call, ...rest] = ours;
  if (call === undefined) return 0;
  const without = mostPairs(rest, theirs, within);
  const withOne = theirs.flatMap((line, at) =>
    line.called === call.called && Math.abs(line.started_at - call.started_at) <= within
      ? [1 + mostPairs(rest, theirs.toSpliced(at, 1), within)]
      : [],
  );
  return Math.max(without, ...withOne);
}

test('every call and every line stands in exactly one place, and pairs have one number and began near each other', () => {
  fc.assert(
    fc.property(entries, entries, fc.nat(30), (ours, theirs, within) => {
      const { matched, only_ours, only_theirs } = matchBill(ours, theirs, within);
      expect(new Set([...matched.map(([call]) => call), ...only_ours])).toEqual(new Set(ours));
      expect(matched.length + only_ours.length).toBe(ours.length);
      expect(matched.length + only_theirs.length).toBe(theirs.length);
      for (const [call, line] of matched) {
        expect(call.called).toBe(line.called);
        expect(Math.abs(call.started_at - line.started_at)).toBeLessThanOrEqual(within);
      }
    }),
  );
});

test('no other way finds more pairs', () => {
  const few = fc.array(entry, { maxLength: 5 });
  fc.assert(
    fc.property(few, few, fc.nat(30), (ours, theirs, within) => {
      expect(matchBill(ours, theirs, within).matched).toHaveLength(mostPairs(ours, theirs, within));
    }),
  );
});

test('a bill of the calls themselves matches whole, in whatever order and however its clock is off within the limit', () => {
  fc.assert(
    fc.property(entries, fc.integer({ min: -30, max: 30 }), (ours, off) => {
      const theirs = ours.map((call) => ({ ...call, started_at: call.started_at + off })).toReversed();
      expect(matchBill(ours, theirs, 30)).toMatchObject({ only_ours: [], only_theirs: [] });
    }),
  );
});

test.each([
  ['+4989231250001', '089231250001'],
  ['+4989231250001', '0049 89 / 2312-50001'],
  ['11833', '11833'],
])('%s is the number that a bill writes as %s', (ours, theirs) => {
  const [call, line] = [ours, theirs].map((called) => ({ called, started_at: 0 }));
  expect(matchBill([call ?? fail()], [line ?? fail()], 0).matched).toHaveLength(1);
});

function fail(): never {
  throw new Error('there are two');
}
