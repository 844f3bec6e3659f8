import { expect, test } from 'vitest';
import { sheetDifference, sheetNotes, sheetProblems } from '../../../processor/rating/check-sheet.ts';
import { csvRows } from '../../../processor/rating/csv-rows.ts';
import { type ReadSheet, readSheet } from '../../../processor/rating/rate-sheet.ts';
import { rateRow } from './rate-row.ts';

const HEADING =
  'prefix,name,connection_fee,per_minute,minimum_seconds,first_increment_seconds,next_increment_seconds,band,steps';

function sheetOf(...rows: readonly string[]): ReadSheet {
  return readSheet(csvRows([HEADING, ...rows].join('\n')) ?? []);
}

const told = ({ problems }: ReadSheet) => problems.map(({ line, what }) => `${line}: ${what}`);

test('every mistake of a sheet is told with its line and the reason, and nothing of such a row is guessed', () => {
  const sheet = sheetOf(
    ...['0049,x,0,0.1,0,1,1,,', '49,x,"1.000,5",0.1,0,1,1,,', '33,x,,,,60,60,,', '44,x,0,0.1,0,0,1.5,,'],
    ...['39,x,0,0.1,0,1,1,,180:free', '43,x,0,0.1,0,1,1,,180:0.1 60:0.2'],
  );
  expect(told(sheet)).toEqual([
    '2: prefix “0049” is no beginning of a number such as 4930 or +4930, nor digits as sent such as =112',
    '3: connection_fee “1.000,5” is no amount such as 0.0525 or 0,0525',
    '4: per_minute “” is no amount such as 0.0525 or 0,0525',
    '5: first_increment_seconds “0” is no whole number of seconds from 1 to 86400',
    '5: next_increment_seconds “1.5” is no whole number of seconds from 1 to 86400',
    '6: steps “180:free” is not written as SECONDS:PRICE, for example 180:0.02',
    '7: steps “180:0.1 60:0.2” does not go up from step to step, from more than 0 seconds on',
  ]);
  expect(sheet.rates).toEqual([]);
});

test('a heading that lacks a column, or has one that nobody knows, is refused before any price is read', () => {
  const rows = csvRows('prefix;name;per_minute;bands\n49;x;0,1;\n') ?? [];
  expect(told(readSheet(rows)).map((line) => line.slice(0, 40))).toEqual([
    ...['1: the column connection_fee is missing', '1: the column minimum_seconds is missing'],
    ...[
      '1: the column first_increment_seconds is',
      '1: the column next_increment_seconds is ',
      '1: there is no column bands; known are p',
    ],
  ]);
  expect(told(readSheet([]))).toEqual(['1: the sheet is empty']);
  expect(told(sheetOf())).toEqual(['1: there is no row below the heading']);
});

test('a sheet may stand in Excel’s separators and decimals, with a byte order mark, quotes and blank lines', () => {
  const text = `\ufeff${HEADING.replaceAll(',', ';')}\r\n\r\n+49;"Germany; fixed";;0,0525;;60;60;;180:0,02 600:0,01\r\n`;
  const { rates, problems } = readSheet(csvRows(text) ?? []);
  expect(problems).toEqual([]);
  expect(rates).toMatchObject([
    { line: 3, prefix: '49', name: 'Germany; fixed', connection_fee: 0, per_minute: 52_500 },
  ]);
  expect(rates[0]?.steps).toEqual([
    { after_seconds: 180, per_minute: 20_000 },
    { after_seconds: 600, per_minute: 10_000 },
  ]);
});

test('two prices for one prefix, a band nobody knows, and a prefix without a price outside of its band are refused', () => {
  const sheet = sheetOf(
    ...['49,x,0,0.1,0,1,1,,', '49,x,0,0.2,0,1,1,,', '33,x,0,0.1,0,1,1,night,', '44,x,0,0.1,0,1,1,,'],
    '44,x,0,0.1,0,1,1,evening,',
  );
  expect(sheetProblems(sheet, ['night']).map(({ line, what }) => `${line}: ${what}`)).toEqual([
    '3: prefix +49 has a price in line 2 already',
    '4: prefix +33 has no row without a band, so that it has no price outside of night',
    '6: there is no band evening under tariffs in the configuration; it has night',
  ]);
});

test('prefixes nobody can dial and countries that no price leads to are told', () => {
  const gapsOf = (...prefixes: string[]) =>
    sheetNotes(sheetOf(...prefixes.map((prefix) => `${prefix},x,0,1,0,1,1,,`)));
  expect(gapsOf('210', '49', '4', '=112').undiallable).toEqual([
    { line: 2, what: 'nobody can dial +210: no calling code begins so' },
  ]);
  expect(gapsOf('49').gaps).toEqual(expect.arrayContaining(['1', '33', '44', '998']));
  expect(gapsOf('49').gaps).not.toContain('49');
  expect(gapsOf('4930').gaps).not.toContain('49');
  expect(gapsOf('').gaps).toEqual([]);
});

test('a price that a spreadsheet made a thousand times too high is told, a dear one that nobody mistook is not', () => {
  const prices = ['0.01', '0.02', '0.035', '2', '35'];
  const rows = prices.map((price, at) => `4${at},x,0,${price},0,1,1,,`);
  expect(sheetNotes(sheetOf(...rows)).dear).toEqual([
    {
      line: 6,
      what: 'a minute to +44 costs 35.00, the middle price is 0.035: was a comma taken for a separator of thousands?',
    },
  ]);
  expect(sheetNotes(sheetOf(...['4,x,0,2,0,1,1,,', '5,x,0,2,0,1,1,,', '6,x,0,0,0,1,1,,'])).dear).toEqual([]);
});

test('what another sheet changes is counted by price, whatever the names', () => {
  const before = [rateRow({ prefix: '49' }), rateRow({ prefix: '33' }), rateRow({ prefix: '44' })];
  const after = [
    rateRow({ prefix: '49', name: 'Deutschland' }),
    rateRow({ prefix: '33', minimum_seconds: 60 }),
    rateRow({ prefix: '43' }),
  ];
  expect(sheetDifference(before, after)).toEqual({ added: 1, removed: 1, changed: 1, same: 1 });
});
