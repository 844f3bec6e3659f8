import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TOTAL_KEYS, TOTAL_SUMS } from '../../../store/day-totals.ts';
import { anonymousTotals, type TotalRow } from '../../../store/deletion/aging-totals.ts';

const rows: fc.Arbitrary<TotalRow[]> = fc.array(
  fc
    .record({
      source: fc.integer({ min: 1, max: 2 }),
      extension: fc.integer({ min: 0, max: 3 }),
      direction: fc.nat(4),
      destination_class: fc.nat(4),
      destination_country: fc.nat(2),
      trunk: fc.nat(2),
      held: fc.nat(1),
      legs: fc.integer({ min: 1, max: 6 }),
      duration_ms: fc.nat(1000),
      currency: fc.nat(2),
      cost_micros: fc.nat(1000),
    })
    .chain((row) => fc.nat(row.legs).map((calls) => ({ ...row, step: 0, calls, answered: calls }))),
  { maxLength: 25 },
);

type Row = Record<string, number>;

function anonymous(given: readonly TotalRow[], smallest: number): Row[] {
  return [...anonymousTotals(given, smallest).sums].map(([key, sums]) => {
    const keys = key.split(' ').map(Number);
    return Object.fromEntries(
      [...TOTAL_KEYS, ...TOTAL_SUMS].map((name, at) => [name, [...keys, ...sums][at] ?? 0]),
    );
  });
}

const sumsOf = (all: readonly Row[]) =>
  TOTAL_SUMS.map((name) => all.reduce((sum, row) => sum + (row[name] ?? 0), 0));
/** Of one source in one currency, of the unit that stands in the place of the extension. */
const partOf = (all: readonly Row[], of: Row) =>
  all.filter((row) =>
    (['source', 'extension', 'held', 'currency'] as const).every((name) => row[name] === of[name]),
  );

test('no group of an anonymous day is smaller than one may be, unless its cost centre had no more calls of a source in that currency; sums stay', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 8 }), (given, smallest) => {
      const found = anonymous(given, smallest);
      for (const row of found) {
        const part = partOf(found, row);
        expect(sumsOf(part)).toEqual(sumsOf(partOf(given, row)));
        if ((row.calls ?? 0) < smallest) expect(part).toHaveLength(1);
        expect(row.destination_country).toBe(0);
      }
      expect(sumsOf(found)).toEqual(sumsOf(given));
      expect(anonymous(found as TotalRow[], smallest).sort(inOrder)).toEqual(found.sort(inOrder));
    }),
  );
});

const inOrder = (one: Row, other: Row): number => JSON.stringify(one).localeCompare(JSON.stringify(other));

test('large groups stay as they are, and small ones join the others of their direction where these are enough', () => {
  const row = (direction: number, trunk: number, calls: number): TotalRow => ({
    ...{ source: 1, extension: 204, direction, destination_class: 1, destination_country: 3, trunk },
    ...{
      held: 0,
      step: 0,
      legs: calls,
      calls,
      answered: calls,
      duration_ms: 10,
      currency: 1,
      cost_micros: 5,
    },
  });
  const found = anonymous([row(0, 1, 9), row(0, 2, 3), row(0, 3, 3), row(1, 1, 7)], 5);
  expect(found.map(({ direction, trunk, calls }) => [direction, trunk, calls]).sort()).toEqual([
    [0, 0, 6],
    [0, 1, 9],
    [1, 1, 7],
  ]);
});
