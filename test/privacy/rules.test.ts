import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { excludedBy, exclusionTest, type PolicyCall } from '../../privacy/exclusion.ts';
import { privacySchema } from '../../privacy/policy.ts';
import { privateRules } from '../../privacy/private-calls.ts';
import { EMPTY_CALL } from '../../record/reading.ts';

const policy = privacySchema.parse({
  exclude: [
    { name: 'council', extensions: ['300-309'] },
    { name: 'line', numbers: ['+4930555*'], directions: ['outgoing'] },
    { name: 'code', account_codes: ['77'] },
  ],
  private_calls: { prefixes: ['99'], account_codes: ['11'], numbers: ['+4930777*'] },
});
const rules = policy.exclude ?? [];

const anyCall: fc.Arbitrary<PolicyCall> = fc.record({
  direction: fc.constantFrom('incoming', 'outgoing', 'internal', 'transit'),
  destination_class: fc.constantFrom('local', 'internal', 'feature'),
  account_code: fc.constantFrom(null, '77', '11', '5'),
  extensions: fc.subarray(['204', '305']),
  calling: fc.subarray(['204', '+49305551']),
  called: fc.subarray(['+49305551', '+49307771', '205']),
  through: fc.subarray(['204', '+49305551']),
});

describe('the rule that is named', () => {
  test('for an excluded call is one that excludes it, the first of them', () => {
    const isExcluded = exclusionTest(rules);
    fc.assert(
      fc.property(anyCall, (call) => {
        const rule = excludedBy(call, rules);
        expect(rule !== null).toBe(isExcluded(call));
        if (rule === null) return;
        expect(exclusionTest([rule])(call)).toBe(true);
        expect(exclusionTest(rules.slice(0, rules.indexOf(rule)))(call)).toBe(false);
      }),
    );
  });

  test.each([
    [{ private: true }, {}, 'marked'],
    [{}, { account_code: '11' }, 'account_codes'],
    [{}, { called: ['+49307771'] }, 'numbers'],
    [{ called: '990307771' }, {}, 'prefixes'],
    [{}, {}, null],
  ])('for a private call %j %j is %s', (read, seen, rule) => {
    const reading = { ...EMPTY_CALL, clock: 'utc' as const, started: 0, ended: null, ...read };
    const call: PolicyCall = {
      direction: 'outgoing',
      destination_class: 'local',
      account_code: null,
      extensions: [],
      calling: [],
      called: [],
      through: [],
      ...seen,
    };
    const { ruleOf, isPrivate } = privateRules(policy.private_calls);
    expect(ruleOf(call, reading)).toBe(rule);
    expect(isPrivate(call, reading)).toBe(rule !== null);
  });
});
