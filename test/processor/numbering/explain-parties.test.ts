import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calledRole, callParties } from '../../../processor/numbering/call-parties.ts';
import { explainParty, explainWay, partySentence } from '../../../processor/numbering/explain-parties.ts';
import type { NumberRule } from '../../../processor/numbering/number-rules.ts';
import { createNumberingPlan, type Role } from '../../../processor/numbering/numbering.ts';
import { siteSchema } from '../../../processor/site.ts';
import { DIRECTIONS } from '../../../record/call.ts';
import { type CallReading, EMPTY_CALL } from '../../../record/reading.ts';

const BERLIN = siteSchema.parse({
  country: 'DE',
  area_code: '30',
  outside_line_prefix: '0',
  own_numbers: ['+493023125'],
  extensions: ['200-299', '2-3 digits'],
});
const SITES = [
  BERLIN,
  siteSchema.parse({}),
  siteSchema.parse({ country: 'IT', area_code: '02' }),
  siteSchema.parse({ country: 'US', area_code: '212', outside_line_prefix: '9' }),
];

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 14 });
const raw = fc.oneof(
  digits,
  digits.map((text) => `+49${text}`),
  fc.constantFrom(
    '110',
    '0110',
    '112',
    '204',
    '+4930231251204',
    '0030231251',
    '0089231250001',
    '*44',
    '+',
    's',
  ),
  fc.constantFrom(
    '08912*****',
    '***',
    'sip:+4930231250001@example.org',
    'Anonymous',
    '00800123456',
    '23125204',
  ),
);
const site = fc.constantFrom(...SITES);
const steps = (text: string, role: Role = 'called') =>
  explainParty(text, role, BERLIN).steps.map(({ rule }) => rule);

describe('the explanation of a number', () => {
  test('gives the party that the numbering plan gives, also when the plan has seen the number before', () => {
    fc.assert(
      fc.property(raw, site, fc.constantFrom<Role>('calling', 'called'), (text, at, role) => {
        const plan = createNumberingPlan(at);
        const explained = explainParty(text, role, at);
        expect(explained.party).toEqual(plan.party(text, role));
        expect(explained.party).toEqual(plan.party(text, role));
      }),
      { numRuns: 1000 },
    );
  });

  test('ends with the rule that decided, and that rule fits what the party is', () => {
    const fits: Partial<Record<NumberRule, (party: ReturnType<typeof explainParty>['party']) => boolean>> = {
      feature: ({ destination_class }) => destination_class === 'feature',
      emergency: ({ destination_class }) => destination_class === 'emergency',
      extension: ({ extension, inside }) => extension !== null && inside,
      own_number: ({ inside, destination_class }) => inside && destination_class === 'internal',
      withheld: ({ inside, destination_class }) => !inside && destination_class === 'unknown',
      no_digits: ({ inside, destination_class }) => !inside && destination_class === 'unknown',
      not_valid: ({ inside, destination_class }) => !inside && destination_class === 'unknown',
      valid: ({ inside, number }) => !inside && number > 0,
    };
    fc.assert(
      fc.property(raw, site, fc.constantFrom<Role>('calling', 'called'), (text, at, role) => {
        const explained = explainParty(text, role, at);
        const last = explained.steps.at(-1)?.rule;
        for (const [rule, says] of Object.entries(fits))
          if (rule !== 'valid' && rule === last) expect(says(explained.party), rule).toBe(true);
        expect(Object.keys(fits)).toContain(last);
        // Only one rule decides, so another that fits a party of its own kind must be that one.
        const { destination_class } = explained.party;
        if (destination_class === 'feature' || destination_class === 'emergency')
          expect(last).toBe(destination_class);
      }),
      { numRuns: 1000 },
    );
  });

  test.each<[string, Role, NumberRule[]]>([
    ['204', 'calling', ['extension']],
    ['0110', 'called', ['emergency']],
    ['110', 'calling', ['extension']],
    ['0231251234', 'called', ['outside_line_prefix', 'area_code', 'own_number']],
    ['023456789', 'called', ['outside_line_prefix', 'area_code', 'valid']],
    ['*44', 'called', ['feature']],
    ['s', 'called', ['no_digits']],
    ['08912****', 'calling', ['withheld']],
  ])('of %s as %s tells the steps %j', (text, role, expected) => {
    expect(steps(text, role)).toEqual(expected);
  });

  test('names the setting that a step was taken by', () => {
    expect(partySentence(explainParty('204', 'calling', BERLIN))).toBe('204: it is an extension (200-299)');
    expect(partySentence(explainParty('47', 'calling', BERLIN))).toBe('47: it is an extension (2-3 digits)');
  });
});

const reading: fc.Arbitrary<CallReading> = fc
  .record({
    calling: fc.option(raw),
    called: fc.option(raw),
    calling_extension: fc.option(fc.constantFrom('204', '110')),
    called_extension: fc.option(fc.constantFrom('205', '110')),
    direction: fc.option(fc.constantFrom(...DIRECTIONS)),
    feature: fc.boolean(),
  })
  .map((given) => ({ ...EMPTY_CALL, clock: 'utc', started: 0, ended: null, ...given }));

describe('the explanation of a call’s way', () => {
  test('gives the direction and class that the call has', () => {
    fc.assert(
      fc.property(reading, site, (call, at) => {
        const parties = callParties(call, createNumberingPlan(at));
        const { direction, destination_class } = explainWay(call, parties);
        expect({ direction, destination_class }).toEqual({
          direction: parties.direction,
          destination_class: parties.destination_class,
        });
      }),
      { numRuns: 2000 },
    );
  });

  test('reads the called number in the role in which the call has it', () => {
    fc.assert(
      fc.property(reading, site, (call, at) => {
        const plan = createNumberingPlan(at);
        const parties = callParties(call, plan);
        if (call.called === null) return;
        const role = calledRole(call, parties.calling, plan);
        expect(explainParty(call.called, role, at).party).toEqual(parties.called);
      }),
      { numRuns: 2000 },
    );
  });
});
