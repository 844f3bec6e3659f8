import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type NumberType,
  type PhoneNumber as ParsedNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import type { DestinationClass } from '../../record/call.ts';
import {
  asSentNumber,
  e164Number,
  extensionNumber,
  isWithheld,
  needsText,
  type PhoneNumber,
} from '../../record/number.ts';
import type { Site } from '../site.ts';
import { emergencyNumbers } from './emergency-numbers.ts';
import type { TellRule } from './number-rules.ts';
import type { Party } from './party.ts';
import { PartyCache } from './party-cache.ts';

/** As the calling party, or as digits that were dialled (where an outside-line prefix stands in front). */
export type Role = 'calling' | 'called';

/** Numbers of one site. Pure; the cache is bounded, and results are equal without it. */
export interface NumberingPlan {
  party(raw: string, role: Role): Party;
}

/** Parties remembered: 200,000 outside numbers of a large company come again and again. */
const CACHE_LIMIT = 250_000;
/** Digits an emergency number may have, and how many short numbers are remembered apart. */
const SHORT_DIGITS = 6;
const SHORT_LIMIT = 20_000;

export function createNumberingPlan(site: Site): NumberingPlan {
  const rules = rulesOf(site);
  const calling = new PartyCache(CACHE_LIMIT);
  // Only dialled digits have an outside-line prefix, and only short ones can be an emergency number: other numbers both
  // roles read the same, so they are remembered once.
  const called = new PartyCache(site.outside_line_prefix === '' ? SHORT_LIMIT : CACHE_LIMIT);
  const alike = (raw: string): boolean => site.outside_line_prefix === '' && raw.length > SHORT_DIGITS;
  return {
    party(raw, role) {
      const key = asSentNumber(raw);
      if (needsText(key)) return judge(raw, role, rules);
      const cache = role === 'calling' || alike(raw) ? calling : called;
      const known = cache.get(key);
      if (known !== undefined) return known;
      const party = judge(raw, role, rules);
      cache.set(key, party);
      return party;
    },
  };
}

/** The party with the steps that led to it; what `party` of the site's plan gives is the same. */
export function judgeParty(raw: string, role: Role, site: Site, tell: TellRule): Party {
  return judge(raw, role, rulesOf(site, tell));
}

const UNTOLD: TellRule = () => {};

interface Rules {
  /** Called for numbers that are not remembered yet, which are few. */
  readonly tell: TellRule;
  readonly site: Site;
  readonly country: CountryCode | null;
  readonly emergency: ReadonlySet<string>;
  /** The range that has it. */
  extensionRange(digits: string): string | null;
}

function rulesOf(site: Site, tell: TellRule = UNTOLD): Rules {
  const country = site.country !== null && isSupportedCountry(site.country) ? site.country : null;
  const ranges = site.extensions.map((range) => ({ range, matches: extensionTest(range) }));
  return {
    tell,
    site,
    country,
    emergency: new Set([...emergencyNumbers(site.country), ...site.emergency_numbers]),
    extensionRange: (digits) => ranges.find(({ matches }) => matches(digits))?.range ?? null,
  };
}

/** `2-5 digits` (not starting with 0), `200-299` (of that length) or `2001`. */
function extensionTest(range: string): (digits: string) => boolean {
  const [first = '', last = first] = range.replace(' digits', '').split('-');
  if (range.endsWith(' digits')) {
    return (digits) => digits.length >= Number(first) && digits.length <= Number(last) && digits[0] !== '0';
  }
  return (digits) => digits.length === first.length && digits >= first && digits <= last;
}

const PUNCTUATED = /^\+?[\d\s()./-]+$/;
/** Marks stay where digits become stars: `***-***-****`, and `***#****` of digits that were dialled one after the other. */
const STARRED_MAX = 128;
const STARRED = /^(?:\+?[\d*\s()./-]*\*{2}[*\s()./-]*|[*#]*\*{3}[*#]*)$/;
const FEATURE = /^[*#][\d*#]*$/;
const ADDRESS = /^(?:sips?|tel):(\+?[\d().-]+)(?:[@;]|$)/i;

function judge(raw: string, role: Role, rules: Rules): Party {
  // Stars alone are digits that were withheld, no feature; nobody knows any more where such a number leads.
  const stars = raw.length <= STARRED_MAX && STARRED.test(raw) ? raw.replaceAll(/[^+\d*]/g, '') : raw;
  if (isWithheld(asSentNumber(stars))) return asSent(stars, rules, 'withheld');
  const text = ADDRESS.exec(raw)?.[1] ?? raw;
  if (FEATURE.test(text)) {
    rules.tell('feature', null);
    return party(asSentNumber(raw), raw, { inside: true, destination_class: 'feature' });
  }
  const bare = PUNCTUATED.test(text) ? text.replace(/[^\d+]/g, '') : '';
  if (bare === '' || bare === '+') return asSent(raw, rules, 'no_digits');
  const prefix = rules.site.outside_line_prefix;
  const dialled =
    role === 'called' && prefix !== '' && bare.startsWith(prefix) ? bare.slice(prefix.length) : bare;
  // Whoever calls as 110 is the extension of that number: nobody's emergency line calls out.
  if (role === 'called' && (rules.emergency.has(bare) || rules.emergency.has(dialled))) {
    rules.tell('emergency', rules.emergency.has(bare) ? bare : dialled);
    return party(asSentNumber(rules.emergency.has(bare) ? bare : dialled), raw, {
      destination_class: 'emergency',
      country: rules.site.country,
    });
  }
  const range = /^\d{1,12}$/.test(bare) ? rules.extensionRange(bare) : null;
  if (range !== null) {
    rules.tell('extension', range);
    return party(extensionNumber(bare), raw, {
      inside: true,
      extension: bare,
      destination_class: 'internal',
    });
  }
  if (dialled !== bare) rules.tell('outside_line_prefix', prefix);
  return outside(dialled, raw, rules);
}

function asSent(raw: string, { tell, site }: Rules, rule: 'withheld' | 'no_digits' | 'not_valid'): Party {
  tell(rule, rule === 'not_valid' ? site.country : null);
  return party(asSentNumber(raw), raw, {});
}

function party(number: PhoneNumber, raw: string, found: Partial<Party>): Party {
  return {
    number,
    text: needsText(number) ? raw : null,
    inside: false,
    extension: null,
    destination_class: 'unknown',
    country: null,
    ...found,
  };
}

/** With the +. */
const E164_LENGTH = 16;

function outside(digits: string, raw: string, rules: Rules): Party {
  const parsed = parse(digits, rules);
  // Some countries' plans take more digits than E.164 does.
  if (parsed === null || parsed.number.length > E164_LENGTH) return asSent(raw, rules, 'not_valid');
  const own = rules.site.own_numbers.find((beginning) => parsed.number.startsWith(beginning));
  const number = e164Number(parsed.number.slice(1));
  if (own !== undefined) {
    rules.tell('own_number', own);
    const extension = parsed.number.slice(own.length);
    return party(number, raw, {
      inside: true,
      extension: extension !== '' && rules.extensionRange(extension) !== null ? extension : null,
      destination_class: 'internal',
    });
  }
  // With the full metadata a number is valid exactly when it has a type; isValid() would look for it a second time.
  const type = parsed.getType();
  if (type === undefined) return asSent(raw, rules, 'not_valid');
  rules.tell('valid', parsed.country ?? null);
  return party(number, raw, {
    destination_class: classOf(parsed, type, rules),
    country: parsed.country ?? null,
  });
}

/** The number in the country's plan; a number dialled without trunk prefix is first tried within the area code. */
function parse(digits: string, { site, country, tell }: Rules): ParsedNumber | null {
  if (country === null) {
    tell('no_country', null);
    return digits.startsWith('+') ? parseWhole(digits, undefined) : null;
  }
  // Where the 0 is part of the number (Italy), nothing is dialled without it.
  if (site.area_code !== null && !site.area_code.startsWith('0') && /^[1-9]/.test(digits)) {
    const local = parseWhole(site.area_code + digits, country);
    if (local?.isValid()) {
      tell('area_code', site.area_code);
      return local;
    }
  }
  return parseWhole(digits, country);
}

/** `extract: false`: the whole text is the number, nothing is searched for in it. */
function parseWhole(digits: string, defaultCountry: CountryCode | undefined): ParsedNumber | null {
  const options = defaultCountry === undefined ? { extract: false } : { defaultCountry, extract: false };
  return parsePhoneNumberFromString(digits, options) ?? null;
}

function classOf(parsed: ParsedNumber, type: NumberType, { site, country }: Rules): DestinationClass {
  if (parsed.country === undefined) {
    if (type === 'TOLL_FREE') return 'freephone';
    return type === 'PREMIUM_RATE' ? 'premium' : 'international';
  }
  if (country === null) return 'unknown';
  // Freephone and premium numbers belong to all countries that share a code (Canada's 800 is found in the plan of the US).
  const shared = parsed.countryCallingCode === getCountryCallingCode(country);
  if (shared && type === 'PREMIUM_RATE') return 'premium';
  if (shared && type === 'TOLL_FREE') return 'freephone';
  if (parsed.country !== country) return 'international';
  if (type === 'MOBILE') return 'mobile';
  return site.area_code !== null && parsed.nationalNumber.startsWith(site.area_code) ? 'local' : 'national';
}
