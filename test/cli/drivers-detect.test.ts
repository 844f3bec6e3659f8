import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asteriskLine } from '../asterisk-lines.ts';
import { CommandDesk } from './command-desk.ts';

let desk: CommandDesk;

beforeEach(() => {
  desk = new CommandDesk();
});

afterEach(() => {
  // Looking at a file never makes a data folder.
  expect(existsSync(desk.folder)).toBe(false);
  desk.remove();
});

const LINES = Array.from({ length: 5 }, () => asteriskLine()).join('\n');

test('names the driver that fits a file, how well, and the command to look closer', async () => {
  const path = desk.write('Master.csv', `${LINES}\n`);
  const text = await desk.out('drivers detect', path);
  expect(text).toMatch(/^asterisk-csv +100 % +5 +0 +0 /m);
  expect(text).toContain(`./ledgerline drivers test asterisk-csv ${path}`);
});

test('says plainly that no driver reads a file, and what to do then', async () => {
  const path = desk.write('notes.txt', 'Dear diary\nnothing happened\n');
  const { exit, out } = await desk.run('drivers detect', path);
  expect(exit).toBe(1);
  expect(out).toContain('No driver reads any of them as a call.');
  expect(out).toContain('./ledgerline drivers delimited');
});

test('tries the formats of a configuration too', async () => {
  const path = desk.write(
    'own.csv',
    '2026-05-04 10:11:12;201;030123456;65\n2026-05-04 10:12:12;202;030123457;5\n',
  );
  const config = desk.write(
    'own.yaml',
    `formats:
  hotel:
    driver: delimited
    delimiter: ';'
    columns: [At, Room, Number, Talk]
    call:
      started: { column: At, pattern: 'YYYY-MM-DD HH:mm:ss' }
      duration: { column: Talk, unit: s }
      calling: Room
      called: Number
`,
  );
  const found = await desk.json<object[]>('drivers detect', path, '--config', config);
  expect(found[0]).toMatchObject({ name: 'hotel', calls: 2, layout: 'defined' });
});
