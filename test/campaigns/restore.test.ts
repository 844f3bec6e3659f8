import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { PLACE } from '../test-folder.ts';
import { Random } from './crash/random.ts';
import { problemsOfRestoreControl, RESTORE_CONTROLS } from './restore/controls.ts';
import { restoreBackups } from './restore/living-folder.ts';

/** The short form of `npm run campaign:restore`. */
const SEED = Number(process.env.LEDGERLINE_RESTORE_SEED ?? '1');
const LONG_MS = 300_000;

const place = mkdtempSync(join(PLACE, 'restore-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

test(
  `each backup of a living folder comes back whole, with seed ${SEED}`,
  async () => {
    const { problems } = await restoreBackups(place, new Random(SEED), 4);
    expect(problems).toEqual([]);
  },
  LONG_MS,
);

test.each(RESTORE_CONTROLS)(
  'a program in which $name is found out',
  ({ preload }) => {
    expect(problemsOfRestoreControl(preload, SEED)).not.toEqual([]);
  },
  LONG_MS,
);
