import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DRIVERS } from '../../../processor/drivers.ts';
import { defineFormat } from '../../../processor/sample/define-format.ts';
import { type DraftDefinition, definitionOf } from '../../../processor/sample/guess.ts';
import type { DriverState, Reading } from '../../../record/reading.ts';
import { repositoryPaths } from '../../tidy/repository.ts';

const ROOT = join(import.meta.dirname, '../../..');
const NOW = Date.UTC(2026, 10, 22);

function draw(text: string): DraftDefinition {
  const draft = defineFormat({ text, whole: true }, NOW);
  if ('trouble' in draft) throw new Error(draft.trouble);
  return draft;
}

function readAll(draft: DraftDefinition, text: string): Reading[] {
  const driver = DRIVERS[draft.driver];
  if (driver === undefined) throw new Error(`there is no driver ${draft.driver}`);
  const reader = driver.reader(driver.options.parse(definitionOf(draft)));
  let state: DriverState = reader.initial;
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const reading = reader.read(state, { text: line, received_at: NOW });
      if (reading.state !== undefined) state = reading.state;
      return reading;
    });
}

function field(draft: DraftDefinition, key: string) {
  return draft.call.find((setting) => setting.key === key);
}

const PRINT = `ACME PABX CALL RECORD                         PAGE   1

DATE      TIME     EXT   TRK  DIALLED NUMBER        DURATION  ACCOUNT
------------------------------------------------------------------------
03/03/26  08:15:00   301   T01  0555010101            00:01:05  4711
14/03/26  09:20:00   302   T12  00442079460123        00:10:00
ACME PABX CALL RECORD                         PAGE   2

DATE      TIME     EXT   TRK  DIALLED NUMBER        DURATION  ACCOUNT
------------------------------------------------------------------------
15/03/26  10:01:00    22        118                   00:00:31
`;

test('a print with heads of pages becomes columns at fixed places, named by the head, and its heads are no calls', () => {
  const draft = draw(PRINT);
  const readings = readAll(draft, PRINT);
  expect(draft.driver).toBe('fixed-width');
  expect(
    readings
      .map(({ kind }) => kind)
      .join(' ')
      .replaceAll('ignored ', ''),
  ).toBe('call call call');
  expect(readings[5]).toMatchObject({
    started: Date.UTC(2026, 2, 14, 9, 20),
    duration_ms: 600_000,
    calling: '302',
    called: '00442079460123',
    trunk: 'T12',
  });
  expect(readings[4]).toMatchObject({ account_code: '4711' });
});

test('a clock under the title of a length is no part of the date before it, also where every call lasted nothing', () => {
  const text = `From  Time             Start Duration
100   08:47:09    2015-01-04 0:00:00
100   09:15:57    2015-01-07 0:00:00
100   17:50:30    2015-01-17 0:00:00
`;
  const draft = draw(text);
  expect(readAll(draft, text)[1]).toMatchObject({ started: Date.UTC(2015, 0, 4, 8, 47, 9), duration_ms: 0 });
});

test('times of twelve hours, the month first, and a length in minutes that the two times show', () => {
  const text = `Call Start,Call End,Caller,Callee,Direction,Length
3/24/2026 12:00:01 AM,3/24/2026 12:01:01 AM,301,(212) 555-0101,Outbound,1.0
3/4/2026 1:30:00 PM,3/4/2026 1:31:30 PM,(212) 555-0144,301,Inbound,1.5
`;
  const draft = draw(text);
  expect(field(draft, 'started')?.value).toEqual({ column: 'Call Start', pattern: 'M/D/YYYY h:mm:ss A' });
  expect(field(draft, 'duration')).toMatchObject({
    value: { column: 'Length', unit: 'min' },
    ground: { certainty: 'sure' },
  });
  expect(readAll(draft, text)[2]).toMatchObject({
    direction: 'incoming',
    called: '301',
    duration_ms: 90_000,
  });
});

test('tabs, a date with the year first in two digits, and a time without colons', () => {
  const text =
    'date\ttime\text\tnumber\tsecs\n26-03-24\t0815\t301\t055501010\t61\n26-03-25\t0915\t302\t055501011\t7\n';
  const draft = draw(text);
  expect(field(draft, 'started')).toMatchObject({
    value: { pattern: 'YY-MM-DD HHmm' },
    ground: { certainty: 'guess' },
  });
  expect(readAll(draft, text)[1]).toMatchObject({
    started: Date.UTC(2026, 2, 24, 8, 15),
    duration_ms: 61_000,
  });
});

test('letters that are not UTF-8 are told, and so are remarks', () => {
  const draft = draw(
    '# saved by a recorder\nAt;Who;Number\n2026-03-24 08:05:09;M\xfcller;301\n2026-03-24 08:06:09;Ott;302\n',
  );
  expect(draft.remarks.join(' ')).toContain('1 line cannot be UTF-8');
  expect(draft.settings.find(({ key }) => key === 'comment_prefix')?.value).toBe('#');
});

test('where an extension and another number stand, incoming calls have their parties swapped', () => {
  const text = `At,Dir,Ext,Number
2026-03-24 08:05:09,in,301,0555010101
2026-03-24 08:06:09,out,302,0555010102
`;
  expect(readAll(draw(text), text)[1]).toMatchObject({
    direction: 'incoming',
    calling: '0555010101',
    called: '301',
  });
});

test('a PIN becomes no field of the call, and a key only by hand', () => {
  const draft = draw(
    'id,At,From,To,PIN\n7,2026-03-24 08:05:09,301,0555010101,1234\n9,2026-03-24 08:06:09,302,0555010101,4321\n',
  );
  expect(JSON.stringify(definitionOf(draft))).not.toMatch(/"column":"PIN"|record_key/);
  expect(draft.unused.join()).toContain('"PIN": may be secret');
  expect(draft.possible).toMatchObject([{ key: 'record_key', value: 'id', ground: { certainty: 'guess' } }]);
});

test('a column whose words nobody knows, under a heading that may mean the direction, is named as one', () => {
  const draft = draw(
    'At,Richtg,From,To\n2026-03-24 08:05:09,qx,301,0555010101\n2026-03-24 08:06:09,zy,302,0555010101\n',
  );
  expect(draft.unused.join()).toMatch(/"Richtg": may be the direction \(qx, zy\)/);
});

test('records of several widths are all records, and a cut one stays undefined', () => {
  const whole = Array.from({ length: 20 }, (_, at) => `2026-03-24 08:05:${at + 10}|301|0555010101|6${at}`);
  const more = whole.slice(0, 8).map((line) => `${line}|x`);
  const text = `${[...whole, ...more, '2026-03-24 08:05'].join('\n')}\n`;
  const kinds = readAll(draw(text), text).map(({ kind }) => kind);
  expect(kinds.slice(0, 28).every((kind) => kind === 'call')).toBe(true);
  expect(kinds[28]).toBe('undefined');
});

const LOCAL_BILL = `Hotel Adler, Inh. Max Mustermann;;Tel. 030 12345678;;
Datum;Uhrzeit;Nebenstelle;Rufnummer;Richtung;Dauer
12.03.2026;08:00:09;301;0305550101;G;00:01:01
13.03.2026;08:01:09;302;0305550144;K;00:02:01
32.13.2026;08:02:09;302;0305550144;K;00:02:01
14.03.2026;08:03:09;301;0305550199;G;00:03:01
Summe;;;;;00:06:03
`;

test('one impossible date and a line of totals keep no definition from being drawn; only that record is undefined', () => {
  const readings = readAll(draw(LOCAL_BILL), LOCAL_BILL);
  expect(readings.map(({ kind }) => kind)).toEqual([
    'ignored',
    'ignored',
    'call',
    'call',
    'undefined',
    'call',
    'ignored',
  ]);
  expect(readings[3]).toMatchObject({ direction: 'incoming', calling: '0305550144', called: '302' });
});

test('a date that comes often and is good is not outvoted by odd values that come once', () => {
  const good = Array.from({ length: 12 }, (_, at) => `2026-03-24;08:${at + 10};301;055501${at + 10}`);
  const text = `${[...good, '2026-00-01;08:05;301;0555019', '2026-13-01;08:06;301;0555018'].join('\n')}\n`;
  expect(readAll(draw(text), text).filter(({ kind }) => kind === 'call')).toHaveLength(12);
});

describe('headings in the language of the telephone system name the parties:', () => {
  test.each([
    ['Datum;Zeit;Teilnehmer;Ziel', 'Teilnehmer', 'Ziel'],
    ['Datum;Zeit;Anschluss;Gewählte Rufnummer', 'Anschluss', 'Gewählte Rufnummer'],
    ['Datum;Zeit;Nebenstellennummer;Rufnummer', 'Nebenstellennummer', 'Rufnummer'],
    ['Date;Heure;Poste;Numéro appelé', 'Poste', 'Numéro appelé'],
    ['Date;Heure;Numéro appelant;Numéro composé', 'Numéro appelant', 'Numéro composé'],
    ['Data;Ora;Interno;Numero chiamato', 'Interno', 'Numero chiamato'],
    ['Fecha;Hora;Extensión;Número marcado', 'Extensión', 'Número marcado'],
    ['Datum;Tijd;Toestel;Gekozen nummer', 'Toestel', 'Gekozen nummer'],
    ['Datum;Zeit;A-Teilnehmer;B-Teilnehmer', 'A-Teilnehmer', 'B-Teilnehmer'],
    ['Datum;Zeit;Rufnummer;Zielrufnummer', 'Rufnummer', 'Zielrufnummer'],
  ])('%s', (heading, calling, called) => {
    // Stations beside each other call one after the other: no counter.
    const rows = [24, 25, 26].map((day) => `${day}.03.2026;08:05:09;${day + 277};05550101${day}`);
    const text = Buffer.from(`${[heading, ...rows].join('\n')}\n`).toString('latin1');
    const draft = draw(text);
    expect(field(draft, 'calling')?.value).toBe(calling);
    expect(field(draft, 'called')?.value).toBe(called);
  });
});

test('where no column shows the parties, it is said which settings are lacking and how they are filled in', () => {
  const draft = draw(
    'Dzien;Godzina;Abonent;Wybrany\n24.03.2026;08:05:09;301;055501\n25.03.2026;08:05:09;302;055502\n',
  );
  expect(draft.parties_missing?.lacking).toEqual(['calling', 'called']);
  expect(draft.parties_missing?.sentence).toMatch(/^NO PARTIES.*"Abonent", "Wybrany".*parties_swapped: true/);
});

test('the own station without a direction is a caller of everything, and that is said', () => {
  const rows = '24.03.2026;08:05:09;301;055501\n25.03.2026;08:05:09;302;055502\n';
  expect(draw(`Datum;Zeit;Nebenstelle;Rufnummer\n${rows}`).parties_missing).toMatchObject({ lacking: [] });
  expect(draw(`Datum;Zeit;Nebenstelle;Zielnummer\n${rows}`).parties_missing).toBeNull();
});

describe('nothing personal of a page head or a total comes into the definition', () => {
  const head = 'Hotel Adler, Inh. Max Mustermann   Tel. 030 12345678';
  const print = [1, 2]
    .map(
      (page) => `${head}   Seite ${page}
Liste fuer Frau Schmidt, Kunde 4711000815

Datum    Zeit  Nst   Gewaehlte Nummer     Dauer
--------------------------------------------------
1${page}.03.26 08:15 301   0305550101           00:01:11
1${page}.03.26 09:15 302   0305550144           00:02:11
`,
    )
    .join('');
  test.each([
    ['in columns at fixed places', `${print}Summe Mustermann               99:00:00\n`],
    ['in separated columns', LOCAL_BILL],
    [
      'with as many columns as a record has',
      LOCAL_BILL.replace(/^.*\n/, 'Hotel Adler;Mustermann;Berlin;Schmidt;Liste;4711000815 A\n'),
    ],
  ])('%s', (_what, text) => {
    const written = JSON.stringify(definitionOf(draw(text)));
    expect(written).not.toMatch(/Adler|Mustermann|Schmidt|\d{5}/);
    expect(readAll(draw(text), text).filter(({ kind }) => kind === 'call').length).toBeGreaterThan(2);
  });
});

test('two-digit years that could be days are not said to lack a day above 12', () => {
  const rows = [24, 25, 26].map((day) => `${day}.03.26;08:05:09;301;05550101${day}`);
  const draft = draw(`Datum;Zeit;Nst;Ziel\n${rows.join('\n')}\n`);
  expect(field(draft, 'started')?.ground?.why).not.toContain('no day above 12');
  expect(field(draft, 'started')?.ground?.why).toContain('with the year first');
});

test("a length printed as 00:14'32 is one column of hours, minutes and seconds", () => {
  const text = [
    ['24', '301', "00:14'32"],
    ['25', '302', "00:01'05"],
  ]
    .map(([day, ext, length]) => `03/${day}/26 10:05AM   ${ext}  12125550101    ${length}\n`)
    .join('');
  expect(readAll(draw(text), text)).toMatchObject([{ duration_ms: 872_000 }, { duration_ms: 65_000 }]);
});

/** A text with records of separated columns; what is posted or made of other things needs a driver. */
const FILES = repositoryPaths().filter(
  (path) => path.startsWith('fixtures/') && !path.endsWith('.json') && !path.endsWith('.md'),
);

describe('whatever the file', () => {
  test('a definition that is drawn is accepted by its driver', () => {
    let drawn = 0;
    for (const path of FILES) {
      const draft = defineFormat({ text: readFileSync(join(ROOT, path), 'latin1'), whole: true }, NOW);
      if ('trouble' in draft) {
        expect(draft.hint, path).toMatch(/\S/);
        continue;
      }
      drawn += 1;
      const parsed = DRIVERS[draft.driver]?.options.safeParse(definitionOf(draft));
      expect(parsed?.success, `${path}: ${JSON.stringify(parsed?.error?.issues)}`).toBe(true);
    }
    expect(drawn).toBeGreaterThan(150);
  });

  test.each(FILES.filter((path) => /^fixtures\/(?:delimited|freepbx-export|asterisk-csv)\/good-/.test(path)))(
    'of %s every record is read by the drawn definition, if it has two lines',
    (path) => {
      const text = readFileSync(join(ROOT, path), 'latin1');
      const draft = defineFormat({ text, whole: true }, NOW);
      if ('trouble' in draft) expect(draft.trouble).toMatch(/one line only|looks like a date/);
      // The last of its three lines has its date in another form.
      else if (path.endsWith('good-month-names.csv'))
        expect(readAll(draft, text).map(({ kind }) => kind)).toEqual(['call', 'call', 'undefined']);
      else expect(readAll(draft, text).filter(({ kind }) => kind === 'undefined')).toEqual([]);
    },
  );
});
