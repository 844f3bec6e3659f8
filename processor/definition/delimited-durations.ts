import { type UndefinedReading, undefinedLine } from '../../record/reading.ts';
import { compileDuration } from '../formats/duration-pattern.ts';
import type { NumberStyle } from '../formats/written-number.ts';
import { type Columns, describeColumn, type Row } from './delimited-columns.ts';
import type { Definition } from './delimited-definition.ts';
import type { DurationField, RingField } from './delimited-fields.ts';
import type { CallTimes } from './delimited-times.ts';

export interface CallDurations {
  readonly duration_ms: number | null;
  readonly duration_since: 'started' | 'answered_at' | null;
  readonly ring_ms: number | null;
}

type ReadSpan = (row: Row, times: CallTimes) => number | null | UndefinedReading;

/** Reads talk and ringing of a line, or computes them from its times. */
export function compileDurations(
  { call }: Definition,
  style: NumberStyle,
  columns: Columns,
): (row: Row, times: CallTimes) => CallDurations | UndefinedReading {
  const readTalk = compileSpan('duration', call.duration, style, columns);
  const readRing = compileSpan('ring', call.ring, style, columns);
  const { duration } = call;
  const computed = duration !== undefined && 'from' in duration && duration.to === 'ended';
  const duration_since = computed && duration.from !== 'ended' ? duration.from : null;
  const within = call.ring !== undefined && 'column' in call.ring && call.ring.includes_duration;
  return (row, times) => {
    const talk = duration_since === null ? readTalk(row, times) : null;
    if (isReading(talk)) return talk;
    const ring = readRing(row, times);
    if (isReading(ring)) return ring;
    if (!within) return { duration_ms: talk, duration_since, ring_ms: ring };
    if (ring === null || talk === null) return { duration_ms: talk, duration_since, ring_ms: null };
    if (ring < talk)
      return undefinedLine('contradiction', 'the talk is longer than the whole that includes it');
    return { duration_ms: talk, duration_since, ring_ms: ring - talk };
  };
}

function isReading(span: number | null | UndefinedReading): span is UndefinedReading {
  return typeof span === 'object' && span !== null;
}

function compileSpan(
  what: string,
  field: DurationField | RingField | undefined,
  style: NumberStyle,
  columns: Columns,
): ReadSpan {
  if (field === undefined) return () => null;
  if ('from' in field) {
    // Never negative: times that contradict each other have made the line undefined before.
    return (_row, times) => {
      const from = times[field.from];
      const to = times[field.to];
      return from === null || to === null ? null : to - from;
    };
  }
  const cell = columns.cell(field.column, field.empty);
  const read = compileDuration(field.unit, style);
  const label = `${describeColumn(field.column)} (${what})`;
  return (row) => {
    const text = cell(row);
    if (text === null) return null;
    const span = read(text);
    if (span === 'negative') return undefinedLine('bad_duration', `${label} is negative`, field.column);
    return span === 'unreadable'
      ? undefinedLine('bad_duration', `${label} is no duration in ${field.unit}`, field.column)
      : span;
  };
}
