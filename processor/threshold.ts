import { z } from 'zod';
import { DESTINATION_CLASSES, type DestinationClass, DIRECTIONS, type Direction } from '../record/call.ts';

/** A call that meets every condition of a threshold is held: kept, but out of reports by default. */
export const thresholdSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'small letters, digits and -')
    .describe('shown as held_by'),
  shorter_than_seconds: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe('talk time below this; a record that says none counts as 0'),
  answered: z.boolean().nullable().default(null).describe('only answered, or only unanswered calls'),
  directions: z.array(z.enum(DIRECTIONS)).default([]).describe('only these directions; empty: any'),
  classes: z
    .array(z.enum(DESTINATION_CLASSES))
    .default([])
    .describe('only these destination classes; empty: any'),
  extensions: z.array(z.string()).default([]).describe('only these extensions; empty: any'),
  trunks: z.array(z.string()).default([]).describe('only these trunks, as the records name them; empty: any'),
});
export type Threshold = z.output<typeof thresholdSchema>;

/** What a threshold looks at. Talk time in milliseconds, null where the record has none. */
export interface ThresholdCall {
  readonly duration_ms: number | null;
  readonly answered: boolean | null;
  readonly direction: Direction;
  readonly destination_class: DestinationClass;
  readonly extension: string | null;
  readonly trunk: string | null;
}

/** The place of the first threshold that holds the call, or -1. */
export function heldBy(call: ThresholdCall, thresholds: readonly Threshold[]): number {
  return thresholds.findIndex((threshold) => meets(call, threshold));
}

function meets(call: ThresholdCall, threshold: Threshold): boolean {
  const { shorter_than_seconds: seconds, answered, directions, classes, extensions, trunks } = threshold;
  if (seconds !== null && (call.duration_ms ?? 0) >= seconds * 1000) return false;
  if (answered !== null && call.answered !== answered) return false;
  if (directions.length > 0 && !directions.includes(call.direction)) return false;
  if (classes.length > 0 && !classes.includes(call.destination_class)) return false;
  if (trunks.length > 0 && (call.trunk === null || !trunks.includes(call.trunk))) return false;
  return extensions.length === 0 || (call.extension !== null && extensions.includes(call.extension));
}
