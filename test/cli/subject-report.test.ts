import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SubjectRow } from '../../record/subject-row.ts';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';
import { openedReport, recipient } from './opened-report.ts';

const desk = new CommandDesk();
const NUMBER = '+4989231250001';

beforeAll(async () => {
  const sites = { berlin: { country: 'DE', area_code: '30', time_zone: 'UTC' } };
  const configuration = JSON.stringify({ sites, retention: {} });
  await desk.out('config apply', desk.write('ledgerline.yaml', configuration));
  const lines = [
    asteriskLine({ src: '204', name: 'Anna <b>' }),
    asteriskLine({ src: '089231250001', dst: '089777888999', uniqueid: '1793005200.5', name: 'Berta' }),
    asteriskLine({ dst: '089231250002', uniqueid: '1793005200.2' }),
    'rubbish about 0049 89 231250001',
  ];
  const file = desk.write('first.csv', lines.map((line) => `${line}\n`).join(''));
  const where = ['--driver', 'asterisk-csv', '--country', 'DE', '--area-code', '30'];
  await desk.out('ingest', '--source', 'pbx', ...where, file);
});

afterAll(() => desk.remove());

test('a report has every row of a person, in a page, JSON and CSV, and of the other party only what a mask leaves', async () => {
  const told = await desk.out('subject report', NUMBER, '--out', 'report.zip.age', '--recipient', recipient);
  expect(told).toContain('with 2 calls');
  expect(statSync(join(desk.place, 'report.zip.age')).mode & 0o777).toBe(0o600);
  const files = await openedReport(join(desk.place, 'report.zip.age'));
  expect([...files.keys()]).toEqual(['report.html', 'report.json', 'report.csv']);
  const { rows } = JSON.parse(files.get('report.json') ?? '') as { rows: SubjectRow[] };
  expect(rows.map((row) => row.class)).toEqual([
    ...['calls', 'calls', 'raw_copies', 'raw_copies', 'undefined_lines'],
  ]);
  expect(rows.slice(0, 2)).toMatchObject([
    {
      part: 'called',
      own_number: NUMBER,
      other_number: '***',
      other_name: '***',
      file: 'first.csv',
      byte: 0,
    },
    { part: 'calling', own_number: NUMBER, own_name: 'Berta', other_number: '+498977788****' },
  ]);
  expect(rows[0]).toMatchObject({ source: 'pbx', masked_on: '2027-10-27', gone_on: '2029-10-27' });
  expect(parse(files.get('report.csv') ?? '', { columns: true })).toHaveLength(5);
  const page = files.get('report.html') ?? '';
  expect(page.match(/<tr><td/g)).toHaveLength(5);
  for (const [, text] of files) expect(text).not.toMatch(/777888999|Anna/);
});

test('it is encrypted in any case, to one key or one passphrase, and never written over something', async () => {
  const wanted = [NUMBER, '--out', 'second.zip.age'];
  for (const more of [[], ['--recipient', recipient, '--passphrase-file', 'phrase.txt']]) {
    desk.write('phrase.txt', 'correct horse\n');
    const { exit, err } = await desk.run('subject report', ...wanted, ...more);
    expect([exit, err]).toEqual([2, expect.stringContaining('one key or passphrase')]);
  }
  const wrong = await desk.run('subject report', ...wanted, '--recipient', 'age1nothing');
  expect([wrong.exit, wrong.err]).toEqual([1, expect.stringContaining('no public key of age')]);
  expect(existsSync(join(desk.place, 'second.zip.age'))).toBe(false);
  await desk.out('subject report', ...wanted, '--passphrase-file', 'phrase.txt');
  const files = await openedReport(join(desk.place, 'second.zip.age'), {
    identities: [],
    passphrases: ['correct horse'],
  });
  expect(files.size).toBe(3);
  const again = await desk.run('subject report', ...wanted, '--passphrase-file', 'phrase.txt');
  expect([again.exit, again.err]).toEqual([2, expect.stringContaining('is there already')]);
});

test('whoever is not shown every call whole gets none', async () => {
  const asked = [NUMBER, '--out', 'third.zip.age', '--recipient', recipient, '--as', 'administrator'];
  const { exit, err } = await desk.run('subject report', ...asked);
  expect([exit, err]).toEqual([1, expect.stringContaining('not shown to role administrator')]);
});

test('a call of the person by another field, or another leg of one that is theirs, says so, and tells nothing of its parties but what a mask leaves', async () => {
  const key = '1793005299.1';
  const leg = { uniqueid: key, linkedid: key };
  const lines = [
    asteriskLine({ src: '205', dst: '0893334445555', name: 'Clara', uniqueid: '1793005299.7' }).replace(
      /^""/,
      '"0049 89/231250007"',
    ),
    asteriskLine({ src: '206', dst: '089231250007', name: 'Dora', sequence: 1, ...leg }),
    asteriskLine({ src: '207', dst: '0893334446666', name: 'Edda', sequence: 2, ...leg }),
    asteriskLine({ src: '208', dst: '0893334447777', name: 'Frida', uniqueid: '1793005299.8' }).replace(
      '"Dial",""',
      '"Dial","+4989231250007"',
    ),
  ];
  const where = ['--driver', 'asterisk-csv', '--country', 'DE', '--area-code', '30'];
  const file = desk.write('of-089231250007-0895556666.csv', lines.map((line) => `${line}\n`).join(''));
  await desk.out('ingest', '--source', 'pbx', ...where, file);
  const number = '+4989231250007';
  await desk.out('subject report', number, '--out', 'fourth.zip.age', '--recipient', recipient);
  const files = await openedReport(join(desk.place, 'fourth.zip.age'));
  const { about, rows } = JSON.parse(files.get('report.json') ?? '') as {
    about: { calls_of_others: number };
    rows: SubjectRow[];
  };
  expect(about.calls_of_others).toBe(3);
  const calls = rows.filter((row) => row.class === 'calls');
  const nobody = { part: null, own_number: null, own_name: null, other_name: '***', duration_ms: null };
  expect(calls).toMatchObject([
    { ...nobody, details: 'they stand in: account code', other_number: '*** to +4989333444****' },
    { part: 'called', own_number: number },
    { ...nobody, details: 'another leg of a call of theirs', what: 'outgoing call of others' },
    { ...nobody, details: 'they stand in: a field of the line as it was received' },
  ]);
  expect(files.get('report.html')).toContain('Of 3 calls the person is no party');
  for (const [, text] of files) expect(text).not.toMatch(/333444[5-7]{4}|5556666|Clara|Dora|Edda|Frida/);
  expect(rows.filter(({ details }) => details === 'of-089231250007-089555****.csv')).toHaveLength(1);
  const told = await desk.out('subject find', number);
  expect(told).toMatch(
    /Of these calls they are no party, but stand elsewhere: account code 1, another leg of a call of theirs 1, a field of the line as it was received 1\./,
  );
  const [by] = await desk.json<Record<string, unknown>[]>('subject find', number);
  expect(by).toMatchObject({ looked_into: 'everything', unreadable_raw_copies: 0 });
  expect((by as { calls: number[] }).calls).toHaveLength(4);
  const plan = JSON.parse((await desk.run('subject erase', number, '--json')).out);
  expect(plan.would_go).toMatchObject({ calls: 4, raw_lines: 4 });
  const [quick] = await desk.json<Record<string, unknown>[]>('subject find', number, '--parties');
  expect(quick).toMatchObject({ stored: { calls: 2 }, looked_into: 'parties' });
  expect(await desk.out('subject find', number, '--parties')).toContain('No line was read');
});

test('what the parties of calls say is told at once, before everything is read', async () => {
  const { err, out } = await desk.run('subject find +4989231250007');
  expect(err).toContain('By the parties of calls: as number 2 calls.');
  expect(out).toContain('account code 1');
});
