import { DAY_MS, dayOf } from '../../record/calendar.ts';
import { type Clock, type UndefinedReading, undefinedLine } from '../../record/reading.ts';
import { compileDatePattern, type PrintedTime } from '../formats/date-pattern.ts';
import { type Columns, describeColumn, type Row } from './delimited-columns.ts';
import type { Definition } from './delimited-definition.ts';
import type { Column, TimeField } from './delimited-fields.ts';

/** The times of one call, all on one clock. */
export interface CallTimes {
  readonly clock: Clock;
  readonly started: number | null;
  readonly answered_at: number | null;
  readonly ended: number | null;
}

interface TimeColumn {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly holds: 'moment' | 'time';
  read(row: Row): PrintedTime | 'empty' | 'halved' | 'unreadable';
}

/** Reads the times of a line; an undefined reading where one is missing, unreadable or against the others. */
export function compileTimes(
  { call, clock }: Definition,
  columns: Columns,
): (row: Row) => CallTimes | UndefinedReading {
  const started = call.started && compileTime('start', call.started, columns);
  const answered = call.answered_at && compileTime('answer', call.answered_at, columns);
  const ended = call.ended && compileTime('end', call.ended, columns);
  return (row) => {
    const start = readTime(started, row);
    if (isReading(start)) return start;
    if (started !== undefined && start === null)
      return undefinedLine('missing_field', `${started.label} is empty`, started.columns);
    const end = readTime(ended, row);
    if (isReading(end)) return end;
    if (started === undefined && end === null) {
      return undefinedLine('missing_field', `${ended?.label ?? 'the end'} is empty`, ended?.columns);
    }
    const answer = readTime(answered, row);
    if (isReading(answer)) return answer;

    const on: Base = { clock: (start ?? end)?.clock ?? clock, start: start?.ms ?? null };
    return contradictionOf({
      clock: on.clock,
      started: on.start,
      answered_at: moved(answer, answered, on, clock),
      ended: moved(end, ended, on, clock),
    });
  };
}

function isReading(time: PrintedTime | UndefinedReading | null): time is UndefinedReading {
  return time !== null && 'kind' in time;
}

function compileTime(what: string, field: TimeField, columns: Columns): TimeColumn {
  const pattern = compileDatePattern(field.pattern);
  if (typeof pattern === 'string') throw new Error(`a definition was not validated: ${pattern}`);
  const texts = [field.column].flat().map((column) => columns.text(column));
  const cells = [field.column].flat().map((column) => columns.cell(column, field.empty));
  const [only, ...others] = cells;
  const label = `${describeColumn(field.column)} (${what})`;
  if (only !== undefined && others.length === 0) {
    const read: TimeColumn['read'] = (row) => {
      const text = only(row);
      return text === null ? 'empty' : (pattern.read(text) ?? 'unreadable');
    };
    return { label, columns: [field.column].flat(), holds: pattern.holds, read };
  }
  const joined = columns.joined(field.empty);
  return {
    label,
    columns: [field.column].flat(),
    holds: pattern.holds,
    read(row) {
      const filled = cells.filter((cell) => cell(row) !== null).length;
      const text = texts.map((cell) => cell(row)).join(' ');
      if (filled === 0 || joined(text)) return 'empty';
      return filled < cells.length ? 'halved' : (pattern.read(text) ?? 'unreadable');
    },
  };
}

function readTime(column: TimeColumn | undefined, row: Row): PrintedTime | UndefinedReading | null {
  if (column === undefined) return null;
  const time = column.read(row);
  if (time === 'empty') return null;
  if (time === 'halved')
    return undefinedLine(
      'bad_time',
      `${column.label}: one of them is empty and the other is not`,
      column.columns,
    );
  if (time === 'unreadable') {
    return undefinedLine(
      'bad_time',
      `${column.label}: not a time by its pattern, or not in the calendar`,
      column.columns,
    );
  }
  return time;
}

interface Base {
  readonly clock: Clock;
  readonly start: number | null;
}

/**
 * The milliseconds of a time on the clock of the reading, whichever clock it was printed on. A time without a date is
 * that of the day of the start, or of the next day where it would lie before the start.
 */
function moved(
  time: PrintedTime | null,
  column: TimeColumn | undefined,
  on: Base,
  clock: 'wall' | 'utc',
): number | null {
  if (time === null) return null;
  if (column?.holds !== 'time')
    return time.ms + (minutesOf(on.clock) - minutesOf(time.clock ?? clock)) * 60_000;
  if (on.start === null) return null;
  const sameDay = dayOf(on.start) * DAY_MS + time.ms;
  return sameDay < on.start ? sameDay + DAY_MS : sameDay;
}

function minutesOf(clock: Clock): number {
  return typeof clock === 'number' ? clock : 0;
}

/** Where the clock on the wall is put back, a call can seem to end up to an hour before it starts; the processor knows. */
const CLOCK_CHANGE_MS = 3_600_000;

function contradictionOf(times: CallTimes): CallTimes | UndefinedReading {
  const slack = times.clock === 'wall' ? CLOCK_CHANGE_MS : 0;
  const { started, answered_at, ended } = times;
  if (started !== null && ended !== null && ended < started - slack) {
    return undefinedLine('contradiction', 'the call ends before it starts');
  }
  if (started !== null && answered_at !== null && answered_at < started - slack) {
    return undefinedLine('contradiction', 'the call is answered before it starts');
  }
  if (ended !== null && answered_at !== null && ended < answered_at - slack) {
    return undefinedLine('contradiction', 'the call ends before it is answered');
  }
  return times;
}
