import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../store/open-database.ts';
import { copyDatabase } from '../../store/store-copy.ts';
import { PLACE } from '../test-folder.ts';

const HEADER_BYTES = new Map([
  [2, 12],
  [5, 12],
  [10, 8],
  [13, 8],
]);

/** Free blocks within pages that hold more than their own four bytes. */
function filledFreeBlocks(path: string, pageSize: number): { blocks: number; filled: number } {
  const file = readFileSync(path);
  let [blocks, filled] = [0, 0];
  for (let start = pageSize; start < file.length; start += pageSize) {
    const page = file.subarray(start, start + pageSize);
    if (!HEADER_BYTES.has(page[0] ?? 0)) continue;
    for (let at = page.readUInt16BE(1); at !== 0; at = page.readUInt16BE(at)) {
      blocks += 1;
      if (page.subarray(at + 4, at + page.readUInt16BE(at + 2)).some((byte) => byte !== 0)) filled += 1;
    }
  }
  return { blocks, filled };
}

test('a copy of a database keeps no second copy of a row where nothing that deletes finds it', () => {
  const folder = mkdtempSync(join(PLACE, 'copied-'));
  const path = join(folder, 'a.db');
  const connection = openDatabase(path, 'write');
  connection.exec('create table call (id integer primary key, day integer, called integer)');
  connection.exec('create index call_called on call (day, called)');
  const add = connection.prepare('insert into call values (?, ?, ?)');
  connection.transaction(() => {
    for (let id = 1; id <= 30_000; id++) add.run(id * 7, id % 260, (id * 7919) % 1_000_003);
  })();
  connection.exec('delete from call where day < 130');
  connection.close();
  copyDatabase(path, join(folder, 'b.db'));
  const { blocks, filled } = filledFreeBlocks(join(folder, 'b.db'), 8192);
  expect(blocks).toBeGreaterThan(0);
  expect(filled).toBe(0);
});
