import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thresholdSchema } from '../../processor/threshold.ts';
import { DESTINATION_CLASSES, DIRECTIONS } from '../../record/call.ts';
import { heldBy, type Threshold, type ThresholdCall } from '../../record/threshold.ts';

const CALL: ThresholdCall = {
  duration_ms: 4000,
  answered: true,
  direction: 'outgoing',
  destination_class: 'national',
  extension: '204',
  trunk: 'SIP1',
};
const threshold = (given: Partial<Threshold> = {}): Threshold =>
  thresholdSchema.parse({ name: 'short', ...given });

const calls = fc.record<ThresholdCall>({
  duration_ms: fc.option(fc.nat(600_000)),
  answered: fc.option(fc.boolean()),
  direction: fc.constantFrom(...DIRECTIONS),
  destination_class: fc.constantFrom(...DESTINATION_CLASSES),
  extension: fc.option(fc.constantFrom('204', '205')),
  trunk: fc.option(fc.constantFrom('SIP1', 'ISDN2')),
});

test('without thresholds no call is held', () => {
  fc.assert(
    fc.property(calls, (call) => {
      expect(heldBy(call, [])).toBe(-1);
    }),
  );
});

test('a threshold without conditions holds every call', () => {
  fc.assert(
    fc.property(calls, (call) => {
      expect(heldBy(call, [threshold()])).toBe(0);
    }),
  );
});

describe('each condition must be met', () => {
  test.each<[string, Partial<Threshold>, boolean]>([
    ['shorter than 5 s', { shorter_than_seconds: 5 }, true],
    ['not shorter than its own length', { shorter_than_seconds: 4 }, false],
    ['a fraction of a second', { shorter_than_seconds: 4.001 }, true],
    ['answered', { answered: true }, true],
    ['not answered', { answered: false }, false],
    ['direction', { directions: ['incoming', 'outgoing'] }, true],
    ['another direction', { directions: ['incoming'] }, false],
    ['class', { classes: ['national'] }, true],
    ['another class', { classes: ['mobile'] }, false],
    ['extension', { extensions: ['204'] }, true],
    ['another extension', { extensions: ['205'] }, false],
    ['trunk', { trunks: ['SIP1'] }, true],
    ['another trunk', { trunks: ['ISDN2'] }, false],
    ['all of them but one', { shorter_than_seconds: 5, directions: ['outgoing'], answered: false }, false],
  ])('%s', (_what, given, held) => {
    expect(heldBy(CALL, [threshold(given)])).toBe(held ? 0 : -1);
  });

  test('a call without talk time counts as shorter than any', () => {
    expect(heldBy({ ...CALL, duration_ms: null }, [threshold({ shorter_than_seconds: 1 })])).toBe(0);
  });

  test('what a record does not say meets no condition about it', () => {
    expect(heldBy({ ...CALL, answered: null }, [threshold({ answered: false })])).toBe(-1);
    expect(heldBy({ ...CALL, extension: null }, [threshold({ extensions: ['204'] })])).toBe(-1);
    expect(heldBy({ ...CALL, trunk: null }, [threshold({ trunks: ['SIP1'] })])).toBe(-1);
  });
});

test('the first threshold that fits gives its name', () => {
  const none = threshold({ answered: false });
  expect(heldBy(CALL, [none, threshold({ name: 'a' }), threshold({ name: 'b' })])).toBe(1);
});

test('a condition more never holds a call that was not held without it', () => {
  const given = fc.record<Partial<Threshold>>({
    shorter_than_seconds: fc.option(fc.integer({ min: 1, max: 600 })),
    answered: fc.option(fc.boolean()),
    directions: fc.subarray([...DIRECTIONS]),
    classes: fc.subarray([...DESTINATION_CLASSES]),
    extensions: fc.subarray(['204', '205']),
  });
  const names = fc.constantFrom(
    'shorter_than_seconds',
    'answered',
    'directions',
    'classes',
    'extensions' as const,
  );
  fc.assert(
    fc.property(calls, given, names, (call, all, left) => {
      const { [left]: _left, ...fewer } = all;
      if (heldBy(call, [threshold(all)]) === 0) expect(heldBy(call, [threshold(fewer)])).toBe(0);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['a name with capitals', { name: 'Short' }],
  ['a length of nothing', { name: 'a', shorter_than_seconds: 0 }],
  ['a misspelt condition', { name: 'a', shorter_than: 5 }],
])('%s is refused', (_what, given) => {
  expect(thresholdSchema.safeParse(given).success).toBe(false);
});
