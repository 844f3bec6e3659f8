import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anonymousHours } from '../../../store/deletion/anonymous-hours.ts';
import { HOUR_COLUMNS, HOUR_SUMS, type HourRow, type HourSums } from '../../../store/hour-totals.ts';

const rows: fc.Arbitrary<HourRow[]> = fc.array(
  fc
    .record({
      hour: fc.integer({ min: 0, max: 3 }),
      utc_offset_min: fc.constantFrom(60, 120),
      source: fc.integer({ min: 1, max: 2 }),
      direction: fc.nat(3),
      destination_class: fc.nat(3),
      destination_country: fc.nat(2),
      trunk: fc.nat(2),
      held: fc.nat(1),
      currency: fc.nat(1),
      legs: fc.nat(6),
      busy_ms: fc.nat(1000),
    })
    .map((row) => {
      const { legs } = row;
      const sums = {
        calls: legs,
        answered: legs,
        reached: legs,
        missed: 0,
        duration_ms: legs,
        cost_micros: 5,
      };
      return { ...row, ...sums, step: 0, talk_ms: row.busy_ms };
    }),
  { maxLength: 25 },
);

function asRows({ rows: sums }: HourSums): HourRow[] {
  return [...sums].map(([key, values]) => {
    const all = [...key.split(' ').map(Number), ...values];
    return Object.fromEntries(HOUR_COLUMNS.map((name, place) => [name, all[place] ?? 0])) as HourRow;
  });
}

const sumsOf = (all: readonly HourRow[]): number[] =>
  HOUR_SUMS.map((name) => all.reduce((sum, row) => sum + row[name], 0));
const partOf = (all: readonly HourRow[], { source, held, currency }: HourRow): HourRow[] =>
  all.filter((row) => row.source === source && row.held === held && row.currency === currency);
const inOrder = (one: HourRow, other: HourRow): number =>
  JSON.stringify(one).localeCompare(JSON.stringify(other));

test('no hour of an anonymous day tells of fewer calls than a group may have, unless its source had no more that day; sums stay', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 8 }), (given, smallest) => {
      const found = asRows(anonymousHours(given, smallest));
      for (const row of found) {
        const part = partOf(found, row);
        expect(sumsOf(part)).toEqual(sumsOf(partOf(given, row)));
        if (row.calls < smallest) expect(part).toHaveLength(1);
        expect(row.destination_country).toBe(0);
      }
      expect(sumsOf(found)).toEqual(sumsOf(given));
      expect(asRows(anonymousHours(found, smallest)).sort(inOrder)).toEqual(found.sort(inOrder));
    }),
  );
});
