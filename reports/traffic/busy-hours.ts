import type { HourLoad } from './hour-loads.ts';
import type { LocalHours } from './local-hours.ts';

/** Which hours are busy hours, by both ways in which that is told; each is told by when it began. */
export interface BusyHours {
  /** Bouncing: of each day the hour that carried most. */
  readonly of_day: ReadonlySet<number>;
  /** Time-consistent: on every day that hour of the day which carried most over the whole period. */
  readonly consistent: ReadonlySet<number>;
}

/** Of hours that carried equally much the earlier one. */
export function busyHours(hours: LocalHours, loads: readonly HourLoad[]): BusyHours {
  const ofDay = new Map<number, HourLoad>();
  const byHour = new Map<number, number>();
  for (const load of loads) {
    const [day, hour] = [hours.day(load.hour), hours.hourOfDay(load.hour)];
    if (load.busy_ms > (ofDay.get(day)?.busy_ms ?? 0)) ofDay.set(day, load);
    byHour.set(hour, (byHour.get(hour) ?? 0) + load.busy_ms);
  }
  const [first] = [...byHour].sort(([hour, busy], [other, otherBusy]) => otherBusy - busy || hour - other);
  const most = first === undefined || first[1] === 0 ? null : first[0];
  return {
    of_day: new Set([...ofDay.values()].map(({ hour }) => hour)),
    consistent: new Set(loads.flatMap(({ hour }) => (hours.hourOfDay(hour) === most ? [hour] : []))),
  };
}
