import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { IngestRuns } from '../crash/ingest-runs.ts';
import { breaches } from '../crash/laws.ts';
import type { CrashPoint } from '../crash/points.ts';
import type { Random } from '../crash/random.ts';
import { birthPoints, type Circumstances, type RunResult, World } from '../crash/world.ts';
import { Power } from './power.ts';

/** Cuts, what they broke, and which files were ever flushed: without any the campaign would see nothing. */
export interface CutResults {
  readonly results: readonly RunResult[];
  readonly flushed: ReadonlySet<string>;
}

function circumstancesOf(power: Power, sabotage: string | null): Circumstances {
  const { environment } = power;
  return { environment, sabotage, sectorsTear: true, afterDeath: () => power.cut() };
}

/** A service whose power is cut at each of these points, and at any moment where the point is null. */
export async function cutService(
  place: string,
  library: string,
  random: Random,
  points: readonly (CrashPoint | null)[],
): Promise<CutResults> {
  mkdirSync(place, { recursive: true });
  const power = new Power(join(place, 'store'), library, random);
  const world = new World(place, random, circumstancesOf(power, null));
  const results = await world.create(birthPoints(random, 2));
  for (const point of points) results.push(await world.runKilled(point));
  const problems = await world.runInPeace();
  power.cut();
  problems.push(...(await breaches(world)));
  results.push({ point: 'the end', killed: false, problems });
  return { results: results.map((result) => saidOf(place, result)), flushed: power.flushed };
}

/** The command `ingest`: the power is cut in its middle, and at once when it said that it was done. */
export async function cutIngest(
  place: string,
  library: string,
  random: Random,
  { cuts, lines }: { cuts: number; lines: number },
): Promise<CutResults> {
  mkdirSync(place, { recursive: true });
  const power = new Power(join(place, 'store'), library, random);
  const runs = new IngestRuns(place, random, circumstancesOf(power, null));
  const results = await runs.run(cuts, lines);
  return { results: results.map((result) => saidOf(place, result)), flushed: power.flushed };
}

const saidOf = (place: string, result: RunResult): RunResult => ({
  ...result,
  problems: result.problems.map((problem) => `${place}, ${result.point}: ${problem}`),
});

/** A promise of the program that a control breaks, and the moment at which the power must not fail then. */
export interface PowerControl {
  readonly name: string;
  readonly sabotage: string;
}

const module = (name: string): string => join(import.meta.dirname, '..', name);

export const POWER_CONTROLS: readonly PowerControl[] = [
  { name: 'the database flushes only at checkpoints', sabotage: module('powercut-control-normal.ts') },
  { name: 'raw copies are not flushed', sabotage: module('powercut-control-unflushed.ts') },
];

const PATIENCE_OF_CONTROLS_MS = 10_000;
const ORIGIN_GONE: CrashPoint = { name: 'after origin removed', need: 'file', passes: 1 };

/** What the laws say of the broken program: with a cut something, without one nothing. */
export async function cutControl(
  control: PowerControl,
  place: string,
  library: string,
  random: Random,
  { cut }: { cut: boolean },
): Promise<string[]> {
  mkdirSync(place, { recursive: true });
  const power = new Power(join(place, 'store'), library, random);
  const circumstances = circumstancesOf(power, control.sabotage);
  const spared = { ...circumstances, afterDeath: () => {} };
  const world = new World(place, random, cut ? circumstances : spared);
  const problems = (await world.create([])).flatMap((result) => result.problems);
  // The same kill in both, so that it is the power and not the kill that costs.
  const result = await world.runKilled(ORIGIN_GONE);
  if (result.point !== ORIGIN_GONE.name) return cut ? [] : [`${ORIGIN_GONE.name} was not reached`];
  problems.push(...result.problems);
  if (cut && problems.length > 0) return problems;
  // What was lost keeps the program from coming to rest.
  problems.push(...(await world.runInPeace(cut ? PATIENCE_OF_CONTROLS_MS : undefined)));
  if (cut && problems.length > 0) return problems;
  return [...problems, ...(await breaches(world))];
}
