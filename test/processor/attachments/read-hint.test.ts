import { describe, expect, test } from 'vitest';
import { type MatchRule, matchRuleSchema } from '../../../processor/attachments/match-rule.ts';
import { hintOfName, hintOfSidecar } from '../../../processor/attachments/read-hint.ts';

type Sidecar = Extract<MatchRule, { by: 'sidecar' }>;
const sidecar = (given: object): Sidecar => matchRuleSchema.parse({ by: 'sidecar', ...given }) as Sidecar;
const NAME = matchRuleSchema.parse({ by: 'name', call_key: '-([0-9.]+)\\.wav$' }) as Extract<
  MatchRule,
  { by: 'name' }
>;
const NINE = Date.UTC(2026, 9, 26, 8);

test('the key stands in the name where the pattern looks for it', () => {
  expect(hintOfName(NAME, 'in/rec-1793005200.1.wav')).toMatchObject({ call_key: '1793005200.1' });
  expect(hintOfName(NAME, 'holiday.wav')).toMatch(/does not have the key/);
});

describe('a sidecar', () => {
  test('in JSON is read by fields, those within others by dots', () => {
    const rule = sidecar({ call_key: 'call.id' });
    expect(hintOfSidecar(rule, '{"call":{"id":"17.1"}}', 'UTC')).toMatchObject({ call_key: '17.1' });
  });

  test('in XML is read by elements and attributes', () => {
    const rule = sidecar({ file: '{stem}.xml', number: 'party.number', time: 'start' });
    const text =
      '<?xml version="1.0"?><call start="2026-10-26T08:00:00Z"><party><number>+49 30 1</number></party></call>';
    expect(hintOfSidecar(rule, text, 'UTC')).toEqual({ call_key: null, number: '+49 30 1', at: NINE });
  });

  test.each([
    ['2026-10-26T08:00:00Z'],
    ['2026-10-26T09:00:00+01:00'],
    ['2026-10-26 09:00:00'],
    [String(NINE / 1000)],
    [`${NINE / 1000}.123`],
    [String(NINE)],
  ])('has the time %s in one of the usual ways', (time) => {
    const rule = sidecar({ number: 'n', time: 't' });
    expect(hintOfSidecar(rule, JSON.stringify({ n: '204', t: time }), 'Europe/Berlin')).toMatchObject({
      at: NINE,
    });
  });

  test.each([
    ['{"id":', /cannot be read/],
    ['[]', /neither the key/],
    ['{"id":""}', /neither the key/],
    ['{"id":{}}', /neither the key/],
    ['{"n":"204"}', /neither the key/],
    ['{"n":"204","t":"2026-02-30 09:00:00"}', /time in t that cannot be read/],
    ['{"n":"204","t":"soon"}', /time in t that cannot be read/],
  ])('%s is refused with a reason in which nothing of it stands', (text, why) => {
    const found = hintOfSidecar(sidecar({ call_key: 'id', number: 'n', time: 't' }), text, 'UTC');
    expect(found).toMatch(why);
    expect(found).not.toMatch(/204|soon/);
  });
});

test.each([
  [{ by: 'name', call_key: '[' }],
  [{ by: 'name', call_key: 'no group' }],
  [{ by: 'name', call_key: '(a)(b)' }],
  [{ by: 'sidecar' }],
  [{ by: 'sidecar', number: 'n' }],
  [{ by: 'sidecar', call_key: 'id', file: 'always.json' }],
])('a rule by which no call could be found is refused: %j', (rule) => {
  expect(matchRuleSchema.safeParse(rule).success).toBe(false);
});
