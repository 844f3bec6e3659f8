import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import { openStoreThread } from '../../store/store-thread.ts';
import { PLACE } from '../test-folder.ts';

/** Whether this process has a lock on the file, as the kernel lists them. */
function isLocked(path: string): boolean {
  const { ino } = statSync(path);
  return readFileSync('/proc/locks', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .some((words) => words[4] === String(process.pid) && words[5]?.split(':')[2] === String(ino));
}

test.skipIf(!existsSync('/proc/locks'))(
  'a reader keeps its locks on the database when the thread that scrubbed it has ended (Linux lists them)',
  async () => {
    const folder = mkdtempSync(join(PLACE, 'ledgerline-'));
    const path = join(folder, DATABASE_FILE);
    const writer = await openStoreThread(folder);
    const reader = openReadingStore(folder);
    try {
      reader.connection.prepare('select count(*) from undefined_line').get();
      expect(await writer.scrubGaps(10_000, true)).toBe('done');
      expect(isLocked(path)).toBe(true);
    } finally {
      await writer.close();
    }
    // The thread ends behind its answer.
    await wait(200);
    expect(isLocked(path)).toBe(true);
    await reader.close();
    expect(isLocked(path)).toBe(false);
    rmSync(folder, { recursive: true });
  },
);
