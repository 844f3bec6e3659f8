import { TITLES } from './column-titles.ts';
import { type Ground, GUESS, LIKELY, ofAll, type SampleColumn, type TimeSource } from './guess.ts';
import { saysNoTime } from './time-columns.ts';

const SECONDS = /^1\d{9}(?:\.\d{1,9})?$/;
const MILLISECONDS = /^1\d{12}$/;
const TEN_YEARS_MS = 10 * 366 * 86_400_000;

/** Columns of seconds or milliseconds since 1970. Numbers of telephones look the same, so more than their look is asked. */
export function epochColumns(columns: readonly SampleColumn[], before: number): TimeSource[] {
  return columns.flatMap((column): TimeSource[] => {
    const filled = column.values.filter((value) => value !== '' && !saysNoTime(value));
    if (filled.length === 0) return [];
    const shape = [SECONDS, MILLISECONDS].find((one) => filled.every((value) => one.test(value)));
    if (shape === undefined) return [];
    const factor = shape === SECONDS ? 1000 : 1;
    const ms = column.values.map((value) => (shape.test(value) ? Math.trunc(Number(value) * factor) : null));
    const ground = groundOf(
      column,
      filled.map((value) => Number(value) * factor),
      before,
    );
    if (ground === null) return [];
    const pattern = factor === 1000 ? 'X' : 'x';
    return [{ columns: [column], title: column.title, pattern, holds: 'moment', ground, ms }];
  });
}

function groundOf({ title }: SampleColumn, moments: readonly number[], before: number): Ground | null {
  const first = moments.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const last = moments.reduce((most, value) => Math.max(most, value), 0);
  if (last > before || last - first > TEN_YEARS_MS) return null;
  const since = `${ofAll(moments.length, moments.length)} are times since 1970 (${day(first)} to ${day(last)})`;
  if (/date|time|zeit|datum|start|end|connect|answer|epoch|stamp/.test(title)) return LIKELY(since);
  const steps = moments.filter((value, place) => place === 0 || value >= (moments[place - 1] ?? 0)).length;
  return steps * 10 >= moments.length * 9 && !TITLES.calling.test(title)
    ? GUESS(`${since}, and they grow from line to line`)
    : null;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
