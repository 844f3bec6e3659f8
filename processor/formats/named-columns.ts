import type { DriverState, Field, Reading } from '../../record/reading.ts';
import { placedInFields } from './separated-values.ts';

/** Columns that a driver reads: the name in the header, the documented place from 1, and other names it has had. */
export type ColumnTable<Column extends string> = Readonly<
  Record<Column, readonly [name: string, place: number, ...others: string[]]>
>;

/** The value of a column without blanks around it, '' where the record has no such column. */
export type Cells<Column extends string> = (column: Column) => string;

export interface NamedColumns<Column extends string> {
  /** Where the columns stand by documentation. */
  readonly documented: readonly number[];
  /** Where a header has the columns, -1 for those it does not name: plain JSON for the driver's state. */
  placesIn(header: readonly string[]): number[];
  cells(fields: readonly string[], places: readonly DriverState[]): Cells<Column>;
  /** Where a column stands, from 0; -1 where it does not. */
  numberOf(places: readonly DriverState[], column: Field): number;
  /** The first of these columns that a header does not name. */
  missing(places: readonly DriverState[], columns: readonly Column[]): Column | undefined;
}

/** Reads records by the names of their header. Only the places of what the driver reads go into its state. */
export function namedColumns<Column extends string>(table: ColumnTable<Column>): NamedColumns<Column> {
  const columns = Object.keys(table) as Column[];
  const slots = Object.fromEntries(columns.map((column, slot) => [column, slot])) as Record<Column, number>;
  return {
    documented: columns.map((column) => table[column][1] - 1),
    placesIn(header) {
      const names = header.map(plainName);
      return columns.map((column) => {
        const [name, , ...others] = table[column];
        return (
          [name, ...others].map((one) => names.indexOf(plainName(one))).find((place) => place !== -1) ?? -1
        );
      });
    },
    cells: (fields, places) => (column) => {
      const place = places[slots[column]];
      return typeof place === 'number' ? (fields[place] ?? '').trim() : '';
    },
    numberOf: (places, column) => {
      const place = places[columns.indexOf(column as Column)];
      return typeof place === 'number' ? place : -1;
    },
    missing: (places, required) => required.find((column) => places[slots[column]] === -1),
  };
}

/** What a driver's state keeps of a header: which it was, how many columns it has, and where those stand that are read. */
export interface Header {
  readonly kind: string;
  readonly count: number;
  readonly places: readonly DriverState[];
}

/** The header in a driver's state; null before the first. */
export function headerIn(state: DriverState): Header | null {
  if (state === null || typeof state !== 'object' || isList(state)) return null;
  const { kind, count, places } = state;
  return typeof kind === 'string' && typeof count === 'number' && isList(places)
    ? { kind, count, places }
    : null;
}

/** The reading of a line below the header in the state with the characters of the column that failed. */
export function placedByHeader<Column extends string>(
  reading: Reading,
  line: string,
  columns: NamedColumns<Column>,
  state: DriverState,
): Reading {
  const places = headerIn(state)?.places ?? columns.documented;
  return placedInFields(reading, line, ',', (column) =>
    typeof column === 'number' ? column : columns.numberOf(places, column),
  );
}

function isList(state: DriverState | undefined): state is readonly DriverState[] {
  return Array.isArray(state);
}

/** Letter case differs between releases, underscores and blanks between the tools that a file went through. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
