import fc from 'fast-check';
import {
  cellsOf,
  meaningOf,
  namesOf,
  type PrintedFields,
  type PrintedFormat,
  printedFields,
  readingOf,
  startPattern,
} from './printed-format.ts';

/** What a column of text may hold: everything but controls, and no blank at its ends. */
export const anyText: fc.Arbitrary<string> = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(...'abc ,;|~^"\\\'ä€\t'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 12,
  })
  .map((text) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}\ufeff]/gu, '').trim());

interface Look {
  readonly delimiter: string;
  readonly quoting: 'rfc4180' | 'backslash' | 'none';
  readonly always: boolean;
  readonly headed: boolean;
}

/** A format of separated columns: any separator, quoting, order of columns, way to print times, lengths and amounts. */
export const printedDelimited: fc.Arbitrary<PrintedFormat> = fc
  .tuple(
    printedFields,
    fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', '|', '~', '^'),
      quoting: fc.constantFrom('rfc4180' as const, 'backslash' as const, 'none' as const),
      always: fc.boolean(),
      headed: fc.boolean(),
    }),
  )
  .filter(
    ([{ decimal }, { delimiter, quoting }]) => !(quoting === 'none' && [decimal, ','].includes(delimiter)),
  )
  .map(([fields, look]) => formatOf(fields, look));

function formatOf(fields: PrintedFields, { delimiter, quoting, always, headed }: Look): PrintedFormat {
  const names = namesOf(fields);
  const columnOf = (name: string): string | number => (headed ? name : names.indexOf(name) + 1);
  const line = (cells: readonly string[]): string =>
    cells.map((cell) => printCell(cell, { delimiter, quoting, always })).join(delimiter);
  return {
    definition: {
      delimiter,
      quoting,
      ...(headed ? { columns: names } : { column_count: names.length }),
      ...meaningOf(fields, columnOf),
    },
    pattern: startPattern(fields),
    heading: headed ? line(names) : null,
    print: (call) => {
      const cells = cellsOf(fields, { ...call, name: holdable(call.name, delimiter, quoting) });
      return line(names.map((name) => cells[name] ?? ''));
    },
    expected: (call) => readingOf(fields, { ...call, name: holdable(call.name, delimiter, quoting) }),
  };
}

/** Without quotes nothing can hold the separator, and \N alone is how the other two say nothing. */
function holdable(text: string, delimiter: string, quoting: Look['quoting']): string {
  return quoting === 'none' ? text.replaceAll(delimiter, '').trim() : text;
}

function printCell(text: string, { delimiter, quoting, always }: Omit<Look, 'headed'>): string {
  if (quoting === 'none') return text;
  if (quoting === 'backslash') {
    const escaped = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    return always ? `"${escaped}"` : escaped.replaceAll(delimiter, `\\${delimiter}`);
  }
  return always || text.includes(delimiter) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
}
