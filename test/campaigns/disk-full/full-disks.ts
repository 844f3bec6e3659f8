import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CallLines } from '../crash/call-lines.ts';
import { breaches, lineBreaches, verifyBreaches } from '../crash/laws.ts';
import type { Random } from '../crash/random.ts';
import { type ProgramRun, runProgram } from '../crash/service-run.ts';
import { StoreState } from '../crash/store-state.ts';
import { NEEDS, World } from '../crash/world.ts';
import { SmallDisk } from './small-disk.ts';

/** Free bytes at the worst moment: from none to more than what is delivered meanwhile needs. */
const MOST_FREE = 400_000;
/** A service that has not met the full disk by then has done its work in the room there was. */
const PATIENCE_MS = 1_500;
const EMPTIED = join(import.meta.dirname, '../disk-full-control-emptied.ts');
/** Room for the rows of some files, and less than their raw copies need. */
const FREE_OF_THE_CONTROL = { least: 60_000, most: 150_000, files: 8 };
const RUNS_OF_THE_CONTROL = 12;
const PATIENCE_OF_THE_CONTROL_MS = 3_000;

/** After so many moments the service is started again, a day later, so that it packs raw copies on a full disk. */
const MOMENTS_A_START = 6;
const STARTS_TRIED = 5;

export interface FullDiskResult {
  readonly moments: number;
  /** How often the disk was full, by what could not be done. */
  readonly words: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

const SITE = '--driver asterisk-csv --time-zone Europe/Berlin --country DE --area-code 30'.split(' ');

/** Counts the messages about a full disk; numbers and places in them are left out. */
function countWords(said: string, words: Map<string, number>): void {
  for (const line of said.split('\n')) {
    if (!/is full|ENOSPC|SQLITE_FULL/.test(line)) continue;
    const message = /"msg":"([^"]+)"/.exec(line)?.[1] ?? line;
    const word = message
      .replace(/\/[^\s:";]+/g, '…')
      .replace(/\d+/g, '#')
      .slice(0, 110);
    words.set(word, (words.get(word) ?? 0) + 1);
  }
}

/** A service whose disk becomes full again and again while files and streams arrive and raw copies are packed. */
export async function fillUnderService(
  place: string,
  random: Random,
  moments: number,
): Promise<FullDiskResult> {
  mkdirSync(place, { recursive: true });
  const disk = new SmallDisk(join(place, 'store'));
  try {
    const world = new World(place, random);
    const words = new Map<string, number>();
    const problems = (await world.create([])).flatMap((result) => result.problems);
    let [done, refused] = [0, 0];
    while (done < moments && problems.length === 0) {
      // The start itself, with its daily jobs, meets a disk that is nearly full.
      if (random.chance(0.5)) disk.leave(random.between(0, MOST_FREE));
      const times = Math.min(MOMENTS_A_START, moments - done);
      const { code, err, hung } = await world.runDisturbed({ times, needs: NEEDS }, async (act, run) => {
        await oneMoment(disk, random.between(0, MOST_FREE), random, { act, run });
        done += 1;
      });
      countWords(err, words);
      disk.makeRoom();
      // A service that cannot start or go on says so and is started again; it may not do so without a word.
      if (code === 0) refused = 0;
      else if (/is full/.test(err) && refused < STARTS_TRIED) refused += 1;
      else problems.push(`a run ended with ${code}: ${err.slice(-1500)}`);
      if (hung !== null)
        problems.push(`with room again the service did not come to rest (${hung}): ${err.slice(-1500)}`);
      problems.push(...world.lookAtTheDead());
    }
    problems.push(...(await world.runInPeace()), ...(await breaches(world)));
    return { moments: done, words, problems };
  } finally {
    disk.remove();
  }
}

/** What a program loses, on a full disk or with room enough, that takes emptied raw copies for written ones. */
export async function emptiedControl(
  place: string,
  random: Random,
  { full }: { full: boolean },
): Promise<string[]> {
  mkdirSync(place, { recursive: true });
  const disk = new SmallDisk(join(place, 'store'));
  const { least, most, files } = FREE_OF_THE_CONTROL;
  try {
    const world = new World(place, random, { sabotage: EMPTIED });
    const problems = (await world.create([])).flatMap((result) => result.problems);
    for (let runs = full ? RUNS_OF_THE_CONTROL : 1; runs > 0 && problems.length === 0; runs--) {
      const disturbance = {
        times: 1,
        needs: ['file'],
        patience_ms: full ? PATIENCE_OF_THE_CONTROL_MS : 60_000,
      } as const;
      await world.runDisturbed(disturbance, async (act, run) => {
        if (full) disk.leave(random.between(least, most));
        for (let left = files; left > 0; left--) act();
        if (full) await untilFull(run, 0, PATIENCE_MS);
        disk.makeRoom();
      });
      problems.push(...world.lookAtTheDead());
    }
    return problems;
  } finally {
    disk.remove();
  }
}

async function oneMoment(
  disk: SmallDisk,
  free: number,
  random: Random,
  { act, run }: { act: () => void; run: ProgramRun },
): Promise<void> {
  const before = run.said.length;
  if (random.chance(0.5)) act();
  // Half of them while the service is at work, the others before it begins.
  await sleep(random.between(0, 40));
  disk.leave(free);
  for (let left = random.between(1, 3); left > 0; left--) act();
  await untilFull(run, before, random.between(200, PATIENCE_MS));
  await sleep(random.between(0, 100));
  disk.makeRoom();
}

/** Until the service says behind what it said before that the disk is full, is gone, or has no need to say so. */
async function untilFull(run: ProgramRun, before: number, patienceMs: number): Promise<void> {
  const until = performance.now() + patienceMs;
  while (!run.gone.aborted && performance.now() < until) {
    if (run.said.slice(before).includes('is full')) break;
    await sleep(10);
  }
}

/** The command `ingest` on a disk with less and less to spare: it fails with a clear word, and run again it has every line once. */
export async function fillUnderIngest(
  place: string,
  random: Random,
  moments: number,
): Promise<FullDiskResult> {
  const files = join(place, 'files');
  mkdirSync(files, { recursive: true });
  const disk = new SmallDisk(join(place, 'store'));
  const calls = new CallLines(random, Date.now());
  const words = new Map<string, number>();
  const problems: string[] = [];
  const taken: string[][] = [];
  try {
    for (let moment = 0; moment < moments; moment++) {
      const lines = calls.batch(random.between(100, 3000), true);
      const file = join(files, String(moment));
      writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
      taken.push(lines);
      const args = ['ingest', '--data', disk.folder, '--source', 'pbx', ...SITE, file];
      disk.leave(Math.floor((moment / moments) * 4_000_000) + random.between(0, 8191));
      const full = await runProgram(args);
      countWords(full.err, words);
      if (full.code !== 0 && !/is full[\s\S]*(?:Free some space|Make room)/.test(full.err))
        problems.push(
          `ingest on a full disk ended with ${full.code} and no clear word: ${full.err.slice(-1000)}`,
        );
      disk.makeRoom();
      const again = full.code === 0 ? full : await runProgram(args);
      if (again.code !== 0)
        problems.push(`ingest with room again ended with ${again.code}: ${again.err.slice(-1000)}`);
    }
    problems.push(...(await verifyBreaches(disk.folder)));
    const state = new StoreState(disk.folder);
    problems.push(...(await lineBreaches(state, 'pbx', taken)));
    await state.close();
    return { moments, words, problems };
  } finally {
    disk.remove();
  }
}
