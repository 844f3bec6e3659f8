import { join } from 'node:path';
import { IngestRuns } from './ingest-runs.ts';
import { breaches } from './laws.ts';
import { CRASH_POINTS, type CrashPoint } from './points.ts';
import { Random } from './random.ts';
import { birthPoints, type RunResult, World } from './world.ts';

export interface CampaignPlan {
  readonly place: string;
  readonly seed: number;
  readonly kills: number;
  readonly say: (text: string) => void;
}

/** Kills of one data folder, so that it sees many starts; then it is judged. */
const KILLS_A_WORLD = 24;
/** Of these, the command `ingest` gets as many. */
const INGEST_SHARE = 0.15;
const AT_RANDOM_SHARE = 0.25;
/** More than two chunks. */
const LINES_A_FILE = 45_000;
/** Machines have at least two processors. */
const WORLDS_AT_ONCE = 2;

export interface CampaignResult {
  readonly byPoint: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

/** The long form: many data folders, all points, two folders at a time. */
export async function runCampaign({ place, seed, kills, say }: CampaignPlan): Promise<CampaignResult> {
  const random = new Random(seed);
  const byIngest = Math.round(kills * INGEST_SHARE);
  const points = plannedPoints(random, kills - byIngest);
  const worlds: (() => Promise<RunResult[]>)[] = [];
  for (let at = 0; at < points.length; at += KILLS_A_WORLD) {
    const own = new Random(random.between(0, 2 ** 32 - 1));
    worlds.push(() => runWorld(join(place, `world-${at}`), own, points.slice(at, at + KILLS_A_WORLD)));
  }
  const own = new Random(random.between(0, 2 ** 32 - 1));
  worlds.push(() => new IngestRuns(join(place, 'ingest'), own).run(byIngest, LINES_A_FILE));
  const byPoint = new Map<string, number>();
  const problems: string[] = [];
  let killed = 0;
  const work = async (): Promise<void> => {
    for (let next = worlds.shift(); next !== undefined; next = worlds.shift()) {
      for (const result of await next()) {
        problems.push(...result.problems);
        if (!result.killed) continue;
        killed += 1;
        byPoint.set(result.point, (byPoint.get(result.point) ?? 0) + 1);
      }
      say(`${killed} of ${kills} kills, ${problems.length} breaches`);
    }
  };
  await Promise.all(Array.from({ length: WORLDS_AT_ONCE }, work));
  return { byPoint, problems };
}

/** Every point as often as any other, in random order, and between them kills at any moment. */
function plannedPoints(random: Random, kills: number): (CrashPoint | null)[] {
  const points: (CrashPoint | null)[] = [];
  while (points.length < kills) {
    for (const point of random.shuffled(CRASH_POINTS)) {
      points.push(point);
      if (random.chance(AT_RANDOM_SHARE / (1 - AT_RANDOM_SHARE))) points.push(null);
    }
  }
  return points.slice(0, kills);
}

/** One data folder through all its kills, to the end in peace, and judged. */
export async function runWorld(
  place: string,
  random: Random,
  points: readonly (CrashPoint | null)[],
): Promise<RunResult[]> {
  const world = new World(place, random);
  const results = await world.create(birthPoints(random, 2));
  for (const point of points) results.push(await world.runKilled(point));
  const problems = [...(await world.runInPeace()), ...(await breaches(world))];
  results.push({ point: 'the end', killed: false, problems });
  return results.map((result) => ({
    ...result,
    problems: result.problems.map((problem) => `${place}: ${problem}`),
  }));
}
