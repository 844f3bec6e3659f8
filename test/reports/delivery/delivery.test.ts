import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextTry } from '../../../reports/delivery/delivery.ts';

const HOUR = 3_600_000;

test('tries come at longer and longer intervals of an hour at most, and end when the time for them is over', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.1, max: 168, noNaN: true }), (for_hours) => {
      let [now, tries, before] = [0, 0, 0];
      for (;;) {
        tries += 1;
        const next = nextTry(tries, { now, since: 0, for_hours });
        if (next === null) break;
        expect(next - now).toBeGreaterThanOrEqual(before);
        expect(next - now).toBeLessThanOrEqual(HOUR);
        expect(next).toBeLessThanOrEqual(for_hours * HOUR);
        [before, now] = [next - now, next];
      }
      // Given up only where another hour would not have been within it.
      expect(now + HOUR).toBeGreaterThan(for_hours * HOUR);
    }),
  );
});
