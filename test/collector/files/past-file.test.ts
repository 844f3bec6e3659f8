import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { DATABASE_FILE } from '../../../store/database-file.ts';
import { PickedFolder } from '../picked-folder.ts';

test('a file whose intake has left the ledger is not taken again while it stands as it did, and its name is not kept', async () => {
  const drop = await PickedFolder.open();
  await drop.write('of-anna.csv', 'one\n');
  await drop.settle();
  const { folder, store, context } = drop.bench;
  const database = new Database(join(folder, DATABASE_FILE));
  database.exec('update intake set raw_gone_at = 1, cursor = length');
  const wish = { kind: 'intakes' as const, before: Number.MAX_SAFE_INTEGER, after: -1, limit: 10, today: 0 };
  await store.expireRows({ ...wish, key: context.journal.key });
  expect(database.prepare('select * from origin').all()).toEqual([]);
  expect(JSON.stringify(database.prepare('select * from past_file').all())).not.toContain('anna');
  database.close();
  drop.restart();
  await drop.settle();
  expect(drop.kinds()).toEqual([]);
  await drop.append('of-anna.csv', 'two\n');
  await drop.settle();
  expect(drop.kinds()).toEqual(['file']);
  await drop.close();
});
