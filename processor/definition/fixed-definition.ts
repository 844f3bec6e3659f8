import { z } from 'zod';
import { compileLinearPattern } from '../formats/linear-pattern.ts';
import { definitionTroubles, type Trouble, usedColumns } from './delimited-consistency.ts';
import { type Definition, delimitedSettings } from './delimited-definition.ts';
import { missing, pattern } from './delimited-fields.ts';

const position = z.int().min(1).max(4000);

const fixedColumn = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .regex(/\S/, 'a name is not blank')
      .describe('What the column is called.'),
    from: position.describe('Its first character, counted from 1.'),
    to: position.describe('Its last character, which belongs to it.'),
  })
  .refine(({ from, to }) => from <= to, 'a column ends before it begins: `from` is more than `to`');

const anchor = z
  .strictObject({
    pattern: pattern(0).describe('A pattern (RE2) that every record has, for example its date and time.'),
    at: position.describe('The column where what it finds begins, as `columns` count.'),
  })
  .describe(
    'Where records begin further left or right: all columns are counted from what the pattern finds.',
  );

const settings = delimitedSettings
  .omit({
    delimiter: true,
    quoting: true,
    line_quoted: true,
    trim: true,
    columns: true,
    heading_lines: true,
    heading_begins: true,
    column_count: true,
  })
  .extend({
    columns: z
      .array(fixedColumn, missing('say where the columns stand: a list of { name, from, to }'))
      .min(1)
      .max(200)
      .describe('Name and place of each column that is used; the rest of the line is not read.'),
    anchor: anchor.optional(),
    least_length: position
      .optional()
      .describe(
        'How long a record is at least, without the blanks at its end. Otherwise so long that the last column in use begins.',
      ),
    blank_between: z
      .boolean()
      .default(false)
      .describe(
        'true where nothing stands between the columns: then a sign there shows that a line is shifted.',
      ),
  });

export type FixedDefinition = z.output<typeof settings>;

/** The language in which an administrator defines a format of columns at fixed places. */
export const fixedWidthDefinition = settings.superRefine((definition, context) => {
  for (const { path, message } of fixedTroubles(definition)) {
    context.addIssue({ code: 'custom', path: [...path], message });
  }
});

function fixedTroubles(definition: FixedDefinition): Trouble[] {
  const troubles: Trouble[] = [];
  for (const { column, path } of usedColumns(asDelimited(definition))) {
    if (typeof column !== 'number') continue;
    troubles.push({ path, message: 'columns of fixed places are called by their names' });
  }
  const sorted = sortedColumns(definition);
  for (const [index, { name, from }] of sorted.entries()) {
    const before = sorted[index - 1];
    if (definition.blank_between && before !== undefined && before.to >= from) {
      const message = `"${name}" begins within "${before.name}"; that does not go with blank_between`;
      troubles.push({ path: ['columns'], message });
    }
  }
  return [...troubles, ...definitionTroubles(asDelimited(definition))];
}

/** The columns as they stand in the line. */
export function sortedColumns({ columns }: FixedDefinition): FixedDefinition['columns'] {
  return [...columns].sort((a, b) => a.from - b.from);
}

/** The same definition for lines that are cut into their columns already. */
export function asDelimited(definition: FixedDefinition): Definition {
  const { anchor: _anchor, least_length: _least, blank_between: _blank, ...shared } = definition;
  return {
    ...shared,
    delimiter: '\t',
    quoting: 'rfc4180',
    line_quoted: false,
    trim: true,
    heading_lines: 0,
    columns: sortedColumns(definition).map(({ name }) => name),
  };
}

/**
 * How long a record is at least: as said, or so long that the last column in use begins. A line that ends before it may
 * be cut, and half a record is none.
 */
export function leastLength(definition: FixedDefinition): number {
  if (definition.least_length !== undefined) return definition.least_length;
  const used = new Set(usedColumns(asDelimited(definition)).map(({ column }) => column));
  return Math.max(1, ...definition.columns.filter(({ name }) => used.has(name)).map(({ from }) => from));
}

/** How far right of its place a line stands; null where its anchor is not found. */
export function compileShift({ anchor: found }: FixedDefinition): (line: string) => number | null {
  if (found === undefined) return () => 0;
  const compiled = compileLinearPattern(found.pattern);
  if (typeof compiled === 'string') throw new Error(`a definition was not validated: ${compiled}`);
  return (line) => {
    const place = compiled.place(line);
    return place === -1 ? null : place + 1 - found.at;
  };
}
