import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
});

afterEach(() => {
  desk.remove();
});

const BILL = `Datum;Uhrzeit;Richtung;Nebenstelle;Rufnummer;Dauer;Amt;Betrag
23.02.2026;08:05:09;G;301;0555010101;00:01:01;12;0,43
23.02.2026;08:07:11;K;302;0555010144;00:12:40;13;0,00
24.02.2026;09:05:09;I;301;302;00:00:00;12;1.234,56
`;

async function define(text: string, name = 'bill.csv') {
  return await desk.run('drivers define', desk.write(name, text));
}

test('prints a definition that config check accepts and drivers test reads the file with', async () => {
  const { exit, out } = await define(BILL);
  expect(exit).toBe(0);
  expect(out).toContain('# The definition reads 100 % of 4 lines: 3 calls, 1 ignored, 0 undefined.');
  desk.write('own.yaml', Buffer.from(out));
  expect(await desk.out('config check', 'own.yaml')).toContain('own.yaml is right.');
  const read = await desk.out('drivers test', 'bill', 'bill.csv', '--config', 'own.yaml');
  expect(read).toContain('4 lines: 3 calls, 1 ignored, 0 undefined.');
  expect(read).toContain('cost":1234.56');
});

test('says of each guess how sure it is and by what', async () => {
  const { out } = await define(BILL);
  expect(out).toMatch(/# sure: cut there, 4 of 4 lines have 8 columns\n +delimiter: ;/);
  expect(out).toContain('a day above 12 is seen in 2 of them');
  expect(out).toMatch(
    /# guess: a word for it, in 1 of 3 records\n +- { column: Richtung, equals: I, means: { direction: internal } }/,
  );
});

test('calls the order of day and month a guess where no day above 12 is seen', async () => {
  const { out } = await define(BILL.replaceAll(/2([34])\.02/g, '0$1.02'));
  expect(out.replaceAll(/\s+# /g, ' ')).toContain('no day above 12 in 2 different values');
  expect(out).not.toContain('a day above 12 is seen');
});

test('names the format as it is told, else after the file and never as a driver', async () => {
  desk.write('delimited.csv', BILL);
  expect(await desk.out('drivers define', 'delimited.csv')).toContain('  delimited-format:\n');
  expect(await desk.out('drivers define', 'delimited.csv', '--name', 'hotel')).toContain('  hotel:\n');
  const refused = await desk.run('drivers define', 'delimited.csv', '--name', 'mitel-3300');
  expect(refused).toMatchObject({ exit: 2, out: '' });
});

test('says first which driver reads the file already', async () => {
  const { out } = await define(
    `${Array.from({ length: 5 }, () => asteriskLine()).join('\n')}\n`,
    'Master.csv',
  );
  expect(out).toMatch(/^# The driver asterisk-csv reads this file already \(5 calls in 5 lines looked at\)/);
  expect(out).toContain('# ./ledgerline drivers detect Master.csv');
});

test('says which lines do not fit and what becomes of them', async () => {
  const { out } = await define(
    `${BILL}99.02.2026;08:00:00;G;301;0555;00:00:01;12;0,1\nSumme;;;;;01:00:00;;9,9\n`,
  );
  const sentences = out.replaceAll(/\n# /g, ' ');
  expect(sentences).toContain('These become undefined: line 5. A date or time cannot be read');
  expect(sentences).toContain('These become ignored: line 6.');
});

test('says loudly, in the definition and beside it, that calls will have no parties', async () => {
  const text = BILL.replace('Nebenstelle', 'Abonent').replace('Rufnummer', 'Wybrany');
  const { out, err } = await define(text);
  expect(err).toContain('NO PARTIES');
  expect(out).toMatch(/# !+\n +# NO PARTIES/);
  expect(out).toMatch(/ {4}call:\n {6}# calling: COLUMN\n {6}# called: COLUMN\n/);
  desk.write('own.yaml', Buffer.from(out));
  expect(await desk.out('config check', 'own.yaml')).toContain('own.yaml is right.');
});

test('prints a definition that config check accepts also where a condition is too long for a line', async () => {
  const { out, exit } = await define(
    BILL.replace('Richtung', 'Richtung des Verkehrs, wie die Anlage sie druckt')
      .replaceAll(';K;', ';ankommend;')
      .replaceAll(';G;', ';abgehend;')
      .replaceAll(';I;', ';intern;'),
  );
  expect(exit).toBe(0);
  expect(out).toMatch(/- column: Richtung/);
});

describe('prints no definition but says why, and what would help, for', () => {
  test.each([
    ['an empty file', '', /The file is empty/],
    ['a file of one line', BILL.split('\n')[1] ?? '', /one line only\.\n.*bring at least two/],
    [
      'a binary file',
      Array.from({ length: 2000 }, (_, at) => String.fromCharCode((at * 37) % 256)).join(''),
      /is no text/,
    ],
    ['a text in UTF-16', Array.from(BILL, (sign) => `${sign}\0`).join(''), /UTF-16.*\n.*as UTF-8/],
    [
      'columns without a date',
      'Name;Ort;Nr\nAda;Bonn;1\nEve;Ulm;2\n',
      /No column looks like a date.*\n.*date and the time at which a call began/,
    ],
    ['a letter', 'Dear diary\nnothing happened\ntoday\n', /No columns are seen/],
  ])('%s', async (_what, text, sentence) => {
    const { exit, out, err } = await define(text);
    expect(exit).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(sentence);
  });

  test('a file that is not there', async () => {
    const { exit, err } = await desk.run('drivers define', 'nowhere.csv');
    expect(exit).toBe(1);
    expect(err).toContain('there is no such file');
  });
});
