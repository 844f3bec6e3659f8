import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CRASH_POINTS, type CrashPoint } from './crash/points.ts';
import { Random } from './crash/random.ts';
import type { RunResult } from './crash/world.ts';
import { cutControl, cutIngest, cutService, POWER_CONTROLS } from './powercut/cuts.ts';
import { compilePreload } from './powercut/power.ts';

/**
 * Cuts the power while files are delivered, grow and are sent again: what was not flushed is gone, or there in parts.
 * `npm run campaign:powercut -- --cuts 200 --seed 1`
 */
const { values } = parseArgs({
  options: {
    cuts: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    keep: { type: 'boolean', default: false },
  },
});
const CUTS_A_WORLD = 24;
const INGEST_SHARE = 0.2;
const AT_RANDOM_SHARE = 0.25;
const LINES_A_FILE = 20_000;
const WORLDS_AT_ONCE = 2;

const seed = Number(values.seed);
const cuts = Number(values.cuts);
const random = new Random(seed);
const place = mkdtempSync(join(tmpdir(), 'powercut-campaign-'));
const started = performance.now();
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const library = compilePreload(place);

async function controlsBite(preload: string): Promise<boolean> {
  let all = true;
  for (const [number, control] of POWER_CONTROLS.entries()) {
    const at = (what: string): string => join(place, `control-${number}-${what}`);
    const [spared, cut] = await Promise.all([
      cutControl(control, at('spared'), preload, new Random(seed), { cut: false }),
      cutControl(control, at('cut'), preload, new Random(seed), { cut: true }),
    ]);
    const bites = spared.length === 0 && cut.length > 0;
    say(`Control "${control.name}": ${bites ? 'bites, as it must' : 'DOES NOT BITE'}`);
    for (const problem of bites ? cut : spared) say(`  ${problem.split('\n')[0]?.slice(0, 160)}`);
    all &&= bites;
  }
  return all;
}

/** Every point as often as any other, and between them any moment. */
function plannedPoints(count: number): (CrashPoint | null)[] {
  const points: (CrashPoint | null)[] = [];
  while (points.length < count) {
    for (const point of random.shuffled(CRASH_POINTS)) {
      points.push(point);
      if (random.chance(AT_RANDOM_SHARE / (1 - AT_RANDOM_SHARE))) points.push(null);
    }
  }
  return points.slice(0, count);
}

async function runAll(preload: string): Promise<RunResult[]> {
  const own = (): Random => new Random(random.between(0, 2 ** 32 - 1));
  const byIngest = Math.round(cuts * INGEST_SHARE);
  const points = plannedPoints(cuts - byIngest);
  const worlds: (() => Promise<readonly RunResult[]>)[] = [];
  for (let at = 0; at < points.length; at += CUTS_A_WORLD) {
    const [folder, chance, some] = [join(place, `world-${at}`), own(), points.slice(at, at + CUTS_A_WORLD)];
    worlds.push(async () => (await cutService(folder, preload, chance, some)).results);
  }
  const [folder, chance] = [join(place, 'ingest'), own()];
  const lines = LINES_A_FILE;
  worlds.push(async () => (await cutIngest(folder, preload, chance, { cuts: byIngest, lines })).results);
  const done: RunResult[] = [];
  const work = async (): Promise<void> => {
    for (let next = worlds.shift(); next !== undefined; next = worlds.shift()) {
      done.push(...(await next()));
      say(`${done.length} runs, ${done.flatMap(({ problems }) => problems).length} breaches`);
    }
  };
  await Promise.all(Array.from({ length: WORLDS_AT_ONCE }, work));
  return done;
}

if (library === null) {
  say(
    'Skipped: this campaign needs Linux and a C compiler (cc) for the library that is loaded before the program.',
  );
} else {
  say(`Seed ${seed}. Data folders in ${place}.`);
  const bite = await controlsBite(library);
  const results = await runAll(library);
  const problems = results.flatMap((result) => result.problems);
  const killed = results.filter((result) => result.killed).length;
  const rested = results.length - killed;
  for (const problem of problems) say(`BREACH: ${problem.slice(0, 1000)}`);
  say(
    `${killed} cuts while a program ran, ${rested} at rest or behind its word that it was done, in ${Math.round((performance.now() - started) / 1000)} s.`,
  );
  say(
    problems.length === 0 ? 'Nothing lost, nothing doubled.' : `${problems.length} breaches. Seed ${seed}.`,
  );
  const failed = !bite || problems.length > 0;
  if (!failed && !values.keep) rmSync(place, { recursive: true, force: true });
  process.exitCode = failed ? 1 : 0;
}
