import { z } from 'zod';
import { DESTINATION_CLASSES, DIRECTIONS } from '../record/call.ts';

/** The name of a rule, whatever it does. */
export const ruleName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'small letters, digits and -');

/** What every kind of rule can ask of a call. */
export const callConditions = {
  directions: z.array(z.enum(DIRECTIONS)).default([]).describe('only these directions; empty means any'),
  classes: z
    .array(z.enum(DESTINATION_CLASSES))
    .default([])
    .describe('only these destination classes; empty means any'),
  extensions: z
    .array(
      z
        .string()
        .regex(/^\d{1,12}(?:-\d{1,12})?$/, 'allowed: 2001 or 200-299, in quotes')
        .refine(isRange, 'both ends of a range have as many digits, the lower one first'),
    )
    .default([]),
} as const;

function isRange(range: string): boolean {
  const [first = '', last = first] = range.split('-');
  return first.length === last.length && first <= last;
}
