import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TOTAL_KEYS } from '../../../store/day-totals.ts';
import { type GoneRow, goneBatch, goneHours } from '../../../store/deletion/gone-rows.ts';
import { HOUR_SUMS } from '../../../store/hour-totals.ts';

const NOON = Date.UTC(2026, 9, 26, 12);

interface Leg {
  readonly intake: number;
  readonly call_group: number | null;
  readonly head: number;
  readonly answered: number;
  readonly held: number;
  readonly duration_ms: number;
  /** 1 of a call that was reached, -1 of a missed one. */
  readonly reached: number;
}

const legs = fc.array(
  fc.record<Leg>({
    intake: fc.integer({ min: 1, max: 3 }),
    call_group: fc.option(fc.integer({ min: 1, max: 5 })),
    head: fc.integer({ min: 0, max: 1 }),
    answered: fc.integer({ min: 0, max: 1 }),
    held: fc.integer({ min: 0, max: 1 }),
    duration_ms: fc.integer({ min: 0, max: 600_000 }),
    reached: fc.constantFrom(-1, 0, 1),
  }),
  { maxLength: 30 },
);

/** As the store reads it: what it is known by, the keys and sums of its totals, its times. */
function rowOf(leg: Leg, at: number): GoneRow {
  const { intake, call_group, head, answered, held, duration_ms, reached } = leg;
  const keys = TOTAL_KEYS.map((name) => (name === 'held' ? held : 1));
  const sums = [1, head, answered, duration_ms, 10];
  return [
    at + 1,
    intake,
    call_group,
    held,
    head,
    answered,
    ...keys,
    ...sums,
    NOON,
    0,
    NOON,
    NOON + duration_ms,
    0,
    reached,
  ];
}

const sum = (all: Iterable<number>): number => [...all].reduce((one, other) => one + other, 0);

test('whatever goes together is counted once in the lines of its intake and in its hours, and each call is known by its legs', () => {
  fc.assert(
    fc.property(legs, (all) => {
      const rows = all.map(rowOf);
      const hours = goneHours(rows);
      const { ids, lines, legs: of, answering } = goneBatch(rows);
      expect(ids).toEqual(all.map((_, at) => at + 1));
      for (const intake of new Set(all.map((leg) => leg.intake))) {
        const own = all.filter((leg) => leg.intake === intake);
        const held = sum(own.map((leg) => leg.held));
        expect(lines.get(intake)).toEqual({ calls: own.length - held, held });
      }
      const total = (name: (typeof HOUR_SUMS)[number]): number =>
        sum([...hours.rows.values()].map((sums) => sums[HOUR_SUMS.indexOf(name)] ?? 0));
      expect(total('legs')).toBe(all.length);
      expect(total('calls')).toBe(sum(all.map(({ head }) => head)));
      expect(total('reached')).toBe(all.filter(({ reached }) => reached === 1).length);
      expect(total('missed')).toBe(all.filter(({ reached }) => reached === -1).length);
      expect(total('duration_ms')).toBe(sum(all.map(({ duration_ms }) => duration_ms)));
      const groups = [...new Set(all.flatMap(({ call_group }) => call_group ?? []))];
      const expected = groups.map((call_group) => {
        const own = all.filter((leg) => leg.call_group === call_group);
        const answers = own.some(({ head, answered, held }) => head === 0 && answered === 1 && held === 0);
        return { call_group, head: Math.max(...own.map(({ head }) => head)), answered: answers ? 1 : 0 };
      });
      expect(of).toEqual(expected);
      // A further leg that was answered, whether or not the head goes with it.
      const answered = expected.filter((leg) => leg.answered === 1).map((leg) => ({ ...leg, head: 0 }));
      expect(answering).toEqual(answered);
    }),
  );
});

test('a call that has no id or intake is a mistake of ours, and never counted as another one', () => {
  const [whole] =
    fc
      .sample(
        legs.filter((all) => all.length > 0),
        1,
      )[0]
      ?.map(rowOf) ?? [];
  for (const place of [0, 1]) {
    const row = (whole ?? []).map((value, at) => (at === place ? null : value));
    expect(() => goneBatch([row])).toThrow('has no id, or no intake');
  }
});
