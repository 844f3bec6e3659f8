import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogFolder } from '../../../cli/service/log-folder.ts';
import { LOG_FILE_BYTES } from '../../../record/log-file.ts';

const DAY_MS = 86_400_000;
const FIRST = 'ledgerline-2026-11-28.log';

let place: string;
let logs: string;
let now: number;
let elsewhere: [line: string, trouble: string | null][];

beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'ledgerline-log-'));
  logs = join(place, 'logs');
  now = Date.UTC(2026, 10, 28, 23, 59);
  elsewhere = [];
});

afterEach(() => rmSync(place, { recursive: true }));

const opened = (): LogFolder =>
  new LogFolder(
    logs,
    () => now,
    (line, trouble) => void elsewhere.push([line, trouble?.message ?? null]),
  );
const text = (name: string): string => readFileSync(join(logs, name), 'utf8');

test('each day in UTC has a file of its own, which only the owner may read', () => {
  const log = opened();
  log.write('one\n');
  now += 60_000;
  log.write('two\n');
  expect([text(FIRST), text('ledgerline-2026-11-29.log')]).toEqual(['one\n', 'two\n']);
  expect(statSync(join(logs, FIRST)).mode & 0o777).toBe(0o600);
  expect(statSync(logs).mode & 0o777).toBe(0o700);
});

test('behind 10 MiB a day goes on in a next file, also after a new start and a clock that went back', () => {
  const log = opened();
  log.write('one\n');
  truncateSync(join(logs, FIRST), LOG_FILE_BYTES);
  const again = opened();
  again.write('two\n');
  expect(text('ledgerline-2026-11-28.2.log')).toBe('two\n');
  now += DAY_MS;
  again.write('three\n');
  now -= DAY_MS;
  again.write('four\n');
  expect(text('ledgerline-2026-11-28.2.log')).toBe('two\nfour\n');
  expect(readdirSync(logs)).toHaveLength(3);
});

test('a large line does not fall apart: the file is longer by it, and the next begins a new one', () => {
  const log = opened();
  const large = `${'x'.repeat(LOG_FILE_BYTES)}\n`;
  log.write(large);
  log.write('two\n');
  expect([text(FIRST).length, text('ledgerline-2026-11-28.2.log')]).toEqual([large.length, 'two\n']);
});

test('after a start a line that was cut stays alone', () => {
  mkdirSync(logs);
  writeFileSync(join(logs, FIRST), 'one\ntw');
  opened().write('three\n');
  expect(text(FIRST)).toBe('one\ntw\nthree\n');
});

test('on a full disk every line goes elsewhere, the first with the reason', () => {
  mkdirSync(logs);
  symlinkSync('/dev/full', join(logs, FIRST));
  const log = opened();
  for (const line of ['one\n', 'two\n']) log.write(line);
  expect(elsewhere).toEqual([
    ['one\n', expect.stringContaining('ENOSPC')],
    ['two\n', null],
  ]);
});

test('where the folder cannot be made lines go elsewhere, until it can', () => {
  writeFileSync(logs, 'a file');
  const log = opened();
  for (const line of ['one\n', 'two\n']) log.write(line);
  rmSync(logs);
  log.write('three\n');
  expect(text(FIRST)).toBe('three\n');
  expect(elsewhere.map(([line, trouble]) => [line, trouble !== null])).toEqual([
    ['one\n', true],
    ['two\n', false],
  ]);
});
