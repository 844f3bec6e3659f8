import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openReadingStore } from '../../store/reading-store.ts';
import { inFolder } from '../test-folder.ts';

const FILES = '/proc/self/fd';

/** How often the database is open in this process. */
function openFiles(path: string): number {
  return readdirSync(FILES).filter((name) => {
    try {
      return readlinkSync(join(FILES, name)) === path;
    } catch {
      return false;
    }
  }).length;
}

test.skipIf(process.platform !== 'linux')(
  'a store that was opened for reading leaves no file open when it is closed, whether it was asked by queries or not',
  async () => {
    await inFolder(async (data) => {
      await data.file('rubbish\n');
      const before = openFiles(data.database);
      const asked = openReadingStore(data.folder);
      await asked.query.selectFrom('intake').select('id').execute();
      await asked.close();
      const unasked = openReadingStore(data.folder);
      unasked.connection.prepare('select count(*) from intake').get();
      await unasked.close();
      expect(openFiles(data.database)).toBe(before);
    });
  },
);
