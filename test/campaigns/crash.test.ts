import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runWorld } from './crash/campaign.ts';
import { CONTROLS, runControl } from './crash/controls.ts';
import { IngestRuns } from './crash/ingest-runs.ts';
import { CRASH_POINTS, type CrashPoint } from './crash/points.ts';
import { Random } from './crash/random.ts';

/** The short form of `npm run campaign:crash`. */
const SEED = Number(process.env.LEDGERLINE_CRASH_SEED ?? '1');
/** Beside other work on the machine it takes three times as long as alone. */
const LONG_MS = 600_000;

/** The moments between two things that must both happen or neither. */
const POINTS: readonly (CrashPoint | null)[] = [
  'amid new copy written',
  'after raw copy named',
  'after commit: file registered',
  'after origin removed',
  'amid call inserted',
  'before commit: chunk counted',
  'amid commit: chunk counted',
  'after commit: file grown',
  'after raw copy flushed',
  'after sealed copy named',
  'before raw copy removed',
  'amid checkpoint',
  null,
  null,
].map((name) => CRASH_POINTS.find((point) => point.name === name) ?? null);

let place = '';
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'crash-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const problemsOf = (results: readonly { problems: readonly string[] }[]): string[] =>
  results.flatMap(({ problems }) => [...problems]);

describe.concurrent(`killed with seed ${SEED}`, () => {
  test(
    'the service loses no line and doubles none, whenever it is killed',
    async () => {
      const results = await runWorld(join(place, 'world'), new Random(SEED), POINTS);
      expect(problemsOf(results)).toEqual([]);
      const named = results.filter(({ point, killed }) => killed && !/^at /.test(point));
      expect(named.length).toBeGreaterThanOrEqual(8);
    },
    LONG_MS,
  );

  test(
    'the command ingest, killed and run again, has every line once',
    async () => {
      const results = await new IngestRuns(join(place, 'ingest'), new Random(SEED)).run(5, 2000);
      expect(problemsOf(results)).toEqual([]);
    },
    LONG_MS,
  );

  test.each(CONTROLS)(
    'a program in which $name is found out',
    async (control) => {
      const found = await runControl(control, join(place, control.name), SEED, { kill: true });
      expect(found).not.toEqual([]);
    },
    LONG_MS,
  );
});
