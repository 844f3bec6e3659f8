import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { putIntoFolder } from '../../../reports/delivery/put-into-folder.ts';
import { PLACE } from '../../test-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(PLACE, 'ledgerline-delivered-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, ...pieces: readonly (string | Error)[]) => ({
  name,
  media_type: 'text/csv',
  async *bytes(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) {
      if (piece instanceof Error) throw piece;
      yield Buffer.from(piece);
    }
  },
});

test('files are there whole under their names, and a second delivery of the same is the same', async () => {
  const files = [file('a.csv', 'one,', 'two\n'), file('b.csv', 'three\n')];
  for (const _ of [1, 2]) expect(await putIntoFolder(folder, files)).toEqual({ end: 'delivered' });
  expect(readdirSync(folder).sort()).toEqual(['a.csv', 'b.csv']);
  expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('one,two\n');
});

test('of a file that breaks off in the middle nothing is left', async () => {
  await expect(putIntoFolder(folder, [file('a.csv', 'one', new Error('broken'))])).rejects.toThrow('broken');
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that is not there is tried again', async () => {
  const end = await putIntoFolder(join(folder, 'not there'), [file('a.csv', 'one')]);
  expect(end).toEqual({ end: 'failed', detail: 'ENOENT: the folder cannot be written' });
});
