import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Assignments } from '../../directory/belongings.ts';
import { type NewSpan, targetOn, withSpan } from '../../directory/spans.ts';
import type { Assignment, AssignmentKind, Span } from '../../record/directory.ts';

const LAST = 30;
const [EXTENSION, PEOPLE, UNITS] = [1, [11, 12], [21, 22, 23]];

const spans = (targets: readonly number[]) =>
  fc
    .array(
      fc.record({
        from_day: fc.integer({ min: 0, max: LAST }),
        to_day: fc.option(fc.integer({ min: 0, max: LAST })),
        target: fc.option(fc.constantFrom(...targets)),
      }),
      { maxLength: 4 },
    )
    .map((steps: NewSpan<number>[]) => steps.reduce<Span<number>[]>((all, step) => withSpan(all, step), []));

const series = (kind: AssignmentKind, subject: number, targets: readonly number[]) =>
  spans(targets).map((all) => all.map((span): Assignment => ({ kind, subject, ...span })));

/** An extension, two people, and a tree of three units that changes; a unit is only ever below one of a lower id. */
const assignments = fc
  .tuple(
    series('extension_person', EXTENSION, PEOPLE),
    series('extension_unit', EXTENSION, UNITS),
    ...PEOPLE.map((person) => series('person_unit', person, UNITS)),
    series('unit_parent', 22, [21]),
    series('unit_parent', 23, [21, 22]),
  )
  .map((all) => all.flat());

test('the days of an extension say of each day what its assignments say, and are as few as can be', () => {
  fc.assert(
    fc.property(assignments, (all) => {
      const look = new Assignments(all);
      const days = look.belongings('extensions', EXTENSION);
      for (let day = 0; day <= LAST + 1; day++) {
        const found = targetOn(days, day);
        const said = look.belonging('extensions', EXTENSION, day);
        expect(found ?? { person: null, unit: null, path: '' }).toEqual(said);
        if (said.unit !== null) expect(said.path.endsWith(`/${said.unit}/`)).toBe(true);
      }
      for (const [place, span] of days.entries()) {
        const next = days[place + 1];
        if (next === undefined || span.to_day === null || next.from_day > span.to_day + 1) continue;
        expect(next.target).not.toEqual(span.target);
      }
    }),
  );
});
