import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createByteSearch } from '../../privacy/byte-search.ts';
import { numberTraces } from '../../privacy/number-traces.ts';
import { CalledDay, type CalledKind, CalledParties, type CalledWeight } from '../../store/called-day.ts';

const kind: fc.Arbitrary<CalledKind> = fc.record({
  source: fc.integer({ min: 1, max: 300 }),
  direction: fc.integer({ min: 0, max: 3 }),
  destination_class: fc.integer({ min: 0, max: 9 }),
  destination_country: fc.constantFrom(0, 1, 100_000),
});
const amount = fc.oneof(
  fc.integer({ min: -200, max: 200 }),
  fc.integer({ min: -(2 ** 45), max: 2 ** 45 }).map((number) => number * 4),
);
const weight: fc.Arbitrary<CalledWeight> = fc.record({
  calls: fc.constantFrom(0, 1),
  duration_ms: amount,
  cost_micros: amount,
});
const called = fc.option(
  fc.oneof(
    fc.integer({ min: 0, max: 300 }),
    fc.maxSafeInteger().map((number) => Math.abs(number) % 9e15),
  ),
);
const call = fc.record({ called, kind, weight });

function read(bytes: Buffer | null): [number | null, CalledKind, CalledWeight][] {
  if (bytes === null) return [];
  const parties = new CalledParties(bytes);
  const found: [number | null, CalledKind, CalledWeight][] = [];
  while (parties.next())
    for (let at = 0; at < parties.sums.length; at += 4) {
      const [place = -1, calls = 0, duration_ms = 0, cost_micros = 0] = parties.sums.slice(at, at + 4);
      found.push([parties.called, parties.kinds[place] as CalledKind, { calls, duration_ms, cost_micros }]);
    }
  return found;
}

test('what the called parties of a day come to is read as it was added up, from the lowest number on, nobody last', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 60 }), (calls) => {
      const day = new CalledDay();
      for (const one of calls) day.add(one.called, one.kind, one.weight);
      const found = read(day.bytes());
      const numbers = found.map(([number]) => number ?? Number.POSITIVE_INFINITY);
      expect(numbers).toEqual([...numbers].sort((one, other) => one - other));
      const groups = Map.groupBy(calls, (one) => JSON.stringify([one.called, one.kind]));
      const sum = (some: typeof calls, name: keyof CalledWeight): number =>
        some.reduce((total, one) => total + one.weight[name], 0);
      const added = [...groups].map(([key, some]) => [
        key,
        ...(['calls', 'duration_ms', 'cost_micros'] as const).map((name) => sum(some, name)),
      ]);
      const told = found.map(([number, ofKind, { calls: count, duration_ms, cost_micros }]) => [
        JSON.stringify([number, ofKind]),
        ...[count, duration_ms, cost_micros],
      ]);
      expect(told.sort()).toEqual(added.sort());
    }),
  );
});

test('of a day with a sum that could not be told to the millionth nothing is noted, as its calls themselves say so', () => {
  const day = new CalledDay();
  const ofKind = { source: 1, direction: 1, destination_class: 1, destination_country: 0 };
  for (let call = 0; call < 2; call++)
    day.add(49, ofKind, { calls: 1, duration_ms: 0, cost_micros: 2 ** 52 });
  expect(day.bytes()).toBeNull();
});

test('whoever was called is found in it by the search that proves an erasure, as in every other copy', () => {
  const number = fc.integer({ min: 2 ** 40, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(fc.uniqueArray(number, { minLength: 1, maxLength: 6 }), (numbers) => {
      const day = new CalledDay();
      for (const one of numbers)
        day.add(
          one,
          { source: 1, direction: 1, destination_class: 1, destination_country: 0 },
          { calls: 1, duration_ms: 60_000, cost_micros: 12 },
        );
      const bytes = day.bytes() ?? Buffer.alloc(0);
      for (const one of numbers) {
        // Of its digits as text there is nothing here.
        const text = { national: '893125000', country_code: null, outside_prefixes: [] };
        const search = createByteSearch(numberTraces({ ...text, stored: [one] }))();
        expect([...search.feed(bytes), ...search.end()].length).toBeGreaterThan(0);
      }
    }),
    // A search takes its time to be made.
    { numRuns: 15 },
  );
});
