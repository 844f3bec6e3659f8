import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Random } from './crash/random.ts';
import {
  emptiedControl,
  type FullDiskResult,
  fillUnderIngest,
  fillUnderService,
} from './disk-full/full-disks.ts';
import { mayMount } from './disk-full/small-disk.ts';

/**
 * Fills the disk of the data folder at many moments, under a running service and under `ingest`, and looks for lines that
 * are lost or doubled. `npm run campaign:disk-full -- --moments 120 --seed 1`
 */
const { values } = parseArgs({
  options: {
    moments: { type: 'string', default: '120' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const INGEST_SHARE = 0.3;
const MOMENTS_A_WORLD = 30;

const seed = Number(values.seed);
const moments = Number(values.moments);
const place = mkdtempSync(join(tmpdir(), 'disk-full-campaign-'));
const started = performance.now();
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function controlBites(): Promise<boolean> {
  const control = (full: boolean): Promise<string[]> =>
    emptiedControl(join(place, `control-${full ? 'full' : 'spared'}`), new Random(seed), { full });
  const [spared, full] = [await control(false), await control(true)];
  const bites = spared.length === 0 && full.length > 0;
  say(
    `Control "a raw copy without room is emptied and counts as written": ${bites ? 'bites, as it must' : 'DOES NOT BITE'}`,
  );
  for (const problem of bites ? full : spared) say(`  ${problem.slice(0, 160)}`);
  return bites;
}

async function run(): Promise<number> {
  say(`Seed ${seed}. Data folders in ${place}.`);
  const bites = await controlBites();
  const random = new Random(seed);
  const results: FullDiskResult[] = [];
  const byIngest = Math.round(moments * INGEST_SHARE);
  for (let left = moments - byIngest; left > 0; left -= MOMENTS_A_WORLD) {
    const own = new Random(random.between(0, 2 ** 32 - 1));
    results.push(await fillUnderService(join(place, `world-${left}`), own, Math.min(left, MOMENTS_A_WORLD)));
    say(`${results.reduce((sum, result) => sum + result.moments, 0)} moments under the service`);
  }
  results.push(await fillUnderIngest(join(place, 'ingest'), random, byIngest));
  const words = new Map<string, number>();
  for (const result of results)
    for (const [word, count] of result.words) words.set(word, (words.get(word) ?? 0) + count);
  for (const [word, count] of [...words].sort()) say(`${String(count).padStart(5)}  ${word}`);
  const problems = results.flatMap((result) => result.problems);
  const all = results.reduce((sum, result) => sum + result.moments, 0);
  say(
    `${all} moments at which the disk was full or nearly so, in ${Math.round((performance.now() - started) / 1000)} s.`,
  );
  for (const problem of problems) say(`BREACH: ${problem}`);
  say(
    problems.length === 0 ? 'Nothing lost, nothing doubled.' : `${problems.length} breaches. Seed ${seed}.`,
  );
  return bites && problems.length === 0 ? 0 : 1;
}

if (mayMount()) process.exitCode = await run();
else say('Skipped: a small disk can only be mounted by root.');
if (process.exitCode === 0) rmSync(place, { recursive: true, force: true });
