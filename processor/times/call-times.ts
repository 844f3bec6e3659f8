import { CALL_MARKS } from '../../record/call.ts';
import type { CallReading, Clock, UndefinedReading } from '../../record/reading.ts';
import { undefinedLine } from '../../record/reading.ts';
import type { Moment, TimeZone } from './time-zone.ts';

/** The times of a call in UTC milliseconds, with what the record left out worked out from what it has. */
export interface CallTimes {
  readonly started_at: number;
  /** Milliseconds east of UTC at the start, in the zone of the site. */
  readonly offset: number;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly ring_ms: number | null;
  readonly duration_ms: number | null;
  readonly marks: number;
}

/** The clock was right when it printed; a record that ends this much before the one before it is in the later hour. */
const ORDER_TOLERANCE_MS = 60_000;
/** Printed durations are cut to whole seconds, and start and end each to their own. */
const DURATION_TOLERANCE_MS = 2_000;

/**
 * Converts a reading's times. `lastEnd` (the end of the call before it) decides which of two doubled hours is meant,
 * after the printed duration had its say.
 */
export function callTimes(
  reading: CallReading,
  zone: TimeZone,
  lastEnd: number | null,
): CallTimes | UndefinedReading {
  const length = lengthOf(reading);
  const clock = clockOf(reading, zone);
  const anchor = anchorOf(reading, clock, zone, lastEnd, length);
  if (anchor === null || !allExist(reading, clock, zone)) {
    return undefinedLine('bad_time', 'a local time does not exist: the clock was put forward over it');
  }
  const started = reading.started === null ? anchor.utc - (length ?? 0) : anchor.utc;
  const ended = endOf(reading, clock, zone, started, anchor, length);
  if (ended !== null && ended < started - DURATION_TOLERANCE_MS) {
    return undefinedLine('contradiction', 'the call ends before it starts');
  }
  const answered = answerOf(reading, clock, zone, started, ended);
  if (answered !== null && answered < started - DURATION_TOLERANCE_MS) {
    return undefinedLine('contradiction', 'the call is answered before it starts');
  }
  if (answered !== null && ended !== null && answered > ended + DURATION_TOLERANCE_MS) {
    return undefinedLine('contradiction', 'the call is answered after it ends');
  }
  return {
    started_at: started,
    offset: zone.offsetAt(started),
    answered_at: answered,
    ended_at: ended,
    ring_ms:
      reading.ring_ms ??
      (answered === null || reading.answered_at === null ? null : Math.max(0, answered - started)),
    duration_ms: reading.duration_ms ?? sinceToEnd(reading, started, answered, ended),
    marks: anchor.marks,
  };
}

/** The clock on the wall far from its changes is a clock of fixed offset: all but a few calls a year are spared the search. */
function clockOf({ clock, started, ended, answered_at }: CallReading, zone: TimeZone): Clock {
  if (clock !== 'wall') return clock;
  const offset = zone.plainOffset(started ?? ended ?? 0);
  if (offset === null) return clock;
  const same = (printed: number | null): boolean => printed === null || zone.plainOffset(printed) === offset;
  return same(ended) && same(answered_at) ? offset / 60_000 : clock;
}

/** Talk that the record does not print, from the moment it says to the end. */
function sinceToEnd(
  { duration_since }: CallReading,
  started: number,
  answered: number | null,
  ended: number | null,
): number | null {
  if (duration_since === null || ended === null) return null;
  const since = duration_since === 'started' ? started : answered;
  return since === null ? null : Math.max(0, ended - since);
}

/** A printed local time that the zone skips is no time. */
function allExist(reading: CallReading, clock: Clock, zone: TimeZone): boolean {
  if (clock !== 'wall') return true;
  const { answered_at, ended } = reading;
  return [answered_at, ended].every((printed) => printed === null || zone.moments(printed).length > 0);
}

/** Ring and talk together; null when the record says neither. */
function lengthOf({ ring_ms, duration_ms }: CallReading): number | null {
  return ring_ms === null && duration_ms === null ? null : (ring_ms ?? 0) + (duration_ms ?? 0);
}

/** The moment that the others are worked out from: the start, or the end where no start is printed. */
interface Anchor {
  readonly utc: number;
  readonly marks: number;
}

function anchorOf(
  reading: CallReading,
  clock: Clock,
  zone: TimeZone,
  lastEnd: number | null,
  length: number | null,
): Anchor | null {
  const printed = reading.started ?? (reading.ended as number);
  if (clock === 'utc') return { utc: printed, marks: 0 };
  if (clock !== 'wall') return { utc: printed - clock * 60_000, marks: 0 };
  const moments = zone.moments(printed);
  const first = moments[0];
  if (first === undefined) return null;
  if (moments.length === 1) return { utc: first.utc, marks: 0 };
  const { utc } = chooseMoment(reading, zone, moments, lastEnd, length);
  return { utc, marks: CALL_MARKS.ambiguous_time };
}

/** By duration where start and end are both printed, else by order. */
function chooseMoment(
  reading: CallReading,
  zone: TimeZone,
  moments: readonly Moment[],
  lastEnd: number | null,
  length: number | null,
): Moment {
  const first = moments[0] as Moment;
  if (reading.started !== null && reading.ended !== null && length !== null) {
    const ends = zone.moments(reading.ended);
    const fitting = moments.filter((start) =>
      ends.some((end) => Math.abs(end.utc - start.utc - length) <= DURATION_TOLERANCE_MS),
    );
    if (fitting.length === 1) return fitting[0] as Moment;
  }
  if (lastEnd === null) return first;
  const toEnd = reading.started === null ? 0 : (length ?? 0);
  return moments.find(({ utc }) => utc + toEnd >= lastEnd - ORDER_TOLERANCE_MS) ?? (moments.at(-1) as Moment);
}

function endOf(
  reading: CallReading,
  clock: Clock,
  zone: TimeZone,
  started: number,
  anchor: Anchor,
  length: number | null,
): number | null {
  if (reading.started === null) return anchor.utc;
  if (reading.ended !== null) {
    const wanted = started + (length ?? 0);
    return meant(reading.ended, clock, zone, wanted, wanted, started - DURATION_TOLERANCE_MS);
  }
  const { answered_at, ring_ms, duration_ms } = reading;
  if (answered_at !== null && ring_ms === null && duration_ms !== null) {
    return meant(answered_at, clock, zone, started, started) + duration_ms;
  }
  return length === null ? null : started + length;
}

function answerOf(
  reading: CallReading,
  clock: Clock,
  zone: TimeZone,
  started: number,
  ended: number | null,
): number | null {
  if (reading.answered_at !== null) {
    return meant(reading.answered_at, clock, zone, started, ended ?? Number.POSITIVE_INFINITY);
  }
  if (reading.answered !== true) return null;
  return reading.ring_ms === null ? null : started + reading.ring_ms;
}

/**
 * The moment that a printed time means: of those it can mean, the first that lies nearest to the span `from` to `to`,
 * none before `notBefore` as long as there is a later one.
 */
function meant(
  printed: number,
  clock: Clock,
  zone: TimeZone,
  from: number,
  to: number,
  notBefore = Number.NEGATIVE_INFINITY,
): number {
  if (clock === 'utc') return printed;
  if (clock !== 'wall') return printed - clock * 60_000;
  const all = zone.moments(printed).map(({ utc }) => utc);
  const later = all.filter((utc) => utc >= notBefore);
  const [first, ...more] = later.length === 0 ? all : later;
  if (first === undefined) throw new Error('a local time that does not exist was let through');
  const distance = (utc: number): number => Math.max(from - utc, utc - to, 0);
  return more.reduce((best, utc) => (distance(utc) < distance(best) ? utc : best), first);
}
