import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RawFrame } from '../../record/raw-copy.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';

const NOW = 1_700_000_000_000;
const FRAME: RawFrame = {
  offset: 0,
  length: 100,
  packed_offset: 0,
  packed_length: 40,
  sha256: '0'.repeat(64),
  first_day: null,
  last_day: null,
};

/** A store with one finished file of 100 bytes that may still grow at its origin. */
async function storeWithFile() {
  const store = openSqliteStore(await mkdtemp(join(tmpdir(), 'sealing-')));
  const intake = await store.reserveIntake();
  const prints = { head_mac: '', head_length: 0, tail_mac: '', content_chain: '', content_mac: 'a' };
  const { content_mac, ...macs } = prints;
  const origin = { path: 'Master.csv', size: 100, modified_at: NOW, consumed: 100, ...macs };
  const file = { intake, source: 'pbx', name: 'Master.csv', day: 1, received_at: NOW, session: null };
  const state = 'finished' as const;
  await store.addFile({ ...file, length: 100, finished: true, content_mac, origin: { ...origin, state } });
  const growTo = (length: number) =>
    store.growFile(intake, {
      length,
      received_at: NOW,
      finished: false,
      content_mac: 'b',
      origin: { ...origin, size: length, consumed: length, state: 'open' },
    });
  return { store, intake, growTo };
}

test('a file that grew while its raw copy was packed keeps the plain copy, which has all its bytes', async () => {
  const { store, intake, growTo } = await storeWithFile();
  await growTo(150);
  expect(await store.recordSeal({ intake, path: 'raw/pbx/1.zst', frames: [FRAME], places_blanked: 0 })).toBe(
    false,
  );
  expect(await store.rawPaths()).not.toContain('raw/pbx/1.zst');
  await store.close();
});

test('nothing is appended to a plain copy once the packed one stands in its place', async () => {
  const { store, intake, growTo } = await storeWithFile();
  expect(await store.recordSeal({ intake, path: 'raw/pbx/1.zst', frames: [FRAME], places_blanked: 0 })).toBe(
    true,
  );
  expect(await growTo(150)).toBe(false);
  expect(await store.intake(intake)).toMatchObject({ length: 100, finished: true });
  await store.close();
});
