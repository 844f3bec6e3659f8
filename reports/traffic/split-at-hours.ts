import type { LocalHours } from './local-hours.ts';

/** What of a span lies in one hour. */
export interface HourPart {
  /** When the hour began. */
  readonly hour: number;
  readonly ms: number;
}

/** A span cut at the border of every local hour; its parts are as long as it is. */
export function* splitAtHours(hours: LocalHours, from: number, to: number): Generator<HourPart> {
  for (let at = from; at < to; ) {
    const end = Math.min(to, hours.end(at));
    yield { hour: hours.start(at), ms: end - at };
    at = end;
  }
}
