import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Random } from './crash/random.ts';
import { emptiedControl, fillUnderIngest, fillUnderService } from './disk-full/full-disks.ts';
import { mayMount } from './disk-full/small-disk.ts';

/** The short form of `npm run campaign:disk-full`. */
const SEED = Number(process.env.LEDGERLINE_DISK_FULL_SEED ?? '1');
const LONG_MS = 300_000;

const place = mkdtempSync(join(tmpdir(), 'disk-full-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const allowed = mayMount();
const unless = allowed ? '' : ' (skipped: a small disk can only be mounted by root)';

describe.skipIf(!allowed).concurrent(`a disk full again and again with seed ${SEED}${unless}`, () => {
  test(
    'the service loses no line, doubles none, and goes on by itself',
    async () => {
      const { problems, words } = await fillUnderService(join(place, 'service'), new Random(SEED), 3);
      expect(problems).toEqual([]);
      expect([...words.keys()]).not.toEqual([]);
    },
    LONG_MS,
  );

  test(
    'the command ingest says so, and run again has every line once',
    async () => {
      const { problems, words } = await fillUnderIngest(join(place, 'ingest'), new Random(SEED), 2);
      expect(problems).toEqual([]);
      expect([...words.keys()]).not.toEqual([]);
    },
    LONG_MS,
  );

  test(
    'a program that takes a raw copy for written that found no room is found out',
    async () => {
      const found = await emptiedControl(join(place, 'control'), new Random(SEED), { full: true });
      expect(found).toContainEqual(expect.stringContaining('left its origin without a raw copy'));
    },
    LONG_MS,
  );
});
