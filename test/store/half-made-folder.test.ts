import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';

/** A data folder whose making was killed right after the database file appeared. */
async function halfMade() {
  const folder = await mkdtemp(join(tmpdir(), 'half-made-'));
  const path = join(folder, DATABASE_FILE);
  writeFileSync(path, '');
  chmodSync(path, 0o644);
  return { folder, path };
}

test('a database whose making was killed is made as any other at the next start', async () => {
  const { folder, path } = await halfMade();
  await openSqliteStore(folder).close();
  const { connection, close } = openReadingStore(folder);
  expect(connection.pragma('page_size', { simple: true })).toBe(8192);
  await close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('reading from a half-made data folder says what to do', async () => {
  const { folder } = await halfMade();
  expect(() => openReadingStore(folder)).toThrow(
    expect.objectContaining({ hint: expect.stringContaining('ledgerline init') }),
  );
});
