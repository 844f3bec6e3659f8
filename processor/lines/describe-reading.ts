import type { CallReading, IgnoredReading, Reading, UndefinedReading } from '../../record/reading.ts';

/** One line's reading as people compare it: only what is set, times as text on their own clock. */
export type ReadingDescription =
  | { call: Record<string, unknown> }
  | { ignored: string; quality?: Record<string, unknown>; calling?: string }
  | { undefined: string; detail: string; place?: UndefinedReading['place'] };

const TIMES = ['started', 'answered_at', 'ended'] as const;

/** Shown by `drivers test`, and the shape of the golden files in fixtures/. */
export function describeReading(reading: Reading): ReadingDescription {
  if (reading.kind === 'ignored') return describeIgnored(reading);
  if (reading.kind === 'undefined') {
    const { reason, detail, place } = reading;
    return { undefined: reason, detail, ...(place === undefined ? {} : { place }) };
  }
  return { call: describeCall(reading) };
}

function describeIgnored({ reason, quality, calling }: IgnoredReading): ReadingDescription {
  if (quality === undefined) return { ignored: reason, ...(calling === undefined ? {} : { calling }) };
  return { ignored: reason, quality: { ...quality, measured_at: shownTime(quality.measured_at) } };
}

function shownTime(value: number): string {
  return new Date(value).toISOString().slice(0, 23).replace('T', ' ');
}

function describeCall(reading: CallReading): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(reading)) {
    if (value === null || field === 'kind' || field === 'state' || field === 'open') continue;
    if (field === 'feature' && value === false) continue;
    shown[field] = (TIMES as readonly string[]).includes(field) ? shownTime(value as number) : value;
  }
  return shown;
}
