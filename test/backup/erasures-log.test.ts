import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ERASURES_LOG, nextErasure, readErasures, writeErasures } from '../../backup/erasures-log.ts';
import type { ErasureLine } from '../../store/backup-store.ts';
import { KEY } from '../asterisk-lines.ts';
import { erasureOfNobody } from '../erasure-of-nobody.ts';
import { PLACE } from '../test-folder.ts';

let target: string;
let path: string;
let lines: ErasureLine[];

beforeEach(async () => {
  target = mkdtempSync(join(PLACE, 'ledgerline-target-'));
  path = join(target, ERASURES_LOG);
  lines = [];
  for (const id of [1, 2, 3]) lines.push(nextErasure(KEY, lines, erasureOfNobody(id, 1000)));
  await writeErasures(target, KEY, lines);
});
afterEach(() => rmSync(target, { recursive: true, force: true }));

const rows = (): string[] => readFileSync(path, 'utf8').trimEnd().split('\n');
const put = (kept: readonly string[]): void => writeFileSync(path, kept.map((row) => `${row}\n`).join(''));

test('every erasure is read back in its order', async () => {
  const { lines: read, trouble } = await readErasures(path, KEY);
  expect(trouble).toBe(null);
  expect(read.map(({ sequence, erasure }) => [sequence, 'id' in erasure && erasure.id])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ]);
});

test.each([
  ['a line that is missing', (all: string[]) => all.toSpliced(2, 1), 1],
  ['two lines that changed places', ([h = '', a = '', b = '', c = '']: string[]) => [h, b, a, c], 0],
  [
    'a line that says something else',
    (all: string[]) => all.map((row) => row.replace('"id":2', '"id":4')),
    1,
  ],
  ['a line that stands twice', (all: string[]) => [...all, all.at(-1) ?? ''], 3],
  ['a line that is none', (all: string[]) => [...all, 'null'], 3],
])('%s is noticed, and what stands before it is believed', async (_, change, believed) => {
  put(change(rows()));
  const { lines: read, trouble } = await readErasures(path, KEY);
  expect(trouble).not.toBe(null);
  expect(read).toHaveLength(believed);
});

test('a list of another installation, an empty one and none at all are no list', async () => {
  expect((await readErasures(path, new Uint8Array(32))).trouble).toMatch(/another installation/);
  writeFileSync(path, '');
  expect((await readErasures(path, KEY)).trouble).toMatch(/first line/);
  rmSync(path);
  expect((await readErasures(path, KEY)).trouble).toBe('there is none');
});

test('a line that a crash cut short is written whole by the next', async () => {
  const whole = readFileSync(path, 'utf8');
  writeFileSync(path, whole.slice(0, -20));
  expect((await readErasures(path, KEY)).trouble).toBe('its last line was cut');
  await writeErasures(target, KEY, lines);
  expect(readFileSync(path, 'utf8')).toBe(whole);
});

test('a target that lacks some is brought up to date, and a foreign list is left alone', async () => {
  put(rows().slice(0, 2));
  await writeErasures(target, KEY, lines);
  expect(rows()).toHaveLength(4);
  appendFileSync(path, 'something else\n');
  await expect(writeErasures(target, KEY, lines)).rejects.toMatchObject({ code: 'BACKUP_TARGET' });
  expect(rows()).toHaveLength(5);
});
