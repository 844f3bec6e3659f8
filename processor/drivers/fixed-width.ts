import { ignored, type Reading, undefinedLine } from '../../record/reading.ts';
import { columnsOf, type Row } from '../definition/delimited-columns.ts';
import { compileConditions } from '../definition/delimited-conditions.ts';
import { compileRecord } from '../definition/delimited-record.ts';
import {
  asDelimited,
  compileShift,
  type FixedDefinition,
  fixedWidthDefinition,
  leastLength,
  sortedColumns,
} from '../definition/fixed-definition.ts';
import { type DriverReader, defineDriver, type Sensitivity } from '../driver.ts';
import { columnPlace, placedInColumns, type Span, strayColumn } from '../formats/fixed-columns.ts';
import { movedBy } from '../formats/placed.ts';

/** A format of columns at fixed places that an administrator defines in the configuration. */
export const fixedWidth = defineDriver({
  name: 'fixed-width',
  vendor: 'any',
  summary:
    'One record per line in columns at fixed places, defined in the configuration: places, anchor, times, units, conditions.',
  confirmation: 'confirmed',
  traps: [
    'A line that is one character too long or too short before a column is read wrong without a word: say an anchor, or blank_between.',
    'A line that ends before its last column may be cut, or have lost its blanks: it is undefined unless least_length allows it.',
    'Whether 03/01/26 is in January or in March the file cannot tell: the pattern decides.',
    'A date without a year, or printed once for many lines, needs a driver of its own.',
    'A tab counts as one character: let nothing on the way expand or collapse blanks.',
  ],
  options: fixedWidthDefinition,
  example: {
    columns: [
      { name: 'time', from: 1, to: 8 },
      { name: 'date', from: 11, to: 18 },
      { name: 'duration', from: 19, to: 26 },
      { name: 'extension', from: 35, to: 38 },
      { name: 'number', from: 55, to: 79 },
    ],
    call: {
      started: { column: ['date', 'time'], pattern: 'DD/MM/YY HH:mm:ss' },
      duration: { column: 'duration', unit: 'H:MM:SS' },
      calling: 'extension',
      called: 'number',
    },
  },
  extra: {},
  extraOf: ({ call }) => {
    const entries = Object.entries(call.extra).map(([key, { sensitivity }]): [string, Sensitivity] => [
      key,
      sensitivity,
    ]);
    return Object.fromEntries(entries);
  },
  reader: compileReader,
});

function compileReader(definition: FixedDefinition): DriverReader {
  const read = compileLine(definition);
  const comment = definition.comment_prefix;
  return {
    initial: null,
    read(_state, { text }) {
      const line = (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text).trimEnd();
      if (line.trim() === '') return ignored('blank');
      if (comment !== undefined && line.startsWith(comment)) return ignored('comment');
      return movedBy(read(line), text.charCodeAt(0) === 0xfeff ? 1 : 0);
    },
  };
}

function compileLine(definition: FixedDefinition): (line: string) => Reading {
  const shared = asDelimited(definition);
  const places = sortedColumns(definition);
  const names = places.map(({ name }) => name);
  const record = compileRecord(shared, names);
  const conditions = compileConditions(shared.conditions, columnsOf(names, shared));
  const shiftOf = compileShift(definition);
  const least = leastLength(definition);
  const spans: Record<string, Span> = Object.fromEntries(
    places.map(({ name, from, to }) => [name, [from, to]]),
  );
  const rowOf = (line: string, shift: number): Row =>
    places.map(({ from, to }) => line.slice(Math.max(0, from - 1 + shift), Math.max(0, to + shift)));
  /** Of a line that is no record, only the columns that it has: what was cut is never ignored for being empty. */
  const stray = (line: string, shift: number, trouble: Reading): Reading => {
    const reached = rowOf(line, shift).slice(0, places.filter(({ to }) => to + shift <= line.length).length);
    return conditions.ignoresStray(reached) ? ignored('by_definition') : trouble;
  };
  return (line) => {
    const shift = shiftOf(line);
    if (shift === null) {
      return stray(line, 0, undefinedLine('unknown_layout', 'the anchor is not found in the line'));
    }
    if (line.length < least + shift) {
      const detail = `the line has ${line.length} characters where a record has ${least + shift} or more`;
      return stray(line, shift, undefinedLine('too_short', detail));
    }
    const odd = definition.blank_between ? strayColumn(line, spans, shift) : null;
    if (odd !== null) {
      const detail = `column ${odd} lies between two columns and is not blank`;
      return stray(line, shift, undefinedLine('unknown_layout', detail, columnPlace(odd, shift)));
    }
    return placedInColumns(record(rowOf(line, shift)), line, spans, shift);
  };
}
