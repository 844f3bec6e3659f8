import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DATABASE_FILE } from '../../store/database-file.ts';
import { LogCheckpoints } from '../../store/log-checkpoints.ts';
import { openDatabase } from '../../store/open-database.ts';
import { openReadingStore } from '../../store/reading-store.ts';
import type { WritingStore } from '../../store/store.ts';
import { openStoreThread } from '../../store/store-thread.ts';

const MEBIBYTE = 2 ** 20;
/** Moved when it has 40; three times more as much can come while what came before is moved, then the writer waits for the rest. */
const LONGEST_LOG = 160 * MEBIBYTE;

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'log-'));
const sizeOf = (folder: string, ending: string): number =>
  statSync(join(folder, DATABASE_FILE + ending), { throwIfNoEntry: false })?.size ?? 0;

async function written(store: WritingStore, from: number, to: number): Promise<void> {
  for (let at = from; at < to; at++) {
    const text = String(at).padEnd(MEBIBYTE, 'x');
    await store.addConfigurationVersion({ applied_at: at, applied_by: 'x', reason: 'x', text });
  }
}

async function textsIn(folder: string): Promise<number> {
  const reading = openReadingStore(folder);
  try {
    return reading.connection
      .prepare<[], number>('select count(distinct substr(text, 1, 3)) from configuration_version')
      .pluck()
      .get() as number;
  } finally {
    await reading.close();
  }
}

test('what stands in the log gets into the database while the store is open, beside what is written', async () => {
  const folder = newFolder();
  const store = await openStoreThread(folder);
  await written(store, 100, 120);
  await store.moveLog();
  expect(sizeOf(folder, '')).toBeGreaterThan(12 * MEBIBYTE);
  await written(store, 120, 122);
  await store.close();
  expect(sizeOf(folder, '-wal')).toBe(0);
  expect(await textsIn(folder)).toBe(22);
});

test('the log stays short however much is written', async () => {
  const folder = newFolder();
  const store = await openStoreThread(folder);
  let longest = 0;
  for (let at = 100; at < 500; at += 4) {
    await written(store, at, at + 4);
    longest = Math.max(longest, sizeOf(folder, '-wal'));
  }
  await store.close();
  expect(longest).toBeLessThan(LONGEST_LOG);
  expect(await textsIn(folder)).toBe(400);
});

test('a store that is closed while its log is being moved loses nothing', async () => {
  const folder = newFolder();
  const store = await openStoreThread(folder);
  await written(store, 100, 116);
  const moving = store.moveLog();
  await store.close();
  await moving;
  expect(sizeOf(folder, '-wal')).toBe(0);
  expect(await textsIn(folder)).toBe(16);
});

test('a reader keeps the log, and neither the writer nor the emptying from going on when it has left', async () => {
  const folder = newFolder();
  const store = await openStoreThread(folder);
  await written(store, 100, 101);
  const reading = openReadingStore(folder);
  const rows = reading.connection.prepare('select id from configuration_version').iterate();
  rows.next();
  await written(store, 101, 121);
  await store.moveLog();
  expect(await store.emptyLog()).toBe(false);
  rows.return?.();
  await reading.close();
  await store.moveLog();
  expect(await store.emptyLog()).toBe(true);
  expect(sizeOf(folder, '-wal')).toBe(0);
  await store.close();
});

test('trouble of measuring the log is not that of a commit that ended well', () => {
  const path = join(newFolder(), DATABASE_FILE);
  const connection = openDatabase(path, 'write');
  const log = new LogCheckpoints(connection, path);
  connection.close();
  expect(() => log.look()).not.toThrow();
});
