import fc from 'fast-check';
import {
  cellsOf,
  meaningOf,
  namesOf,
  type PrintedFormat,
  printedFields,
  readingOf,
  startPattern,
} from './printed-format.ts';

const WIDTHS: Readonly<Record<string, number>> = {
  Start: 26,
  Time: 12,
  End: 26,
  Duration: 10,
  From: 5,
  To: 14,
  Name: 14,
  Direction: 9,
  Result: 10,
  Cost: 10,
};

/** Words as a printer at a telephone system prints them. */
export const plainName: fc.Arbitrary<string> = fc.constantFrom(
  '',
  'Kern',
  'Ott',
  'Amber Bay',
  'Reception',
  'Lab 2',
);

/** A format of columns at fixed places: any order, each to the left or to the right, with a blank or more between two. */
export const printedFixedWidth: fc.Arbitrary<PrintedFormat> = fc
  .tuple(
    printedFields,
    fc.array(fc.boolean(), { minLength: 10, maxLength: 10 }),
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 10, maxLength: 10 }),
    fc.boolean(),
  )
  .map(([fields, rights, gaps, trimmed]): PrintedFormat => {
    const names = namesOf(fields);
    let from = 1;
    const places = names.map((name, place) => {
      const width = WIDTHS[name] ?? 10;
      const at = { name, from, to: from + width - 1, right: rights[place] === true };
      from += width + (gaps[place] ?? 1);
      return at;
    });
    const line = (cells: Readonly<Record<string, string>>): string => {
      let text = '';
      for (const { name, from: begin, to, right } of places) {
        const width = to - begin + 1;
        const cell = cells[name] ?? '';
        text = text.padEnd(begin - 1) + (right ? cell.padStart(width) : cell.padEnd(width));
      }
      return trimmed ? text.trimEnd() : text;
    };
    return {
      definition: {
        columns: places.map(({ name, from: begin, to }) => ({ name, from: begin, to })),
        blank_between: true,
        least_length: 1,
        ...meaningOf(fields, (name) => name),
      },
      pattern: startPattern(fields),
      heading: line(Object.fromEntries(names.map((name) => [name, name]))),
      print: (call) => line(cellsOf(fields, call)),
      expected: (call) => readingOf(fields, call),
    };
  });
