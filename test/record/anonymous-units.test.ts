import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anonymousUnits, type UnitMember } from '../../record/anonymous-units.ts';

/** Of each unit the one above it, which comes before it; some stand at the top. */
const parents = fc
  .array(fc.option(fc.nat(), { nil: null }), { minLength: 1, maxLength: 8 })
  .map((all) => all.map((above, unit) => (above === null || unit === 0 ? null : above % unit)));

type Parents = readonly (number | null)[];

function pathOf(above: Parents, unit: number): number[] {
  const parent = above[unit] ?? null;
  return parent === null ? [unit] : [...pathOf(above, parent), unit];
}

const organisation = parents.chain((above) =>
  fc
    .array(fc.record({ unit: fc.nat(above.length - 1), who: fc.nat(9) }), { maxLength: 25 })
    .map((members) => ({
      above,
      members: members.map(({ unit, who }): UnitMember => {
        return { unit, who, path: `/${pathOf(above, unit).join('/')}/` };
      }),
    })),
);
const smallest = fc.integer({ min: 1, max: 6 });

const people = (members: readonly UnitMember[]): number => new Set(members.map(({ who }) => who)).size;

test('no unit is told of fewer people than a group may have, and what is told is of the unit or of one above it', () => {
  fc.assert(
    fc.property(organisation, smallest, ({ above, members }, k) => {
      const units = anonymousUnits(members, k);
      expect([...units.keys()].sort()).toEqual([...new Set(members.map(({ unit }) => unit))].sort());
      for (const [unit, to] of units) {
        if (to === null) continue;
        expect(pathOf(above, unit)).toContain(to);
        expect(people(members.filter((one) => units.get(one.unit) === to))).toBeGreaterThanOrEqual(k);
      }
    }),
  );
});

test('with all below it a unit has what it had, or a unit above has all of it; one that takes others in has what it had', () => {
  fc.assert(
    fc.property(organisation, smallest, ({ above, members }, k) => {
      const units = anonymousUnits(members, k);
      const within = (unit: number, top: number): boolean => pathOf(above, unit).includes(top);
      const keeps = (top: number): boolean =>
        [...units].every(([unit, to]) => within(unit, top) === (to !== null && within(to, top)));
      for (const top of above.keys()) {
        const below = [...units].filter(([unit]) => within(unit, top));
        const left = below.filter(([, to]) => to !== null && within(to, top));
        expect([0, below.length]).toContain(left.length);
        const enough = people(members.filter(({ unit }) => within(unit, top))) >= k;
        if (above[top] === null)
          expect(below.length === 0 || left.length > 0).toBe(below.length === 0 || enough);
      }
      for (const [unit, to] of units)
        if (to !== null && to !== unit) for (const one of pathOf(above, to)) expect(keeps(one)).toBe(true);
    }),
  );
});

test('it is the same in whatever order the people come, and everything stays where one person is enough', () => {
  fc.assert(
    fc.property(organisation, smallest, ({ members }, k) => {
      expect(anonymousUnits(members.toReversed(), k)).toEqual(anonymousUnits(members, k));
      for (const [unit, to] of anonymousUnits(members, 1)) expect(to).toBe(unit);
    }),
  );
});

test('a manager beside a large department takes it along, and leaves a larger one', () => {
  const of = (unit: number, path: string, from: number, count: number): UnitMember[] =>
    Array.from({ length: count }, (_, place) => ({ unit, path, who: from + place }));
  const members = [...of(1, '/1/', 0, 1), ...of(2, '/1/2/', 10, 6), ...of(3, '/1/3/', 20, 9)];
  const large = of(4, '/4/', 40, 5);
  expect(anonymousUnits([...members, ...large, ...of(5, '/5/', 50, 2)], 5)).toEqual(
    new Map([
      ...[1, 2].map((unit): [number, number] => [unit, 1]),
      ...[3, 4].map((unit): [number, number] => [unit, unit]),
      [5, null],
    ]),
  );
});
