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
  'a store that is opened for reading again and again leaves no more files open, whether it was asked by queries or not',
  async () => {
    await inFolder(async (data) => {
      await data.file('rubbish\n');
      const look = async (): Promise<number> => {
        const store = openReadingStore(data.folder);
        store.connection.prepare('select count(*) from intake').get();
        await store.close();
        return openFiles(data.database);
      };
      // Beside the writer SQLite keeps the file of one that was closed, for the next one.
      const first = await look();
      for (let times = 0; times < 5; times++) expect(await look()).toBe(first);
    });
  },
);
