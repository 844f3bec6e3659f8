import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createNumberingPlan,
  type NumberingPlan,
  type Role,
} from '../../../processor/numbering/numbering.ts';
import type { Party } from '../../../processor/numbering/party.ts';
import { type Site, siteSchema } from '../../../processor/site.ts';
import { isWithheld, showNumber } from '../../../record/number.ts';

type SiteInput = Parameters<typeof siteSchema.parse>[0] & object;
const site = (given: SiteInput): Site => siteSchema.parse(given);

const plans = new Map<string, NumberingPlan>();

function partyOf(given: SiteInput, raw: string, role: Role = 'called'): Party {
  const name = JSON.stringify(given);
  const plan = plans.get(name) ?? createNumberingPlan(site(given));
  plans.set(name, plan);
  return plan.party(raw, role);
}

const shown = ({ number, text }: Party): string => showNumber(number, text);
const seen = (given: SiteInput, raw: string, role: Role = 'called'): [string, string, string | null] => {
  const party = partyOf(given, raw, role);
  return [shown(party), party.destination_class, party.country];
};

const BERLIN = { country: 'DE', area_code: '30' };
const NEW_YORK = { country: 'US', area_code: '212' };
const TORONTO = { country: 'CA', area_code: '416' };
const LONDON = { country: 'GB', area_code: '20' };
const PARIS = { country: 'FR', area_code: '1' };
const MILAN = { country: 'IT', area_code: '02' };

describe('a number as dialled at a site becomes E.164, with its class and country', () => {
  test.each<[string, SiteInput, string, string, string, string | null]>([
    ['Berlin, another town', BERLIN, '089231250001', '+4989231250001', 'national', 'DE'],
    ['Berlin, with its own area code', BERLIN, '030231250001', '+4930231250001', 'local', 'DE'],
    ['Berlin, without area code', BERLIN, '231250001', '+4930231250001', 'local', 'DE'],
    ['Berlin, mobile', BERLIN, '015123456789', '+4915123456789', 'mobile', 'DE'],
    ['Berlin, freephone', BERLIN, '08003301000', '+498003301000', 'freephone', 'DE'],
    ['Berlin, premium', BERLIN, '09001234567', '+499001234567', 'premium', 'DE'],
    ['Berlin, abroad', BERLIN, '00442079460000', '+442079460000', 'international', 'GB'],
    ['Berlin, already E.164', BERLIN, '+4930231250001', '+4930231250001', 'local', 'DE'],
    ['Berlin, with punctuation', BERLIN, '+49 (30) 23125-0001', '+4930231250001', 'local', 'DE'],
    ['Berlin, a SIP address', BERLIN, 'sip:+4930231250001@provider.example', '+4930231250001', 'local', 'DE'],
    ['New York, seven digits', NEW_YORK, '5550123', '+12125550123', 'local', 'US'],
    ['New York, ten digits', NEW_YORK, '3125550123', '+13125550123', 'national', 'US'],
    ['New York, with 1', NEW_YORK, '13125550123', '+13125550123', 'national', 'US'],
    ['New York, 800', NEW_YORK, '18002255288', '+18002255288', 'freephone', 'US'],
    ['New York, 900', NEW_YORK, '19002255288', '+19002255288', 'premium', 'US'],
    [
      'New York, Toronto shares +1 and is abroad',
      NEW_YORK,
      '14165550123',
      '+14165550123',
      'international',
      'CA',
    ],
    ['New York, abroad', NEW_YORK, '0114930231250', '+4930231250', 'international', 'DE'],
    ['Toronto, its own area', TORONTO, '4165550123', '+14165550123', 'local', 'CA'],
    ['Toronto, 800 is free there too', TORONTO, '18002255288', '+18002255288', 'freephone', 'US'],
    ['Toronto, 900 is dear there too', TORONTO, '19002255288', '+19002255288', 'premium', 'US'],
    ['London, its own area', LONDON, '02079460000', '+442079460000', 'local', 'GB'],
    ['London, eight digits', LONDON, '79460000', '+442079460000', 'local', 'GB'],
    ['London, mobile', LONDON, '07400123456', '+447400123456', 'mobile', 'GB'],
    ['London, premium', LONDON, '09061234567', '+449061234567', 'premium', 'GB'],
    ['London, Jersey is another country', LONDON, '01534500000', '+441534500000', 'international', 'JE'],
    ['Paris, its own area', PARIS, '0142685300', '+33142685300', 'local', 'FR'],
    ['Paris, mobile', PARIS, '0612345678', '+33612345678', 'mobile', 'FR'],
    ['Paris, premium', PARIS, '0899123456', '+33899123456', 'premium', 'FR'],
    ['Milan, the zero belongs to the number', MILAN, '0269001234', '+390269001234', 'local', 'IT'],
    ['Milan, Rome', MILAN, '0612345678', '+390612345678', 'national', 'IT'],
    ['Milan, mobile', MILAN, '3331234567', '+393331234567', 'mobile', 'IT'],
    [
      'Milan, freephone has no zero and is not of Milan',
      MILAN,
      '800123456',
      '+39800123456',
      'freephone',
      'IT',
    ],
    ['anywhere, freephone of no country', BERLIN, '0080012345678', '+80012345678', 'freephone', null],
  ])('%s', (_what, at, raw, number, destination_class, country) => {
    expect(seen(at, raw)).toEqual([number, destination_class, country]);
  });
});

describe('what is no valid number', () => {
  test.each<[string, SiteInput, string]>([
    ['too short', BERLIN, '0306'],
    ['of no area', BERLIN, '0200123456'],
    ['nothing but letters', BERLIN, 'Anonymous'],
    ['no digits at all', BERLIN, '+'],
    ['an address with a name', BERLIN, 'sip:anna@example.org'],
    ['longer than E.164 allows, though the plan of the country would take it', BERLIN, '0331123456789012'],
    ['far too long', BERLIN, `+49${'3'.repeat(60)}`],
    ['short digits behind a +, which no extension has', BERLIN, '+200'],
    ['an emergency number behind a +', BERLIN, '+112'],
    ['a national number where no country is set', {}, '030231250001'],
  ])('%s: stays as sent, class unknown', (_what, at, raw) => {
    expect(seen(at, raw)).toEqual([raw, 'unknown', null]);
  });

  test('without a country an E.164 number is still one', () => {
    expect(seen({}, '+4930231250001')).toEqual(['+4930231250001', 'unknown', 'DE']);
  });

  test('any text goes in, and comes back as sent, as E.164 or as an extension', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789+*#'), maxLength: 24 });
    const text = fc.oneof(
      digits,
      digits.map((sent) => `+${sent.slice(0, 4)}`),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    const sites = fc.constantFrom(BERLIN, NEW_YORK, MILAN, {}, { ...BERLIN, own_numbers: ['+4930231251'] });
    fc.assert(
      fc.property(text, sites, fc.constantFrom<Role>('calling', 'called'), (raw, at, role) => {
        const party = partyOf(at, raw, role);
        expect(Number.isSafeInteger(party.number)).toBe(true);
        const number = shown(party);
        if (number === raw) return;
        const withheld = isWithheld(party.number);
        if (withheld) expect(raw.replace(/[\s()./#-]/g, '')).toBe(number);
        else if (number.startsWith('+')) expect(number).toMatch(/^\+[1-9]\d{1,14}$/);
        else expect(raw.replace(/^(sip|tel):/, '').replace(/[\s()./-]/g, '')).toBe(number);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('extensions', () => {
  test('are two to five digits that do not start with 0, unless the site says otherwise', () => {
    for (const raw of ['10', '204', '99999']) {
      expect(partyOf(BERLIN, raw)).toMatchObject({
        inside: true,
        extension: raw,
        destination_class: 'internal',
      });
      expect(seen(BERLIN, raw)[0]).toBe(raw);
    }
    for (const raw of ['7', '0204'])
      expect(partyOf(BERLIN, raw)).toMatchObject({ inside: false, extension: null });
  });

  test('come before numbers of the country that look the same', () => {
    expect(seen({ country: 'GB', extensions: ['2000-2999'] }, '2001')).toEqual(['2001', 'internal', null]);
  });

  test('can be ranges of their own length, single ones, and with a leading zero', () => {
    const at = { ...BERLIN, extensions: ['200-299', '7001', '000-009'] };
    const inside = (raw: string): boolean => partyOf(at, raw).inside;
    expect(['200', '250', '299', '7001', '000', '009'].filter(inside)).toHaveLength(6);
    expect(['199', '300', '20', '2000', '0200', '7002', '010', '00'].filter(inside)).toEqual([]);
  });

  test.each(['299-200', '20-2000', '5-2 digits', '1-13 digits'])(
    'the range %s is refused, for it can match nothing it says',
    (range) => {
      expect(siteSchema.safeParse({ extensions: [range] }).success).toBe(false);
    },
  );

  test('are shown in a SIP address by their digits', () => {
    expect(partyOf(BERLIN, 'sip:204@10.0.0.1')).toMatchObject({ extension: '204', inside: true });
  });
});

describe('emergency numbers', () => {
  test.each<[SiteInput, string]>([
    [{ country: 'DE' }, '112'],
    [{ country: 'DE' }, '110'],
    [{ country: 'US' }, '911'],
    [{ country: 'GB' }, '999'],
    [{ country: 'FR' }, '15'],
    [{ country: 'IT' }, '113'],
    [{ country: 'AU' }, '000'],
    [{ country: 'FJ' }, '112'],
    [{ country: 'DE', emergency_numbers: ['2222'] }, '2222'],
  ])('of %j come before extensions: %s', (at, raw) => {
    expect(seen(at, raw)).toEqual([raw, 'emergency', (at as { country: string }).country]);
    expect(partyOf(at, raw).inside).toBe(false);
  });

  test('are found with and without the outside-line prefix', () => {
    const at = { ...NEW_YORK, outside_line_prefix: '9' };
    expect(seen(at, '9911')).toEqual(['911', 'emergency', 'US']);
    expect(seen(at, '911')).toEqual(['911', 'emergency', 'US']);
  });

  test('of no country are nobody’s: without one, 112 is an extension', () => {
    expect(partyOf({}, '112').destination_class).toBe('internal');
  });
});

describe('features', () => {
  test.each(['*98', '#', '*21*0302312#', '##002#'])('%s is a feature of the telephone system', (raw) => {
    expect(partyOf(BERLIN, raw)).toMatchObject({
      inside: true,
      extension: null,
      destination_class: 'feature',
    });
    expect(seen(BERLIN, raw)[0]).toBe(raw);
  });
});

describe('the site’s own numbers', () => {
  const at = { ...BERLIN, own_numbers: ['+4930231251'] };

  test('are inside, as E.164, and what follows their beginning is the extension', () => {
    for (const raw of ['+4930231251204', '030231251204', '231251204', '004930231251204']) {
      expect(partyOf(at, raw, 'calling')).toMatchObject({
        inside: true,
        extension: '204',
        destination_class: 'internal',
      });
      expect(seen(at, raw)[0]).toBe('+4930231251204');
    }
  });

  test('have no extension where none follows, or where what follows is none', () => {
    expect(partyOf(at, '030231251')).toMatchObject({ inside: true, extension: null });
    expect(partyOf(at, '0302312510')).toMatchObject({ inside: true, extension: null });
  });
});

describe('the outside-line prefix', () => {
  const at = { ...BERLIN, outside_line_prefix: '0' };

  test('is taken from dialled numbers and never from the caller’s', () => {
    expect(seen(at, '0089231250001')[0]).toBe('+4989231250001');
    expect(seen(at, '0231250001')[0]).toBe('+4930231250001');
    expect(seen(at, '089231250001', 'calling')[0]).toBe('+4989231250001');
  });

  test('leaves extensions alone', () => {
    expect(partyOf({ ...NEW_YORK, outside_line_prefix: '9' }, '9204')).toMatchObject({ extension: '9204' });
  });
});

test('what was asked before changes no answer, also when the memory of parties is full', () => {
  const given = site({
    ...BERLIN,
    outside_line_prefix: '0',
    extensions: ['2-5 digits', '700000000000-799999999999'],
  });
  const warm = createNumberingPlan(given);
  const number = fc.oneof(
    fc.constantFrom(
      '112',
      '204',
      '0030231250001',
      '+442079460000',
      '00442079460000',
      '*98',
      's',
      '700000000003',
    ),
    fc.string({ unit: fc.constantFrom(...'0123456789+*'), minLength: 1, maxLength: 14 }),
  );
  const queries = fc.array(fc.tuple(number, fc.constantFrom<Role>('calling', 'called')), {
    minLength: 1,
    maxLength: 8,
  });
  const same = () =>
    fc.assert(
      fc.property(queries, (asked) => {
        const fresh = createNumberingPlan(given);
        for (const [raw, role] of asked) expect(warm.party(raw, role)).toEqual(fresh.party(raw, role));
      }),
      { numRuns: 60 },
    );
  same();
  for (let n = 0; n < 260_000; n++) warm.party(String(700_000_000_000 + n), 'called');
  same();
});
