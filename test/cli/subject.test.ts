import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { byteSearch } from './byte-search.ts';
import { CommandDesk } from './command-desk.ts';

const desk = new CommandDesk();
const NUMBER = '+4989231250001';
const OTHER = asteriskLine({ dst: '089231250002', uniqueid: '1793005200.2', name: 'Berta' });
const LINES = [
  asteriskLine(),
  asteriskLine({ dst: '0049 89/23125-0001', uniqueid: '1793005200.3', start: '2026-10-25 09:00:00' }),
  OTHER,
  asteriskLine({ src: '205', dst: '204', uniqueid: '1793005200.4', name: 'Anna' }),
  'rubbish about 0049 89 231250001',
];
const bytesOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const ingest = (name: string, lines: readonly string[]): Promise<string> =>
  desk.out(
    'ingest',
    '--source',
    'pbx',
    '--driver',
    'asterisk-csv',
    '--country',
    'DE',
    '--area-code',
    '30',
    desk.write(name, bytesOf(lines)),
  );

beforeAll(async () => {
  await ingest('to 089231250001.csv', LINES);
});

afterAll(() => desk.remove());

test('find tells where a number is stored, however it is spelt, with the place of every line', async () => {
  for (const typed of [NUMBER, '+49 89 231250001', '0049 89/23125-0001', '089231250001']) {
    const [found, ...others] = await desk.json<Record<string, unknown>[]>('subject find', typed);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      kind: 'number',
      stored: {
        calls: 2,
        raw_lines: 3,
        undefined_lines: 1,
        file_names: 1,
        memory_entries: 0,
        legal_holds: 0,
      },
      first_day: '2026-10-25',
      last_day: '2026-10-26',
      undefined_lines: [{ intake: 1 }],
    });
  }
  expect(await desk.out('subject find', NUMBER)).toContain('./ledgerline line show 1 0');
  expect(await desk.out('subject find', '+4989231259999')).toBe('Nothing is stored of this number.\n');
});

test('a number that is an extension too is told apart, and nothing is erased before somebody says which', async () => {
  const found = await desk.json<{ kind: string; stored: { calls: number } }[]>('subject find', '204');
  expect(found.map(({ kind }) => kind)).toEqual(['extension']);
  // Of what is stored as nothing, nobody has to say which is meant.
  expect(await desk.out('subject find', '209')).toBe('Nothing is stored of this extension.\n');
  expect(await desk.out('subject find', '089231259999')).toBe('Nothing is stored of this number.\n');
  expect((await desk.run('subject erase', '209')).out).toContain('Nothing is stored of this extension');
  const name = await desk.run('subject erase', 'Anna', '--yes', '--reason', 'test');
  expect([name.exit, name.err]).toEqual([
    1,
    expect.stringMatching(/stands beside several numbers: 204 .*205.*--as-name/s),
  ]);
});

test('a hold on a number makes it no extension besides', async () => {
  await desk.out('hold place', '--reason', 'a case', '--number', '089231250001');
  const found = await desk.json<{ kind: string }[]>('subject find', '089231250001');
  expect(found.map(({ kind }) => kind)).toEqual(['number']);
  await desk.out('hold release', '1', '--yes', '--reason', 'closed');
});

test('erase shows what would go and changes nothing without --yes and --reason', async () => {
  const { exit, out } = await desk.run('subject erase', NUMBER);
  expect([exit, out]).toEqual([1, expect.stringMatching(/this goes:.*Nothing was done/s)]);
  expect((await desk.run('subject erase', NUMBER, '--yes')).err).toContain('--reason is missing');
  expect(await desk.json('ledger')).toMatchObject([{ lines: 5, calls: 4, undefined: 1 }]);
  expect(byteSearch(desk.folder, ['4989231250001', '089231250001'])).not.toEqual([]);
});

test('whoever is not shown every call whole is told nothing, neither by find nor by erase', async () => {
  const { exit, err } = await desk.run('subject find', NUMBER, '--as', 'administrator');
  expect([exit, err]).toEqual([1, expect.stringContaining('not shown to role administrator')]);
});

test('erased, nothing of the number is left in any file, the ledger stands, and the certificate proves it', async () => {
  const before = await desk.out('ledger');
  // What the program did not write is nothing that it may overwrite.
  const note = join(desk.folder, 'note.txt');
  writeFileSync(note, 'call 0049 89 / 231250001 back');
  const { exit, err } = await desk.run('subject erase', NUMBER, '--yes', '--reason', 'request 17');
  expect([exit, err]).toEqual([
    1,
    expect.stringMatching(
      /Request 1 is not done: the number still stands at 1 place in note.txt \(another file\)/,
    ),
  ]);
  expect(await desk.json('subject list')).toMatchObject([
    { state: 'deferred', deferred: { 'places in note.txt (another file)': 1 } },
  ]);
  rmSync(note);
  await desk.out('jobs run', 'subject-requests');
  expect(byteSearch(desk.folder, ['4989231250001', '089231250001', '231250001'])).toEqual([]);
  expect(await desk.out('ledger')).toBe(before);
  expect(await desk.out('verify')).toContain('All is well');
  expect(await desk.out('subject find', NUMBER)).toBe('Nothing is stored of this number.\n');
  const [request] = await desk.json<object[]>('subject list');
  expect(request).toMatchObject({
    request: 1,
    state: 'done',
    erased: { calls: 2, raw_lines: 3, undefined_lines: 1, file_names: 1 },
  });
  const text = await desk.out('subject certificate', '1');
  expect(text).toContain('Counts and minutes of the days concerned are the same as before.');
  expect(text).toMatch(/Every byte was searched for every spelling, [\d,.\s]+ in \d+ files: 0 places\.\n/);
  expect(text).not.toContain('231250001');
  const signed = await desk.out('subject certificate', '1', '--json');
  expect(await desk.out('subject verify-certificate', desk.write('certificate.json', signed))).toContain(
    'It is as it was signed.',
  );
  const changed = desk.write('changed.json', signed.replace('"calls": 2', '"calls": 1'));
  expect(await desk.run('subject verify-certificate', changed)).toMatchObject({
    exit: 1,
    out: expect.stringContaining('or it was changed since'),
  });
  expect(await desk.run('subject verify-certificate', desk.write('certificate.txt', text))).toMatchObject({
    exit: 1,
    out: expect.stringContaining('what subject certificate --json printed'),
  });
});

test('an overlapping export brings none of it back, and says so', async () => {
  await ingest('export.csv', [...LINES, asteriskLine({ dst: '089231250003', uniqueid: '1793005200.9' })]);
  const [, again] = await desk.json<object[]>('ledger');
  expect(again).toMatchObject({ lines: 6, calls: 1, duplicates: 2, excluded: 2, undefined: 1 });
  expect(await desk.out('verify')).toContain('All is well');
});

test('a number that the configuration in force names is told as what remains, and as nothing else', async () => {
  const sites = { berlin: { country: 'DE', area_code: '30', time_zone: 'UTC' } };
  const privacy = { exclude: [{ name: 'works-council', numbers: ['+4989231250002'] }] };
  const before = desk.write('before.yaml', JSON.stringify({ sites }));
  await desk.out('config apply', desk.write('ledgerline.yaml', JSON.stringify({ sites, privacy })));
  const asked = ['+4989231250002', '--yes', '--reason', 'request 18'];
  const { request } = await desk.json<{ request: number }>('subject erase', ...asked);
  const text = await desk.out('subject certificate', String(request));
  expect(text).toMatch(/0 places, but for \d places? in the database in what remains/);
  // What stands elsewhere is not taken for what remains.
  desk.tamper("insert into counter (name, value) values ('of +49 89 231250002', 1)");
  const elsewhere = await desk.run('subject erase', ...asked);
  expect(elsewhere.err).toMatch(/stands at 1 place in ledgerline.db \(table counter\)\./);
  desk.tamper("pragma secure_delete = on; delete from counter where name like 'of %'");
  await desk.out('jobs run', 'subject-requests');
  await desk.out('config apply', before);
  const again = await desk.json<{ request: number }>('subject erase', ...asked);
  expect(await desk.out('subject certificate', String(again.request))).toMatch(/0 places\.\n/);
});
