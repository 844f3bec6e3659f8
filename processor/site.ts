import metadata from 'libphonenumber-js/max/metadata';
import { z } from 'zod';

/** By the list itself: what parses numbers is a hundred files more, and whatever reads a configuration would load them. */
const isCountry = (code: string): boolean => Object.hasOwn(metadata.countries, code);

const isZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

const digits = z.string().regex(/^[0-9*#]*$/, 'only digits, * and #');

function isRange(range: string): boolean {
  const [first = '', last = first] = range.replace(' digits', '').split('-');
  if (range.endsWith(' digits'))
    return Number(first) >= 1 && Number(first) <= Number(last) && Number(last) <= 12;
  return first.length === last.length && first <= last;
}

/** `200-299`, `2001`, or `2-5 digits` */
const extensionRange = z
  .string()
  .regex(/^(?:\d{1,12}|\d{1,12}-\d{1,12}|\d{1,2}-\d{1,2} digits)$/, 'allowed: 2001, 200-299 or 2-5 digits')
  .refine(isRange, 'both ends of a range have as many digits, the lower one first; at most 12 digits');

/** Countries in which the 0 in front belongs to the number. */
const ZERO_IS_DIALLED_ALWAYS = new Set(['IT', 'SM', 'VA']);

function withoutTrunkPrefix({
  country,
  area_code,
}: {
  country: string | null;
  area_code: string | null;
}): boolean {
  return (
    area_code === null ||
    !area_code.startsWith('0') ||
    (country !== null && ZERO_IS_DIALLED_ALWAYS.has(country))
  );
}

/** The numbering plan of one place: how digits become E.164 numbers or extensions there. */
export const siteSchema = z
  .strictObject({
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, { error: 'two capital letters, ISO 3166-1, for example DE', abort: true })
      .refine(isCountry, 'no country has these two letters (ISO 3166-1)')
      .nullable()
      .default(null)
      .describe('country of the site; null leaves national numbers as sent'),
    area_code: z
      .string()
      .regex(/^\d{1,6}$/, 'the digits of the area code without the trunk prefix')
      .nullable()
      .default(null)
      .describe(
        'area code without trunk prefix; makes local calls local and completes numbers dialled without it',
      ),
    time_zone: z
      .string()
      .refine(isZone, 'an IANA time zone, for example Europe/Berlin')
      .default('UTC')
      .describe('zone of printed local times, and of the days of reports'),
    outside_line_prefix: digits
      .default('')
      .describe('digits dialled for an outside line, removed from dialled numbers; empty: none'),
    extensions: z
      .array(extensionRange)
      .default(['2-5 digits'])
      .describe('what is an extension; "2-5 digits" means that many digits not starting with 0'),
    own_numbers: z
      .array(z.string().regex(/^\+\d{4,15}$/, 'E.164 with +'))
      .default([])
      .describe(
        'beginnings of the site’s own numbers; what follows them is the extension (direct dialling in)',
      ),
    emergency_numbers: z
      .array(z.string().regex(/^\d{2,6}$/))
      .default([])
      .describe('emergency numbers besides those of the country'),
  })
  .refine(withoutTrunkPrefix, {
    path: ['area_code'],
    error: 'the area code stands without the trunk prefix, for example 30 for 030',
  });
export type Site = z.output<typeof siteSchema>;
