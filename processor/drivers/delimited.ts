import {
  type DriverState,
  ignored,
  type Line,
  type Reading,
  type TextPlace,
  undefinedLine,
} from '../../record/reading.ts';
import { columnNumber, type Row } from '../definition/delimited-columns.ts';
import { type Definition, delimitedDefinition } from '../definition/delimited-definition.ts';
import {
  compileHeading,
  type Heading,
  headingState,
  namesIn,
  namesTrouble,
  stateOf,
} from '../definition/delimited-heading.ts';
import { compileRecord } from '../definition/delimited-record.ts';
import { compileSplit } from '../definition/delimited-split.ts';
import { type DriverReader, defineDriver, type Sensitivity } from '../driver.ts';
import { placed } from '../formats/placed.ts';
import { type SeparatedFields, separatedPlace, splitQuoted } from '../formats/separated-values.ts';

/** A format of separated columns that an administrator defines in the configuration. */
export const delimited = defineDriver({
  name: 'delimited',
  vendor: 'any',
  summary:
    'One record per line in separated columns, defined in the configuration: columns, quotes, times, units, conditions.',
  confirmation: 'confirmed',
  traps: [
    'Whether 3/1/2014 is in January or in March the file cannot tell: the pattern decides, and a wrong one fails only after the 12th.',
    'On the clock of a site a duration computed from two times is an hour off where the clocks change in between: prefer a column.',
    'An end printed without a date is taken for the same or the next day, so a call of more than 24 hours seems shorter.',
    'An end that is printed with its date and lies before the start is a contradiction, in the repeated hour of autumn too.',
    'heading_lines takes the first lines of every delivery for a heading, even where a file has none; heading_begins does not.',
    'A record_key that is not unique makes different calls duplicates: leave it out unless it is known to be unique.',
  ],
  options: delimitedDefinition,
  example: {
    columns: ['Date', 'Time', 'From', 'To', 'Seconds', 'Price'],
    call: {
      started: { column: ['Date', 'Time'], pattern: 'DD.MM.YYYY HH:mm:ss' },
      duration: { column: 'Seconds', unit: 's' },
      calling: 'From',
      called: 'To',
      extra: { price: { column: 'Price', sensitivity: 'plain', number: true } },
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

type ReadRow = (row: Row) => Reading;

function compileReader(definition: Definition): DriverReader {
  const heading = compileHeading(definition);
  const split = compileSplit(definition);
  const comment = definition.comment_prefix;
  const recordOf = compileLayouts(definition);
  const placeIn = compilePlaces(definition);
  return {
    initial: heading.initial,
    read(state, { text }: Line) {
      const line = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
      if (line.trim() === '') return ignored('blank');
      if (comment !== undefined && line.startsWith(comment)) return ignored('comment');
      const row = split(line);
      const headed = readHeading(definition, heading, state, row);
      if (headed !== null) return headed;
      if (row === null) return undefinedLine('bad_quoting', 'the quotes or escapes of the line do not close');
      const record = recordOf(state);
      if (record === null)
        return undefinedLine('no_header', 'no heading has named the columns before this record');
      return placed(record(row), (column) => {
        const number = columnNumber(column, namesOf(definition, state), row.length);
        return number === -1 ? null : placeIn(text, number);
      });
    },
  };
}

/** The reading of a heading; null where the line is none. */
function readHeading(
  definition: Definition,
  heading: Heading,
  state: DriverState,
  row: SeparatedFields,
): Reading | null {
  const before = headingState(state);
  const atTop = heading.atTop(before);
  const recognised = row !== null && heading.recognises(row, before);
  if (!atTop && !recognised) return null;
  const lines = atTop ? before.lines + 1 : before.lines;
  if (!heading.givesNames(before, recognised)) {
    return atTop ? { ...ignored('header'), state: stateOf({ ...before, lines }) } : ignored('header');
  }
  const names = namesIn(definition, row ?? []);
  const trouble = namesTrouble(definition, names);
  // Without names the records that follow stay undefined, rather than being read by the names of an earlier heading.
  if (trouble === null) return { ...ignored('header'), state: stateOf({ lines, names }) };
  return { ...undefinedLine('unknown_layout', trouble), state: stateOf({ lines, names: null }) };
}

/** Compiles the layout once; where headings name the columns, once for each change of the names. */
function compileLayouts(definition: Definition): (state: DriverState) => ReadRow | null {
  if (definition.columns !== 'heading') {
    const record = compileRecord(definition, definition.columns ?? []);
    return () => record;
  }
  let lastNames: readonly string[] | null = null;
  let last: ReadRow | null = null;
  return (state) => {
    const { names } = headingState(state);
    if (names !== lastNames) {
      lastNames = names;
      last = names === null ? null : compileRecord(definition, names);
    }
    return last;
  };
}

function namesOf({ columns }: Definition, state: DriverState): readonly string[] {
  return columns === 'heading' ? (headingState(state).names ?? []) : (columns ?? []);
}

/** Finds the characters of a column, counted from 0. */
function compilePlaces({ delimiter, quoting, line_quoted }: Definition) {
  const rules = { quotes: quoting !== 'none', escapes: quoting === 'backslash' };
  return (line: string, column: number): TextPlace | null => {
    const [whole, ...others] = line_quoted ? (splitQuoted(line, delimiter) ?? []) : [];
    if (whole === undefined || others.length > 0) return separatedPlace(line, delimiter, column, rules);
    // With quotes doubled inside, nothing stands where it would without.
    const before = line.indexOf(whole);
    const inside = before === -1 ? null : separatedPlace(whole, delimiter, column, rules);
    return inside && { from: inside.from + before, to: inside.to + before };
  };
}
