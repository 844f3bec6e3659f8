import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endedOn, type NewSpan, targetOn, withSpan } from '../../directory/spans.ts';
import type { Span } from '../../record/directory.ts';

const LAST = 40;

const newSpan: fc.Arbitrary<NewSpan<number>> = fc.record({
  from_day: fc.integer({ min: 0, max: LAST }),
  to_day: fc.option(fc.integer({ min: 0, max: LAST })),
  target: fc.option(fc.integer({ min: 1, max: 3 })),
});
const history = fc.array(newSpan, { maxLength: 12 });

const after = (steps: readonly NewSpan<number>[]): Span<number>[] =>
  steps.reduce<Span<number>[]>((spans, step) => withSpan(spans, step), []);

/** The same by a table of days, in which the last day stands for all that come. */
function byDays(steps: readonly NewSpan<number>[]): (number | null)[] {
  const days: (number | null)[] = Array.from({ length: LAST + 2 }, () => null);
  for (const { from_day, to_day, target } of steps)
    for (let day = from_day; day <= (to_day ?? LAST + 1); day++) days[day] = target;
  return days;
}

test('whatever is assigned in whatever order, each day has what was said of it last', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const spans = after(steps);
      expect(Array.from({ length: LAST + 2 }, (_, day) => targetOn(spans, day))).toEqual(byDays(steps));
    }),
  );
});

test('days never overlap, stand in order, and neighbours of one target are one', () => {
  fc.assert(
    fc.property(history, (steps) => {
      const spans = after(steps);
      for (const [place, span] of spans.entries()) {
        expect(span.to_day === null || span.to_day >= span.from_day).toBe(true);
        const next = spans[place + 1];
        if (next === undefined) continue;
        expect(span.to_day).not.toBe(null);
        expect(next.from_day).toBeGreaterThan(span.to_day ?? 0);
        if (next.from_day === (span.to_day ?? 0) + 1) expect(next.target).not.toBe(span.target);
      }
    }),
  );
});

test('the same said twice changes nothing', () => {
  fc.assert(
    fc.property(history, newSpan, (steps, step) => {
      const once = withSpan(after(steps), step);
      expect(withSpan(once, step)).toEqual(once);
    }),
  );
});

test('behind an end there is nothing, before it all is as it was', () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 0, max: LAST }), (steps, last) => {
      const ended = endedOn(after(steps), last);
      for (let day = 0; day <= LAST + 1; day++)
        expect(targetOn(ended, day)).toBe(day > last ? null : targetOn(after(steps), day));
    }),
  );
});
