import type { Span } from '../record/directory.ts';

/** Days to be given to a target, or to nobody. */
export interface NewSpan<Target> {
  readonly from_day: number;
  readonly to_day: number | null;
  readonly target: Target | null;
}

/** What is in force on a day; null on a day of nobody. Spans are in order and never overlap. */
export function targetOn<Target>(spans: readonly Span<Target>[], day: number): Target | null {
  return spans.find((span) => covers(span, day))?.target ?? null;
}

/** The days of the new span are its target's from then on, all others stay; neighbours of one target become one. */
export function withSpan<Target>(
  spans: readonly Span<Target>[],
  { from_day, to_day, target }: NewSpan<Target>,
): Span<Target>[] {
  if (to_day !== null && to_day < from_day) return [...spans];
  const before = spans.flatMap((span) => cut(span, null, from_day - 1));
  const after = to_day === null ? [] : spans.flatMap((span) => cut(span, to_day + 1, null));
  const between = target === null ? [] : [{ from_day, to_day, target }];
  return joined([...before, ...between, ...after], (one, other) => one === other);
}

/** Nothing is left behind a day. */
export function endedOn<Target>(spans: readonly Span<Target>[], lastDay: number): Span<Target>[] {
  return withSpan(spans, { from_day: lastDay + 1, to_day: null, target: null });
}

/** Neighbours without a gap and of equal target as one. */
export function joined<Target>(
  spans: readonly Span<Target>[],
  equal: (one: Target, other: Target) => boolean,
): Span<Target>[] {
  const result: Span<Target>[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    const touches = last !== undefined && last.to_day !== null && last.to_day + 1 === span.from_day;
    if (touches && equal(last.target, span.target))
      result[result.length - 1] = { ...last, to_day: span.to_day };
    else result.push(span);
  }
  return result;
}

/** Days on which something begins, or is over for the first day. */
export function bordersOf(spans: readonly Span<unknown>[]): number[] {
  return spans.flatMap(({ from_day, to_day }) => (to_day === null ? [from_day] : [from_day, to_day + 1]));
}

function covers({ from_day, to_day }: Span<unknown>, day: number): boolean {
  return from_day <= day && (to_day === null || day <= to_day);
}

/** What of a span lies between two days; null is no bound. */
function cut<Target>(span: Span<Target>, first: number | null, last: number | null): Span<Target>[] {
  const from_day = first === null ? span.from_day : Math.max(first, span.from_day);
  const to_day = last === null ? span.to_day : span.to_day === null ? last : Math.min(last, span.to_day);
  return to_day !== null && to_day < from_day ? [] : [{ ...span, from_day, to_day }];
}
