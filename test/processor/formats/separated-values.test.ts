import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseOddQuoting, splitFields, splitQuoted } from '../../../processor/formats/separated-values.ts';

/** Lines rich in quotes and delimiters, and lines written by the rules. */
const delimiter = fc.constantFrom(',', ';', '\t', '|');
const wild = fc
  .array(fc.constantFrom('"', '""', ',', ';', '|', '\t', 'a', ' ', 'ä', "'", '\\'), { maxLength: 14 })
  .map((parts) => parts.join(''));
const field = fc.string({ unit: fc.constantFrom('"', ',', ';', 'a', ' ', 'ü'), maxLength: 6 });
const written = fc
  .tuple(fc.array(fc.tuple(field, fc.boolean()), { minLength: 1, maxLength: 6 }), delimiter)
  .map(([fields, by]) => ({
    by,
    fields: fields.map(([value]) => value),
    line: fields
      .map(([value, bare]) =>
        bare && !value.includes('"') && !value.includes(by) ? value : `"${value.replaceAll('"', '""')}"`,
      )
      .join(by),
  }));

test('wherever the fast path answers, csv-parse answers the same', () => {
  fc.assert(
    fc.property(wild, delimiter, (line, by) => {
      const fast = splitQuoted(line, by);
      fc.pre(fast !== null && line !== '');
      expect(parseOddQuoting(line, by)).toEqual(fast);
    }),
    { numRuns: 5000 },
  );
});

test('a line without quotes is split as csv-parse would', () => {
  fc.assert(
    fc.property(wild, delimiter, (given, by) => {
      const line = given.replaceAll('"', '');
      fc.pre(line !== '');
      expect(splitFields(line, by)).toEqual(parseOddQuoting(line, by));
    }),
    { numRuns: 2000 },
  );
});

test('what was written by the rules is read back field by field, by the fast path', () => {
  fc.assert(
    fc.property(written, ({ fields, line, by }) => {
      expect(splitFields(line, by)).toEqual(fields);
      if (line !== '') expect(splitQuoted(line, by)).toEqual(fields);
    }),
    { numRuns: 2000 },
  );
});

describe('quotes as telephone systems write them', () => {
  test.each([
    ['a field that goes on after its quote (FreePBX)', 'a,"User 10" <114>,b', ['a', '"User 10" <114>', 'b']],
    ['quotes that were not doubled', 'a,""Person 515" <1115>",b', ['a', '""Person 515" <1115>"', 'b']],
    ['quotes inside a bare field', 'a,b "c" d,e', ['a', 'b "c" d', 'e']],
    ['an empty field at the end', '"a",', ['a', '']],
    ['empty quoted fields', '"","",""', ['', '', '']],
    ['quotes that do not close, because the line was cut', 'a,"b', null],
    ['a doubled quote and then no end', 'a,"b""', null],
  ])('%s', (_form, line, fields) => {
    expect(splitFields(line, ',')).toEqual(fields);
  });
});
