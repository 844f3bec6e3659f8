import { z } from 'zod';
import { OperationError } from '../record/operation-error.ts';
import type { ReportRow } from '../reports/report.ts';
import type { ReportReceipt } from '../reports/report-receipt.ts';
import type { CommandCall } from './command.ts';
import { readText } from './configuration-files.ts';

const day = z.string().nullable();
const schema = z.object({
  rows: z
    .array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))
    .nullable()
    .default(null),
  receipt: z.object({
    report: z.string(),
    program: z.string(),
    generated_at: z.iso.datetime(),
    viewer: z.string(),
    period: z.object({ from: z.string(), to: z.string(), time_zone: z.string() }).nullable(),
    parameters: z.record(z.string(), z.string()),
    versions: z.object({
      configuration: z.number(),
      directory: z.number(),
      tariffs: z.array(z.number()),
    }),
    crosses_retention: z.boolean(),
    retention: z.object({
      masked_before: day,
      anonymous_before: day,
      gone_before: day,
      unfinished_before: day.default(null),
    }),
    rows: z.number(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
});

/** A report as `report run --format json` wrote it, or its receipt alone. */
export interface MadeReport {
  /** Null where only the receipt is there. */
  readonly rows: readonly ReportRow[] | null;
  readonly receipt: ReportReceipt;
}

export function readMadeReport(call: CommandCall, file: string): MadeReport {
  const text = readText(call, file);
  const found = schema.safeParse(parsed(text));
  if (found.success) return found.data;
  throw new OperationError('FILE_UNREADABLE', `${file} is no report with its receipt.`, {
    hint: 'Give the file that report run wrote with --format json, or with --receipt.',
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // What is no JSON is no report, and the schema says so.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
