import type { HourLoad } from './hour-loads.ts';
import type { LocalHours } from './local-hours.ts';

/** Traffic of some hours together. */
export interface SpanLoad {
  readonly calls: number;
  readonly legs: number;
  readonly busy_ms: number;
  /** Null where the start of some calls is known to the hour only. */
  readonly peak: number | null;
  /** When so many were under way for the first time. */
  readonly peak_at: number | null;
}

/** The most at once in some hours is the most of theirs. */
export function joinLoads(loads: readonly HourLoad[]): SpanLoad {
  const sum = (of: (load: HourLoad) => number): number => loads.reduce((total, load) => total + of(load), 0);
  const most = loads.reduce<HourLoad | null>(
    (best, load) => (load.peak > (best?.peak ?? 0) ? load : best),
    null,
  );
  const known = !loads.some(({ hour_only }) => hour_only);
  return {
    ...{
      calls: sum(({ calls }) => calls),
      legs: sum(({ legs }) => legs),
      busy_ms: sum(({ busy_ms }) => busy_ms),
    },
    peak: known ? (most?.peak ?? 0) : null,
    peak_at: known ? (most?.peak_at ?? null) : null,
  };
}

/** The hours of each local day. */
export function loadsByDay(hours: LocalHours, loads: readonly HourLoad[]): Map<number, HourLoad[]> {
  return Map.groupBy(loads, ({ hour }) => Number(hours.day(hour)));
}
