import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CRASH_POINTS, type CrashPoint } from './crash/points.ts';
import { Random } from './crash/random.ts';
import { cutControl, cutIngest, cutService, POWER_CONTROLS } from './powercut/cuts.ts';
import { compilePreload } from './powercut/power.ts';

/** The short form of `npm run campaign:powercut`. */
const SEED = Number(process.env.LEDGERLINE_POWERCUT_SEED ?? '1');
const LONG_MS = 180_000;

const place = mkdtempSync(join(tmpdir(), 'powercut-'));
const library = compilePreload(place);
const without = library === null ? ' (skipped: there is no C compiler, or the system is not Linux)' : '';
afterAll(() => rmSync(place, { recursive: true, force: true }));

/** The moments at which something was just said to be safe, or is not yet. */
const POINTS: readonly (CrashPoint | null)[] = [
  'after origin removed',
  'amid commit: chunk counted',
  'after commit: seal recorded',
].map((name) => CRASH_POINTS.find((point) => point.name === name) ?? null);

const problemsOf = (results: readonly { problems: readonly string[] }[]): string[] =>
  results.flatMap(({ problems }) => [...problems]);

describe.skipIf(library === null).concurrent(`power cut with seed ${SEED}${without}`, () => {
  test(
    'the service loses no line that left its origin, and doubles none',
    async () => {
      const { results, flushed } = await cutService(
        join(place, 'world'),
        `${library}`,
        new Random(SEED),
        POINTS,
      );
      expect(problemsOf(results)).toEqual([]);
      const kinds = [/^ledgerline\.db$/, /^ledgerline\.db-wal$/, /^raw\/.*\/\d+\.part$/, /^raw\/.*\/\d\d$/];
      for (const kind of kinds)
        expect(
          [...flushed].some((path) => kind.test(path)),
          `${kind}`,
        ).toBe(true);
    },
    LONG_MS,
  );

  test(
    'the command ingest loses nothing once it said that it was done',
    async () => {
      const { results } = await cutIngest(join(place, 'ingest'), `${library}`, new Random(SEED), {
        cuts: 2,
        lines: 2000,
      });
      expect(problemsOf(results)).toEqual([]);
    },
    LONG_MS,
  );

  test.each(POWER_CONTROLS)(
    'a program in which $name is found out',
    async (control) => {
      const at = join(place, control.name.replaceAll(' ', '-'));
      expect(await cutControl(control, at, `${library}`, new Random(SEED), { cut: true })).not.toEqual([]);
    },
    LONG_MS,
  );
});
