import type { Direction } from './call.ts';

/** When a call began, spoke and ended, and on what: all that traffic is made of. Moments are UTC milliseconds. */
export interface CallSpan {
  readonly source: string;
  readonly site: string | null;
  /** Null also where it is not shown. */
  readonly trunk: string | null;
  readonly direction: Direction;
  readonly head: boolean;
  readonly started_at: number;
  /** When it was answered; null where nobody spoke. */
  readonly talk_from: number | null;
  readonly duration_ms: number;
  /** No earlier than its start. */
  readonly ended_at: number;
  /** Of an anonymous call only the hour of its start is known, and its length. */
  readonly hour_only: boolean;
}

/** What calls that have gone carried in an hour. */
export interface GoneHour extends Pick<CallSpan, 'source' | 'site' | 'trunk'> {
  /** On which the calls began. */
  readonly day: number;
  /** When the hour begins; null where nobody knows it any more. */
  readonly hour_at: number | null;
  /** That began in it. */
  readonly legs: number;
  readonly calls: number;
  readonly busy_ms: number;
  readonly duration_ms: number;
}

/** What is stored of the times of a call. */
export interface SpanTimes {
  readonly started_at: number;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly ring_ms: number | null;
  readonly duration_ms: number | null;
}

/** The talk as long as it is told, so that talks add up as everywhere; the end where it is told, else when the talk was over. */
export function spanTimes({
  started_at,
  answered_at,
  ended_at,
  ring_ms,
  duration_ms,
}: SpanTimes): Pick<CallSpan, 'started_at' | 'talk_from' | 'duration_ms' | 'ended_at'> {
  const talk = duration_ms ?? 0;
  const rang = started_at + (ring_ms ?? 0);
  const from = Math.max(started_at, answered_at ?? (ended_at === null ? rang : ended_at - talk));
  const until = talk > 0 ? from + talk : rang;
  return {
    started_at,
    talk_from: talk > 0 ? from : null,
    duration_ms: talk,
    ended_at: Math.max(started_at, ended_at ?? until),
  };
}
