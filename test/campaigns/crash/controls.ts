import { join } from 'node:path';
import { breaches } from './laws.ts';
import type { CrashPoint } from './points.ts';
import { Random } from './random.ts';
import { World } from './world.ts';

/** A promise of the program that a control breaks, and the kill that must then cost records. */
export interface Control {
  readonly name: string;
  readonly sabotage: string;
  readonly killAt: CrashPoint;
}

const module = (name: string): string => join(import.meta.dirname, '..', name);

export const CONTROLS: readonly Control[] = [
  {
    name: 'the origin is deleted before its raw copy has its name',
    sabotage: module('crash-control-origin-first.ts'),
    killAt: { name: 'before raw copy named', need: 'file', passes: 1 },
  },
  {
    name: 'calls and cursor are not one transaction',
    sabotage: module('crash-control-no-transaction.ts'),
    killAt: { name: 'after commit: call inserted', need: 'file', passes: 1 },
  },
];

/**
 * What the laws say of the broken program: after the kill its promise was for they must say something, or the campaign
 * cannot see a loss; without a kill nothing, or they bite for the wrong reason.
 */
export async function runControl(
  control: Control,
  place: string,
  seed: number,
  { kill }: { kill: boolean },
): Promise<string[]> {
  const world = new World(place, new Random(seed), { sabotage: control.sabotage });
  const problems = (await world.create([])).flatMap((result) => result.problems);
  if (kill) {
    const result = await world.runKilled(control.killAt);
    if (result.point !== control.killAt.name) return [];
    problems.push(...result.problems);
  } else {
    world.deliveries.file();
  }
  problems.push(...(await world.runInPeace()));
  return [...problems, ...(await breaches(world))];
}
