import { type Reading, type TextPlace, type UndefinedReading, undefinedLine } from '../../record/reading.ts';
import { placed, textWithin } from './placed.ts';

/** Columns of a record from 1, both inclusive, as the vendors' documents count them. */
export type Span = readonly [from: number, to: number];
export type FixedLayout<Name extends string> = Readonly<Record<Name, Span>>;
export type FixedFields<Name extends string> = Readonly<Record<Name, string>>;

/** The texts of the columns without blanks around them, '' where the line ends before. `shift` moves all columns. */
export function fieldsAt<Name extends string>(
  text: string,
  layout: FixedLayout<Name>,
  shift = 0,
): FixedFields<Name> {
  const fields: Partial<Record<Name, string>> = {};
  for (const name in layout) {
    const [from, to] = layout[name];
    fields[name] = text.slice(Math.max(0, from - 1 + shift), Math.max(0, to + shift)).trim();
  }
  return fields as Record<Name, string>;
}

/**
 * The first column that belongs to no field and is not blank, which shows that the columns are shifted; null when all
 * stand where they belong. What follows the last field is not looked at.
 */
export function strayColumn(text: string, layout: Readonly<Record<string, Span>>, shift = 0): number | null {
  let column = 1;
  for (const [from, to] of Object.values(layout).sort((a, b) => a[0] - b[0])) {
    for (; column < from; column += 1) {
      const sign = text.charAt(column - 1 + shift);
      if (sign !== '' && sign !== ' ') return column;
    }
    column = Math.max(column, to + 1);
  }
  return null;
}

/** The one column that failed. */
export function columnPlace(column: number, shift = 0): TextPlace {
  return { from: Math.max(0, column - 1 + shift), to: Math.max(0, column + shift) };
}

/** The text in some columns. */
export function spanPlace(text: string, [from, to]: Span, shift = 0): TextPlace {
  return textWithin(text, from - 1 + shift, to + shift);
}

/** The reading of a record with the characters of the field that failed. */
export function placedInColumns(
  reading: Reading,
  text: string,
  layout: Readonly<Record<string, Span>>,
  shift = 0,
): Reading {
  return placed(reading, (field) => {
    const span = layout[field];
    return span === undefined ? null : spanPlace(text, span, shift);
  });
}

/** The reading of a line with something in a column that is blank in every record. */
export function strayLine(column: number, shift = 0): UndefinedReading {
  return undefinedLine(
    'unknown_layout',
    `column ${column} lies between two fields and is not blank`,
    columnPlace(column, shift),
  );
}

/** The columns in the order they stand, each as wide as said and with the blanks that follow it. */
export function layoutOf<Name extends string>(
  first: number,
  groups: readonly (readonly [name: Name, width: number, blanks: number])[],
  without: ReadonlySet<string>,
): FixedLayout<Name> {
  const layout: Partial<Record<Name, Span>> = {};
  let from = first;
  for (const [name, width, blanks] of groups) {
    // A column that is switched off keeps no place; its field reads as ''.
    const off = without.has(name);
    layout[name] = [from, off ? from - 1 : from + width - 1];
    if (!off) from += width + blanks;
  }
  return layout as Record<Name, Span>;
}

/** Only what is filled, for `extra`; null when nothing is. */
export function filledOnly(fields: Readonly<Record<string, string>>): Record<string, string> | null {
  const filled = Object.entries(fields).filter(([, text]) => text !== '');
  return filled.length === 0 ? null : Object.fromEntries(filled);
}
