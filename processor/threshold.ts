import { z } from 'zod';
import { callConditions, ruleName } from '../privacy/call-conditions.ts';
import type { Threshold } from '../record/threshold.ts';

/** A call that meets every condition of a threshold is held: kept, but out of reports by default. */
export const thresholdSchema = z.strictObject({
  name: ruleName.describe('shown as held_by'),
  shorter_than_seconds: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('talk time below this; a record that says none counts as 0'),
  answered: z.boolean().nullable().default(null).describe('only answered, or only unanswered calls'),
  directions: callConditions.directions,
  classes: callConditions.classes,
  extensions: callConditions.extensions.describe('only calls of these extensions; empty means any'),
  trunks: z
    .array(z.string())
    .default([])
    .describe('only these trunks, as the records name them; empty means any'),
}) satisfies z.ZodType<Threshold>;
