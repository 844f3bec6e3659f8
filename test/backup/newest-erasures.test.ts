import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ERASURES_LOG, nextErasure, writeErasures } from '../../backup/erasures-log.ts';
import { newestErasures } from '../../backup/newest-erasures.ts';
import type { ErasureLine } from '../../store/backup-store.ts';
import { KEY } from '../asterisk-lines.ts';
import { erasureOfNobody } from '../erasure-of-nobody.ts';
import { PLACE } from '../test-folder.ts';

let place: string;
let targets: [string, string];

beforeEach(() => {
  place = mkdtempSync(join(PLACE, 'ledgerline-lists-'));
  targets = [join(place, 'one'), join(place, 'two')];
  for (const target of [...targets, join(place, 'moved')]) mkdirSync(target);
});
afterEach(() => rmSync(place, { recursive: true, force: true }));

function linesOf(ids: readonly number[]): ErasureLine[] {
  const lines: ErasureLine[] = [];
  for (const id of ids) lines.push(nextErasure(KEY, lines, erasureOfNobody(id, 1000)));
  return lines;
}
const put = (target: string, ...ids: readonly number[]) => writeErasures(target, KEY, linesOf(ids));
const change = (target: string, how: (text: string) => string): void => {
  const path = join(target, ERASURES_LOG);
  writeFileSync(path, how(readFileSync(path, 'utf8')));
};
/** As a backup at the first target, which knows of one erasure, would have it. */
const newest = (given: readonly string[] = []) =>
  newestErasures(
    { path: join(targets[0], 'ledgerline-20261128T021500Z.age'), erasures: given },
    { targets, erasures: 1 },
    KEY,
  );
const again = async (given?: readonly string[]): Promise<unknown[]> =>
  (await newest(given)).later.map((erasure) => 'id' in erasure && erasure.id);

test('equal lists say nothing but their lines', async () => {
  for (const target of targets) await put(target, 1, 2);
  expect(await newest()).toMatchObject({ trouble: null, notes: [] });
  expect(await again()).toEqual([2]);
});

test('of two that are whole the longer one is taken, and the other is told', async () => {
  await put(targets[0], 1);
  await put(targets[1], 1, 2, 3);
  expect(await again()).toEqual([2, 3]);
  const { trouble, notes } = await newest();
  expect(trouble).toBe(null);
  expect(notes).toEqual([expect.stringMatching(/one.* is behind: it ends with erasure 1, .*two.* with 3/)]);
});

test('a broken one does no harm beside one that has all it had', async () => {
  await put(targets[0], 1, 2);
  await put(targets[1], 1, 2);
  change(targets[0], (text) => text.replace('"id":2', '"id":7'));
  expect(await again()).toEqual([2]);
  const { trouble, notes } = await newest();
  expect([trouble, notes]).toEqual([null, [expect.stringMatching(/one.* is broken behind erasure 1/)]]);
});

test('a broken one that had more than the other is trouble', async () => {
  await put(targets[0], 1, 2, 3);
  await put(targets[1], 1, 2);
  change(targets[0], (text) => text.replace('"id":3', '"id":7'));
  expect((await newest()).trouble).toMatch(/one.* is broken behind erasure 2/);
});

test.each([
  ['is not there', (target: string) => rmSync(join(target, ERASURES_LOG))],
  ['is on a share that is away', (target: string) => rmSync(target, { recursive: true })],
  ['is that of another installation', (target: string) => change(target, () => 'something\n')],
])('one that %s is trouble, unless its like is brought', async (_, lose) => {
  await put(targets[0], 1);
  await put(targets[1], 1, 2);
  await put(join(place, 'moved'), 1, 2);
  lose(targets[1]);
  expect((await newest()).trouble).toMatch(/may have later erasures: .*two/);
  // The one beside the backup, given as well, is no other.
  expect((await newest([join(targets[0], ERASURES_LOG)])).trouble).toMatch(/may have later erasures/);
  const brought = [join(place, 'moved', ERASURES_LOG)];
  expect((await newest(brought)).trouble).toBe(null);
  expect(await again(brought)).toEqual([2]);
});

test('two that say different things are trouble, and no erasure of either is lost', async () => {
  await put(targets[0], 1, 2, 3);
  await put(targets[1], 1, 4);
  expect((await newest()).trouble).toMatch(/two.* has another erasure 2 than .*one/);
  expect(await again()).toEqual([2, 3, 4]);
});

test('lists that all end before the backup are trouble', async () => {
  for (const target of targets) await put(target);
  expect((await newest()).trouble).toMatch(/ends with erasure 0, the backup knows 1/);
});
