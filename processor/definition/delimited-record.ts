import {
  type CallReading,
  EMPTY_CALL,
  ignored,
  type Reading,
  type UndefinedReading,
  undefinedLine,
} from '../../record/reading.ts';
import { compileLinearPattern } from '../formats/linear-pattern.ts';
import { compileNumber, type NumberStyle } from '../formats/written-number.ts';
import { type Cell, type Columns, columnsOf, describeColumn, type Row } from './delimited-columns.ts';
import { compileConditions, type Verdict } from './delimited-conditions.ts';
import { leastWidth } from './delimited-consistency.ts';
import type { Definition } from './delimited-definition.ts';
import { type CallDurations, compileDurations } from './delimited-durations.ts';
import type { KeyField, TextField } from './delimited-fields.ts';
import { type CallTimes, compileTimes } from './delimited-times.ts';

/** Compiles a definition for lines whose columns have these names, in this order. */
export function compileRecord(definition: Definition, names: readonly string[]): (row: Row) => Reading {
  const columns = columnsOf(names, definition);
  const style: NumberStyle = { decimal: definition.decimal, thousands: definition.thousands ?? null };
  const widthTrouble = compileWidth(definition, names);
  const conditions = compileConditions(definition.conditions, columns);
  const readTimes = compileTimes(definition, columns);
  const readDurations = compileDurations(definition, style, columns);
  const readTexts = compileTexts(definition, columns);
  const readExtra = compileExtra(definition, style, columns);
  return (row) => {
    const trouble = widthTrouble(row.length);
    if (trouble !== null) return conditions.ignoresStray(row) ? ignored('by_definition') : trouble;
    const verdict = conditions.verdict(row);
    if (verdict.ignore === true) return ignored('by_definition');
    const times = readTimes(row);
    if ('kind' in times) return times;
    const durations = readDurations(row, times);
    if ('kind' in durations) return durations;
    const { extra, trouble: badNumber } = readExtra(row);
    if (badNumber !== undefined) return badNumber;
    const reading: CallReading = {
      ...EMPTY_CALL,
      ...times,
      ...durations,
      ...readTexts(row),
      answered: verdict.answered ?? answeredByDefault(definition, times, talkOf(times, durations)),
      direction: verdict.direction ?? null,
      private: verdict.private ?? null,
      feature: verdict.feature ?? false,
      extra,
    };
    return swapped(reading, verdict);
  };
}

/** Why a line of so many columns is no record; null when it may be one. */
function compileWidth(
  definition: Definition,
  names: readonly string[],
): (width: number) => UndefinedReading | null {
  const count = definition.column_count;
  const needed = leastWidth(definition);
  let allowed: (width: number) => boolean;
  let least: number;
  let known: string;
  if (count === undefined && names.length === 0) {
    allowed = (width) => width >= needed;
    least = needed;
    known = `at least ${needed}`;
  } else if (typeof count === 'object' && 'least' in count) {
    allowed = (width) => width >= count.least && width <= count.most;
    least = count.least;
    known = `${count.least} to ${count.most}`;
  } else {
    const counts = new Set([count ?? names.length].flat());
    allowed = (width) => counts.has(width);
    least = Math.min(...counts);
    known = [...counts].join(' or ');
  }
  return (width) => {
    if (allowed(width)) return null;
    const detail = `${width} columns where ${known} are known`;
    return undefinedLine(width < least ? 'too_short' : 'wrong_column_count', detail);
  };
}

const TEXTS = [
  'calling',
  'called',
  'dialled',
  'calling_name',
  'called_name',
  'calling_extension',
  'called_extension',
  'trunk',
  'account_code',
  'cause',
] as const;

const KEYS = ['record_key', 'call_key'] as const;

type Texts = Partial<Record<(typeof TEXTS)[number] | (typeof KEYS)[number], string | null>>;

function compileTexts({ call }: Definition, columns: Columns): (row: Row) => Texts {
  const cells: [keyof Texts, Cell][] = [];
  for (const name of TEXTS) {
    const field = call[name];
    if (field !== undefined) cells.push([name, compileText(field, columns)]);
  }
  for (const name of KEYS) {
    const field = call[name];
    if (field !== undefined) cells.push([name, compileKey(field, columns)]);
  }
  return (row) => {
    const texts: Texts = {};
    for (const [name, cell] of cells) texts[name] = cell(row);
    return texts;
  };
}

function compileText(field: TextField, columns: Columns): Cell {
  if (typeof field !== 'object') return columns.cell(field);
  const [first, ...others] = (field.first_of ?? [field.column ?? 1]).map((column) =>
    columns.cell(column, field.empty),
  );
  if (first === undefined) return () => null;
  const cell: Cell =
    others.length === 0
      ? first
      : (row) => first(row) ?? others.reduce<string | null>((found, next) => found ?? next(row), null);
  if (field.part === undefined) return cell;
  const pattern = compileLinearPattern(field.part);
  if (typeof pattern === 'string') throw new Error(`a definition was not validated: ${pattern}`);
  return (row) => {
    const text = cell(row);
    return text === null ? null : pattern.part(text)?.trim() || null;
  };
}

/** A key of which a part is empty is none: two records could share the rest. */
function compileKey(field: KeyField, columns: Columns): Cell {
  if (!Array.isArray(field)) return columns.cell(field);
  const cells = field.map((column) => columns.cell(column));
  return (row) => {
    const parts: string[] = [];
    for (const cell of cells) {
      const part = cell(row);
      if (part === null) return null;
      // Escaped, so that no two lists of parts make the same key.
      parts.push(part.replace(/[\\/]/g, '\\$&'));
    }
    return parts.join('/');
  };
}

/** The two stand apart because an administrator may call a key of `extra` anything, `kind` too. */
interface ExtraRead {
  readonly extra: CallReading['extra'];
  readonly trouble?: UndefinedReading;
}

function compileExtra({ call }: Definition, style: NumberStyle, columns: Columns) {
  const readNumber = compileNumber(style);
  const fields = Object.entries(call.extra).map(([name, { column, number, empty }]) => ({
    name,
    number,
    column,
    cell: columns.cell(column, empty),
    label: `${describeColumn(column)} (${name})`,
  }));
  return (row: Row): ExtraRead => {
    let extra: Record<string, string | number> | null = null;
    for (const { name, number, column, cell, label } of fields) {
      const text = cell(row);
      if (text === null) continue;
      const value = number ? readNumber(text) : text;
      if (value === null) {
        const trouble = undefinedLine(
          'bad_number_field',
          `${label} is no number as the definition writes them`,
          column,
        );
        return { extra: null, trouble };
      }
      extra ??= {};
      extra[name] = value;
    }
    return { extra };
  };
}

/** Talk as printed, or by the clock on the wall: enough to say whether there was any. */
function talkOf(times: CallTimes, { duration_ms, duration_since }: CallDurations): number | null {
  const since = duration_since === null ? null : times[duration_since];
  return since === null || times.ended === null ? duration_ms : Math.abs(times.ended - since);
}

function answeredByDefault(
  definition: Definition,
  times: CallTimes,
  duration: number | null,
): boolean | null {
  switch (definition.answered_by_default) {
    case 'duration':
      return duration === null ? null : duration > 0;
    case 'answer_time':
      return times.answered_at !== null;
    case 'always':
      return true;
    case 'unknown':
      return null;
  }
}

/** For formats with an own and an other number, where the direction says which of them called. */
function swapped(reading: CallReading, verdict: Verdict): CallReading {
  if (verdict.parties_swapped !== true) return reading;
  return {
    ...reading,
    calling: reading.called,
    called: reading.calling,
    calling_name: reading.called_name,
    called_name: reading.calling_name,
    calling_extension: reading.called_extension,
    called_extension: reading.calling_extension,
  };
}
