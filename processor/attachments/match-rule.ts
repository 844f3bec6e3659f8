import { z } from 'zod';
import { compileLinearPattern } from '../formats/linear-pattern.ts';

/** Whether a pattern has one group, which is the key; it runs on RE2, so that no name can stop the service. */
function hasOneGroup(pattern: string): boolean {
  const compiled = compileLinearPattern(pattern);
  return typeof compiled !== 'string' && compiled.groups === 1;
}

const byName = z.strictObject({
  by: z.literal('name'),
  call_key: z
    .string()
    .max(500)
    .refine(hasOneGroup, 'a pattern (RE2) with one group, for example -([0-9.]+)\\.wav$')
    .describe('pattern over the name of the file, of which the one group is the key of the call'),
});

const field = z.string().min(1).max(200).nullable().default(null);

const bySidecar = z
  .strictObject({
    by: z.literal('sidecar'),
    file: z
      .string()
      .regex(
        /^[^/]*\{(?:name|stem)\}[^/]*\.(?:json|xml)$/i,
        'a file name with {name} or {stem} in it that ends with .json or .xml',
      )
      .default('{stem}.json')
      .describe(
        'name of the file beside it that says what it belongs to; {stem} is the name without its ending',
      ),
    call_key: field.describe(
      'field of it that has the key of the call; fields within others by dots, call.id',
    ),
    number: field.describe('field that has the number of a party, where no key is known'),
    time: field.describe('field that has the start: ISO 8601, or seconds or milliseconds since 1970'),
    tolerance_seconds: z
      .number()
      .min(0)
      .max(3600)
      .default(60)
      .describe('how far the start of the call may be from that time'),
  })
  .refine(({ call_key, number, time }) => call_key !== null || (number !== null && time !== null), {
    error: 'name the field of call_key, or those of number and time',
    when: ({ issues }) => issues.length === 0,
  });

/** How the call of an attachment is found. */
export const matchRuleSchema = z.discriminatedUnion('by', [byName, bySidecar]);
export type MatchRule = z.output<typeof matchRuleSchema>;
