import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { zipArchive } from '../zip-archive.ts';
import { CommandDesk } from './command-desk.ts';

const NORTHTEL = readFileSync(join(import.meta.dirname, '../../fixtures/tariffs/northtel.csv'), 'latin1');
const BANDS = `tariffs:
  bands:
    - { name: holiday, days: [holiday] }
    - { name: night, hours: ['00:00-08:00', '18:00-24:00'] }
  holidays: ['2026-12-25']
`;
const FLAT = NORTHTEL.split('\n')
  .filter((line) => !/;(?:night|holiday);/.test(line))
  .join('\n');

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
});

afterEach(() => desk.remove());

const importing = (file: string, carrier: string, from: string, ...more: string[]) => [
  ...[file, '--carrier', carrier, '--currency', 'EUR', '--from', from, ...more],
];

test('a rate sheet is looked at without anything being kept, then kept, listed and shown', async () => {
  await desk.out('init');
  desk.write('north.csv', FLAT);
  const plan = await desk.out('tariff import', ...importing('north.csv', 'northtel', '2026-01-01', '--plan'));
  expect(plan).toContain('northtel, EUR, from 2026-01-01: 9 rows for 9 prefixes.');
  expect(plan).toContain('No price leads to');
  expect(plan).toContain('Nothing is kept yet');
  expect(await desk.out('tariff list')).toContain('There are no tariffs');
  expect(await desk.out('tariff import', ...importing('north.csv', 'northtel', '2026-01-01'))).toContain(
    'Tariff 1 is kept',
  );
  expect(await desk.json('tariff list')).toMatchObject([
    { tariff: 1, carrier: 'northtel', currency: 'EUR', from: '2026-01-01', until: null, rows: 9 },
  ]);
  expect(await desk.out('tariff show', '1', '--number', '+491511234567')).toMatch(
    /\+4915 +Germany, mobile +0\.00 +0\.10 +0 s +30 s +6 s/,
  );
  expect(await desk.out('tariff show', '1', '--number', '11833')).toContain('=118');
  expect(await desk.out('tariff show', '1', '--number', '+7495123')).toContain(
    'northtel has no price for +7495123',
  );
  expect((await desk.run('tariff show', '2')).exit).toBe(1);
});

test('a later sheet takes the place of an earlier one, and one for the same day supersedes it; none is ever changed', async () => {
  await desk.out('init');
  desk.write('north.csv', FLAT);
  desk.write(
    'dearer.csv',
    FLAT.replace('49;Germany;0;0,02', '49;Germany;0;0,03').replace('32;Belgium', '31;Netherlands'),
  );
  await desk.out('tariff import', ...importing('north.csv', 'northtel', '2026-01-01'));
  const told = await desk.out('tariff import', ...importing('dearer.csv', 'northtel', '2026-07-01'));
  expect(told).toContain(
    'takes the place of tariff 1 (from 2026-01-01): 1 new prices, 1 gone, 1 changed, 7 the same',
  );
  await desk.out('tariff import', ...importing('north.csv', 'northtel', '2026-07-01'));
  expect(await desk.json('tariff list')).toMatchObject([
    { tariff: 1, from: '2026-01-01', until: '2026-06-30', superseded: false },
    { tariff: 2, from: '2026-07-01', until: null, superseded: true },
    { tariff: 3, from: '2026-07-01', until: null, superseded: false },
  ]);
  expect(await desk.json('tariff show', '2', '--number', '+4930')).toMatchObject([{ per_minute: 30_000 }]);
});

test('a sheet with mistakes is refused whole, each told with file, line and reason', async () => {
  await desk.out('init');
  desk.write('wrong.csv', `${FLAT}\n0049;x;0;0,1;0;1;1;;\n49;again;0;0,1;0;1;1;;\n`);
  const { exit, err } = await desk.run('tariff import', ...importing('wrong.csv', 'northtel', '2026-01-01'));
  expect(exit).toBe(1);
  expect(err).toContain('wrong.csv has 2 mistakes:');
  expect(err).toMatch(/wrong\.csv:\d+: prefix “0049” is no beginning of a number/);
  expect(err).toMatch(/wrong\.csv:\d+: prefix \+49 has a price in line 2 already/);
  desk.write('bands.csv', NORTHTEL);
  expect(
    (await desk.run('tariff import', ...importing('bands.csv', 'northtel', '2026-01-01'))).err,
  ).toContain('there is no band night under tariffs in the configuration');
  expect(await desk.out('tariff list')).toContain('There are no tariffs');
});

test('bands of the configuration can have prices; a check tells when they are taken away under a tariff', async () => {
  await desk.out('init');
  desk.write('c.yaml', BANDS);
  desk.write('bands.csv', NORTHTEL);
  await desk.out('config apply', 'c.yaml', '--reason', 'bands');
  await desk.out('tariff import', ...importing('bands.csv', 'northtel', '2026-01-01'));
  expect((await desk.run('tariff check')).exit).toBe(0);
  desk.write('none.yaml', 'tariffs: {}\n');
  await desk.out('config apply', 'none.yaml', '--reason', 'without');
  const { exit, out } = await desk.run('tariff check');
  expect(exit).toBe(1);
  expect(out).toContain('there is no band night under tariffs');
});

test('of two carriers without rules nobody could tell which charges a call, so the second is refused', async () => {
  await desk.out('init');
  desk.write('north.csv', FLAT);
  await desk.out('tariff import', ...importing('north.csv', 'northtel', '2026-01-01'));
  const second = importing('north.csv', 'southtel', '2026-01-01');
  expect((await desk.run('tariff import', ...second)).err).toContain(
    'the configuration does not say which calls go over southtel',
  );
  desk.write('c.yaml', 'tariffs: { carriers: [{ name: northtel, trunks: [T1] }, { name: southtel }] }\n');
  await desk.out('config apply', 'c.yaml', '--reason', 'two');
  await desk.out('tariff import', ...second);
  desk.write(
    'c.yaml',
    'tariffs: { carriers: [{ name: northtel }, { name: southtel }, { name: easttel }] }\n',
  );
  await desk.out('config apply', 'c.yaml', '--reason', 'three');
  expect((await desk.run('tariff check')).out).toContain(
    'easttel: named in the configuration, and has no tariff',
  );
  expect(await desk.out('tariff import', ...importing('north.csv', 'westtel', '2026-01-01'))).toContain(
    'does not name westtel under tariffs.carriers: it charges no calls yet',
  );
});

test('a workbook is read from its first sheet, whatever the program that wrote it calls its parts', async () => {
  await desk.out('init');
  const heading = FLAT.split('\n')[0]?.split(';').slice(0, 7) ?? [];
  const strings = heading.map((name) => `<si><t>${name}</t></si>`).join('');
  const cells = heading.map((_, at) => `<x:c r="${'ABCDEFG'[at]}1" t="s"><x:v>${at}</x:v></x:c>`).join('');
  // As Excel stores 0.0525, and small prices with an exponent.
  const prices =
    '<x:c r="A3"><x:v>49</x:v></x:c><x:c r="B3" t="inlineStr"><x:is><x:t>R&amp;D</x:t></x:is></x:c><x:c r="D3"><x:v>5.2499999999999998E-2</x:v></x:c><x:c r="F3"><x:v>60</x:v></x:c><x:c r="G3"><x:v>60</x:v></x:c>';
  const small =
    '<x:c r="A4"><x:v>33</x:v></x:c><x:c r="D4"><x:v>2.0000000000000002E-5</x:v></x:c><x:c r="F4"><x:v>1</x:v></x:c><x:c r="G4"><x:v>1</x:v></x:c>';
  const sheet = `<x:worksheet><x:sheetData><x:row r="1">${cells}</x:row><x:row r="3">${prices}</x:row><x:row r="4">${small}</x:row></x:sheetData></x:worksheet>`;
  desk.write(
    'north.xlsx',
    zipArchive([
      {
        name: 'xl/workbook.xml',
        content: '<workbook><sheets><sheet name="Prices" sheetId="7" r:id="rId9"/></sheets></workbook>',
      },
      {
        name: 'xl/_rels/workbook.xml.rels',
        content: '<Relationships><Relationship Id="rId9" Target="worksheets/second.xml"/></Relationships>',
      },
      { name: 'xl/worksheets/sheet1.xml', content: '<worksheet/>' },
      { name: 'xl/worksheets/second.xml', content: sheet },
      { name: 'xl/sharedStrings.xml', content: `<sst>${strings}</sst>` },
    ]),
  );
  await desk.out('tariff import', ...importing('north.xlsx', 'northtel', '2026-01-01'));
  expect(await desk.json('tariff show', '1')).toMatchObject([
    { prefix: '49', name: 'R&D', connection_fee: 0, per_minute: 52_500, first_increment_seconds: 60 },
    { prefix: '33', per_minute: 20 },
  ]);
});

test('what the sheet cannot say must be given with it', async () => {
  desk.write('north.csv', FLAT);
  for (const given of [
    [],
    ['--carrier', 'a b', '--currency', 'EUR', '--from', '2026-01-01'],
    ['--carrier', 'n', '--currency', 'euro', '--from', '2026-01-01'],
  ])
    expect((await desk.run('tariff import', 'north.csv', ...given)).exit).toBe(2);
  expect(
    (await desk.run('tariff import', ...importing('nowhere.csv', 'northtel', '2026-01-01'))).err,
  ).toContain('nowhere.csv');
});

const MUNICH = '49;Germany;0;0,02';

/** A call of two minutes and ten seconds to Munich, rated by the sheet of northtel. */
async function rated(more: readonly string[] = []): Promise<string> {
  await desk.out('init');
  desk.write('c.yaml', `${BANDS}${more.map((line) => `${line}\n`).join('')}`);
  desk.write('north.csv', NORTHTEL);
  desk.write('calls.csv', `${asteriskLine({ talk: 130 })}\n`);
  await desk.out('config apply', 'c.yaml', '--reason', 'bands');
  await desk.out('tariff import', ...importing('north.csv', 'northtel', '2026-01-01'));
  const reading = ['--driver', 'asterisk-csv', '--time-zone', 'Europe/Berlin', '--country', 'DE'];
  await desk.out('ingest', '--source', 'pbx', ...reading, 'calls.csv');
  const [call] = await desk.json<{ id: number }[]>('calls');
  return String(call?.id);
}

test('a call is rated when it arrives, says what makes up its cost, and is in the totals of its day', async () => {
  const id = await rated();
  expect(await desk.json('calls')).toMatchObject([{ cost_micros: 60_000, currency: 'EUR' }]);
  const shown = await desk.out('call show', id);
  expect(shown).toContain('Cost: 0.06 EUR by tariff 1 of northtel: +49 Germany');
  expect(shown).toContain('180 s charged, 60/60');
  expect(shown).toContain('0 s to 180 s: 0.02 a minute, 0.06');
  expect(await desk.json('call show', id)).toMatchObject({
    cost: { prefix: '+49', charged_seconds: 180, increments: '60/60' },
  });
  expect(await desk.json('totals')).toMatchObject([
    { direction: 'outgoing', legs: 1, costs: { EUR: 60_000 } },
  ]);
  expect(await desk.out('totals')).toContain('0.06 EUR');
});

test('another tariff changes no call until it is read again, and then its cost and total', async () => {
  const id = await rated();
  desk.write('dearer.csv', NORTHTEL.replace(MUNICH, '49;Germany;0;0,05'));
  await desk.out('tariff import', ...importing('dearer.csv', 'northtel', '2026-10-01'));
  expect(await desk.json('calls')).toMatchObject([{ cost_micros: 60_000 }]);
  expect(await desk.out('replay', '--plan')).toContain('other cost_micros');
  await desk.out('replay', '--run');
  expect(await desk.json('calls')).toMatchObject([{ id: Number(id), cost_micros: 150_000 }]);
  expect(await desk.json('totals')).toMatchObject([{ costs: { EUR: 150_000 } }]);
  expect(await desk.out('call show', id)).toContain('by tariff 2 of northtel');
  expect(await desk.out('replay', '--plan')).toContain('each is what it was');
});

test('who sees numbers masked sees the cost and not the price row, whose prefix would show hidden digits', async () => {
  const id = await rated(['roles:', '  finance2: { numbers: hide last 4, shows: [extensions, names] }']);
  expect(await desk.json('calls', '--as', 'finance2')).toMatchObject([
    { cost_micros: 60_000, currency: 'EUR', rate: null },
  ]);
  const shown = await desk.out('call show', id, '--as', 'finance2');
  expect(shown).toContain('Cost: 0.06 EUR\n');
  expect(shown).toMatch(/rate +not shown/);
});

test('the line of a rated call can still be explained', async () => {
  await rated();
  expect(await desk.out('line show', '1', '0')).toContain('Stored as a call.');
});
