import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileDatePattern, type DatePattern } from '../../../processor/formats/date-pattern.ts';

function compiled(pattern: string): DatePattern {
  const made = compileDatePattern(pattern);
  if (typeof made === 'string') throw new Error(made);
  return made;
}

function read(pattern: string, text: string): string | null {
  const time = compiled(pattern).read(text);
  if (time === null) return null;
  const shown = new Date(time.ms).toISOString().slice(0, 23);
  return time.clock === null ? shown : `${shown} ${time.clock}`;
}

describe('what patterns read', () => {
  test.each([
    ['YYYY-MM-DD HH:mm:ss', '2026-03-29 02:30:00', '2026-03-29T02:30:00.000'],
    ['YYYY-MM-DD HH:mm:ss', '2026-03-29   02:30:00', '2026-03-29T02:30:00.000'],
    ['YYYY-MM-DDTHH:mm:ss[.S]', '2026-03-29T02:30:00.1239', '2026-03-29T02:30:00.123'],
    ['YYYY-MM-DDTHH:mm:ss[.S]', '2026-03-29T02:30:00', '2026-03-29T02:30:00.000'],
    ['YYYY-MM-DD HH:mm:ss.S', '2007-10-31 08:57:24.113000000', '2007-10-31T08:57:24.113'],
    ['D/M/YYYY H:mm:ss', '3/1/2014 0:09:00', '2014-01-03T00:09:00.000'],
    ['D/M/YYYY H:mm:ss', '22/01/2014 18:09:00', '2014-01-22T18:09:00.000'],
    ['M/D/YYYY H:mm', '8/26/2010 12:20', '2010-08-26T12:20:00.000'],
    ['YYYY-DD-MM HH:mm:ss', '2026-29-03 02:30:00', '2026-03-29T02:30:00.000'],
    ['DD.MM.YY HH:mm', '29.03.69 02:30', '2069-03-29T02:30:00.000'],
    ['DD.MM.YY HH:mm', '29.03.99 02:30', '1999-03-29T02:30:00.000'],
    ['YYYYMMDDHHmmssS', '20050422203450943', '2005-04-22T20:34:50.943'],
    ['ddd MMM D HH:mm:ss YYYY', 'Mon Dec 15 11:38:34 2003', '2003-12-15T11:38:34.000'],
    ["D. MMM YYYY 'um' H:mm 'Uhr'", '5. Mar 2026 um 7:05 Uhr', '2026-03-05T07:05:00.000'],
    ['D/M/YYYY hh:mm A', '3/1/2014 12:00 am', '2014-01-03T00:00:00.000'],
    ['D/M/YYYY h:mmA', '3/1/2014 12:00PM', '2014-01-03T12:00:00.000'],
    ['YYYY-MM-DDTHH:mm:ssZ', '2014-10-10T05:30:33Z', '2014-10-10T05:30:33.000 0'],
    ['YYYY-MM-DDTHH:mm:ssZ', '2014-10-10T05:30:33-03:30', '2014-10-10T05:30:33.000 -210'],
    ['YYYY-MM-DD HH:mm:ss Z', '2014-10-10 05:30:33 +0530', '2014-10-10T05:30:33.000 330'],
    ['YYYY-MM-DD HH:mm:ss Z', '2014-10-10 05:30:33 +02', '2014-10-10T05:30:33.000 120'],
    ['X', '1412919033', '2014-10-10T05:30:33.000 utc'],
    ['X', '1412919033.5', '2014-10-10T05:30:33.500 utc'],
    ['x', '1412919033500', '2014-10-10T05:30:33.500 utc'],
    ['H:mm:ss', '0:09:00', '1970-01-01T00:09:00.000'],
  ])('%s reads %s', (pattern, text, expected) => {
    expect(read(pattern, text)).toBe(expected);
  });

  test.each([
    ['YYYY-MM-DD HH:mm:ss', '2026-02-29 02:30:00'],
    ['YYYY-MM-DD HH:mm:ss', '2026-03-29 24:00:00'],
    ['YYYY-MM-DD HH:mm:ss', '2026-03-29 23:59:60'],
    ['YYYY-MM-DD HH:mm:ss', '2026-3-29 02:30:00'],
    ['YYYY-MM-DD HH:mm:ss', '2026-03-29 02:30:00 '],
    ['YYYY-MM-DD HH:mm:ss', '2026-03-29 02:30'],
    ['YYYY-MM-DD HH:mm:ss', '٢٠٢٦-03-29 02:30:00'],
    ['D/M/YYYY H:mm', '3/13/2026 02:30'],
    ['D/M/YYYY h:mm A', '3/1/2026 13:30 PM'],
    ['D/M/YYYY h:mm A', '3/1/2026 0:30 AM'],
    ['YYYY-MM-DDTHH:mm:ssZ', '2014-10-10T05:30:33+25:00'],
    ['YYYY-MM-DDTHH:mm:ssZ', '2014-10-10T05:30:33'],
    ['X', '-1'],
    ['X', '99999999999'],
    ['X', '1e9'],
  ])('%s does not read %s', (pattern, text) => {
    expect(read(pattern, text)).toBeNull();
  });
});

describe('patterns that are refused, with the reason', () => {
  test.each([
    ['', /hours and minutes/],
    ['YYYY-MM-DD', /hours and minutes/],
    ['YYYY-mm-DD HH:mm', /minute stands in it twice/],
    ['MM/YYYY HH:mm', /year, month and day/],
    ['YYYY-MM-DD h:mm', /AM or PM/],
    ['YYYY-MM-DD HH:mm A', /1 to 12/],
    ['YYYYMD HH:mm', /month of open width/],
    ['D/M/YYYY HH:mm at', /letter a means nothing/],
    ["D/M/YYYY 'at HH:mm", /not closed/],
    ['D/M/YYYY H:mm[:ss', /not closed/],
    ['D/M/YYYY H:mm[Z]', /may not decide/],
    ['[D/M/YYYY ]H:mm', /may not decide/],
    ['HH:mmZ', /needs a date/],
    ['YYYY X', /stand alone/],
    ['YYYY[-]MM[-]DD[ ]HH[:]mm', /at most 3/],
  ])('%s', (pattern, reason) => {
    expect(compileDatePattern(pattern)).toMatch(reason);
  });
});

const two = (value: number) => String(value).padStart(2, '0');
const noon = (hour: number) => (hour % 12 === 0 ? 12 : hour % 12);
const FORMATS: readonly [pattern: string, print: (date: Date) => string][] = [
  ['YYYY-MM-DDTHH:mm:ss.S', (date) => date.toISOString().slice(0, 23)],
  ['YYYY-MM-DDTHH:mm:ss.SZ', (date) => date.toISOString()],
  ['x', (date) => String(date.getTime())],
  [
    'D/M/YYYY H:m:s.S',
    (date) =>
      `${date.getUTCDate()}/${date.getUTCMonth() + 1}/${date.getUTCFullYear()} ` +
      `${date.getUTCHours()}:${date.getUTCMinutes()}:${date.getUTCSeconds()}.${String(date.getUTCMilliseconds()).padStart(3, '0')}`,
  ],
  [
    'MM/DD/YYYY h:mm:ss.S A',
    (date) =>
      `${two(date.getUTCMonth() + 1)}/${two(date.getUTCDate())}/${date.getUTCFullYear()} ${noon(date.getUTCHours())}:` +
      `${two(date.getUTCMinutes())}:${date.toISOString().slice(17, 23)} ${date.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  ],
];

test.each(FORMATS)('%s reads every time that is printed with it', (pattern, print) => {
  const { read: readTime } = compiled(pattern);
  const dates = fc.date({ min: new Date(0), max: new Date('2200-12-31T23:59:59.999Z'), noInvalidDate: true });
  fc.assert(
    fc.property(dates, (date) => {
      expect(readTime(print(date))?.ms).toBe(date.getTime());
    }),
  );
});

test('no pattern and no text makes it throw', () => {
  const sign = fc.constantFrom(
    'YYYY',
    'MM',
    'M',
    'D',
    'HH',
    'h',
    'mm',
    'ss',
    'S',
    'A',
    'Z',
    '[',
    ']',
    "'",
    ' ',
    '-',
    'T',
  );
  const pattern = fc.oneof(
    fc.array(sign, { maxLength: 14 }).map((signs) => signs.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(pattern, fc.string({ unit: 'binary' }), (written, text) => {
      const made = compileDatePattern(written);
      if (typeof made === 'string') return;
      const ms = made.read(text)?.ms ?? 0;
      expect(Number.isSafeInteger(ms)).toBe(true);
      expect(made.read(written)).toEqual(made.read(written));
    }),
    { numRuns: 2000 },
  );
});
