import type { ReportValue } from '../report-values.ts';

/** What fraud is judged by; each rule names its own. */
export const FRAUD_VALUES = {
  first_hour: { usual: 7, summary: 'office hours begin, Monday to Friday (local hour)' },
  last_hour: { usual: 19, summary: 'they end' },
  weeks: { usual: 4, summary: 'so many weeks before the period are what is usual' },
  times_usual: { usual: 3, summary: 'so many times the usual is a surge, or a jump' },
  least_calls: { usual: 10, summary: 'fewer calls are no surge' },
  least_cost: { usual: 20, summary: 'less cost is no jump' },
  short_seconds: { usual: 30, summary: 'calls no longer than this are short' },
  short_calls: { usual: 10, summary: 'so many short calls are a sequence' },
  short_minutes: { usual: 30, summary: 'within so many minutes' },
  prefix_digits: { usual: 6, summary: 'to numbers with the same first digits' },
  long_hours: { usual: 4, summary: 'a call that lasts longer is a long one' },
} as const satisfies Readonly<Record<string, ReportValue>>;
export type FraudLimits = Readonly<Record<keyof typeof FRAUD_VALUES, number>>;

/** Something somebody should look at; it proves nothing. */
export interface Indication {
  readonly rule: string;
  readonly extension: string | null;
  /** As the reader is shown it: a number, the first digits of several, or none. */
  readonly number: string | null;
  readonly country: string | null;
  /** ISO 8601; null where it is told of the whole period. */
  readonly started_at: string | null;
  readonly value: number;
  /** Null where nothing of it is allowed. */
  readonly limit: number | null;
  readonly unit: string;
  readonly calls: number;
  readonly cost_micros: number;
  readonly currency: string | null;
}
