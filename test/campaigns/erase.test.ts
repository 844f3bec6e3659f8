import { expect, test } from 'vitest';
import { Random } from './crash/random.ts';
import { ERASE_CONTROLS, problemsOfEraseControl } from './erase/controls.ts';
import { problemsOf, WAYS } from './erase/ways-of-going.ts';

/** The short form of `npm run campaign:erase`. */
const SEED = Number(process.env.LEDGERLINE_ERASE_SEED ?? '1');
const LONG_MS = 300_000;

test.each(Object.keys(WAYS) as (keyof typeof WAYS)[])(
  `no byte of a number is left where %s, with seed ${SEED}`,
  async (way) => {
    expect(await problemsOf(way, new Random(SEED))).toEqual([]);
  },
  LONG_MS,
);

test.each(ERASE_CONTROLS)(
  'a program in which $name is found out',
  ({ preload }) => {
    expect(problemsOfEraseControl(preload, SEED)).not.toEqual([]);
  },
  LONG_MS,
);
