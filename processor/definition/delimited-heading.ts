import type { DriverState } from '../../record/reading.ts';
import type { Row } from './delimited-columns.ts';
import { usedColumns } from './delimited-consistency.ts';
import type { Definition } from './delimited-definition.ts';

/**
 * What a definition must remember from line to line. Of the names only those that the definition uses, and '' for the
 * others: where a file has no heading after all, the line in its place holds a call, which must not get into the state.
 */
export interface HeadingState {
  /** How many lines at the top have passed. */
  readonly lines: number;
  readonly names: readonly string[] | null;
}

export interface Heading {
  /** Null for definitions that need not remember anything. */
  readonly initial: DriverState;
  /** Whether this is one of the lines at the top that are heading whatever they say. */
  atTop(state: HeadingState): boolean;
  /** Whether the columns of a line are those of a heading, or of the last one again, as in files put together. */
  recognises(row: Row, state: HeadingState): boolean;
  /** Whether the names of the columns come from the heading, and this heading is the one that has them. */
  givesNames(state: HeadingState, recognised: boolean): boolean;
}

export function compileHeading(definition: Definition): Heading {
  const { columns, heading_lines: lines, heading_begins: begins } = definition;
  const named = columns === 'heading';
  const start: HeadingState = { lines: 0, names: null };
  return {
    initial: named || lines > 0 ? stateOf(start) : null,
    atTop: (state) => state.lines < lines,
    recognises(row, { names }) {
      if (begins !== undefined && saysAll(row, begins)) return true;
      if (named) return names !== null && names.length === row.length && saysAll(row, names);
      return columns !== undefined && columns.length === row.length && saysAll(row, columns);
    },
    givesNames: (state, recognised) =>
      named && (begins === undefined ? state.lines === lines - 1 : recognised),
  };
}

/** Whether the columns say these names; '' stands for any. */
function saysAll(row: Row, names: readonly string[]): boolean {
  return names.every((name, index) => name.trim() === '' || row[index]?.trim() === name.trim());
}

/** The names of a heading, with '' for those that the definition does not use. */
export function namesIn(definition: Definition, row: Row): string[] {
  const used = new Set(usedColumns(definition).map(({ column }) => column));
  return row.map((name) => name.trim()).map((name) => (used.has(name) ? name : ''));
}

/** Why names from a heading cannot be used; null when every column that the definition names is there once. */
export function namesTrouble(definition: Definition, names: readonly string[]): string | null {
  for (const { column } of usedColumns(definition)) {
    if (typeof column === 'number') continue;
    const times = names.filter((name) => name === column).length;
    if (times === 0) return `the heading has no column named "${column}"`;
    if (times > 1) return `the heading has ${times} columns named "${column}"`;
  }
  return null;
}

export function stateOf({ lines, names }: HeadingState): DriverState {
  return { lines, names };
}

/** Reads the state back; anything but a state of this driver counts as the beginning of a delivery. */
export function headingState(state: DriverState): HeadingState {
  if (state === null || typeof state !== 'object' || Array.isArray(state)) return { lines: 0, names: null };
  const { lines, names } = state as { readonly [key: string]: DriverState };
  return {
    lines: typeof lines === 'number' ? lines : 0,
    names: Array.isArray(names) ? (names as readonly string[]) : null,
  };
}
