import { z } from 'zod';
import { callConditions, ruleName } from './call-conditions.ts';

const NUMBERS = z
  .array(
    z
      .string()
      .regex(/^[+*#]?\d[\d*#]*$/, 'a number such as +4930555, or its beginning with * behind: +4930*'),
  )
  .default([]);

const ACCOUNT_CODES = z.array(z.string().min(1)).default([]);

/** Calls that are counted and never stored. */
const exclusionSchema = z.strictObject({
  name: ruleName.describe('for whoever reads this document'),
  extensions: callConditions.extensions.describe(
    'only calls in which one of these extensions takes part; empty means any',
  ),
  numbers: NUMBERS.describe(
    'only calls from or to one of these numbers, +4930555 as listed or 030555 as sent; with * behind it their beginning',
  ),
  account_codes: ACCOUNT_CODES.describe('only calls with one of these account codes; empty means any'),
  directions: callConditions.directions,
  classes: callConditions.classes,
});
export type Exclusion = z.output<typeof exclusionSchema>;

const CONDITIONS = Object.keys(exclusionSchema.shape).filter((key) => key !== 'name');
const exclusionWithCondition = exclusionSchema.refine(
  ({ name: _, ...conditions }) => Object.values(conditions).some((given) => given.length > 0),
  {
    error: `an exclusion without a condition would store no call at all; give it one of these: ${CONDITIONS.join(', ')}`,
    // A misspelt condition is told as such.
    when: ({ issues }) => issues.length === 0,
  },
);

/** Which calls are private: of these the other party is nobody's business. */
const privateCallsSchema = z.strictObject({
  marked: z.boolean().default(true).describe('calls that the telephone system itself marks as private'),
  prefixes: z
    .array(z.string().regex(/^[\d*#]{1,8}$/, 'up to 8 digits, * or #, in quotes'))
    .default([])
    .describe('what is dialled in front of a private call, outside-line prefix included'),
  account_codes: ACCOUNT_CODES.describe('account codes of private calls'),
  numbers: NUMBERS.describe(
    'other parties with whom every call is private; with * behind it their beginning',
  ),
});
export type PrivateCalls = z.output<typeof privateCallsSchema>;

/** What of a call can be left out. */
const COLLECTED = /^(?:calling_name|called_name|account_code|dialled|private|extra(?:\.[A-Za-z0-9_]+)?)$/;

export const notCollectedSchema = z
  .array(
    z
      .string()
      .regex(
        COLLECTED,
        'one of calling_name, called_name, account_code, dialled, private, extra, or extra. with a key of the driver',
      ),
  )
  .default([]);

/** What may not be written down, and is not, from the first write on. */
export const privacySchema = z.strictObject({
  exclude: z
    .array(exclusionWithCondition)
    .nullable()
    .default([])
    .describe(
      'A call that meets every condition of one of these is counted as excluded, never stored, and blanked in its raw copy.',
    ),
  private_calls: privateCallsSchema
    .nullable()
    .default(null)
    .describe(
      'Calls of which the number and name of the other party are never written. Null: no call is private.',
    ),
  not_collected: notCollectedSchema.describe(
    'Fields that are never written, of any source; sources may name more (calling_name, called_name, account_code, dialled, private, extra, extra.KEY)',
  ),
  card_numbers: z
    .boolean()
    .default(true)
    .describe('hide numbers of payment cards in dialled and collected digits, all but the first six digits'),
  social_security_numbers: z
    .array(z.enum(['us', 'fr', 'ch']))
    .default([])
    .describe('hide social-security numbers of these countries in dialled and collected digits'),
});
export type PrivacyPolicy = z.output<typeof privacySchema>;

/** What holds where nothing was configured. */
export const DEFAULT_PRIVACY: PrivacyPolicy = privacySchema.parse({});
