import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { zstdDecompressSync } from 'node:zlib';
import { freePort } from '../../free-port.ts';
import { serviceConfiguration } from './configurations.ts';
import { contentAt, Deliveries, sha256 } from './deliveries.ts';
import { BIRTH_POINTS, type CrashPoint, type Need } from './points.ts';
import type { Random } from './random.ts';
import { type Ended, ProgramRun, runProgram, type Start } from './service-run.ts';
import { StoreState } from './store-state.ts';
import { connected, ForgetfulSystem, RepeatingSystem } from './telephone-systems.ts';

/** A service that neither dies nor comes to rest within this time hangs. */
const PATIENCE_MS = 60_000;
const LISTENS_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 25;

/** How one run of the service ended, and at which point it was killed. */
export interface RunResult {
  readonly point: string;
  readonly killed: boolean;
  readonly problems: readonly string[];
}

/** What is special about the machine of a world, and what its program is broken with. */
export interface Circumstances {
  readonly sabotage?: string | null;
  readonly environment?: Readonly<Record<string, string>>;
  /** Happens to the data folder whenever a process was killed. */
  readonly afterDeath?: () => void;
  /** Whether sectors of what was not flushed read as zeros behind that: lines can be torn in the middle, too. */
  readonly sectorsTear?: boolean;
}

/** How often one run is disturbed, what is delivered meanwhile, and how long it may take to come to rest behind it. */
interface Disturbance {
  readonly times: number;
  readonly needs: readonly Need[];
  readonly patience_ms?: number;
}

/** A data folder with its telephone systems, through all the runs of its service. */
export class World {
  readonly folder: string;
  readonly drop: string;
  readonly deliveries: Deliveries;
  readonly repeating: RepeatingSystem;
  readonly forgetful: ForgetfulSystem;
  /** What stood in the raw copies of streams when the service was killed. */
  readonly streamCopies = new Map<string, Buffer>();
  readonly sectorsTear: boolean;
  private readonly random: Random;
  private readonly circumstances: Circumstances;
  private ports = { repeating: 0, forgetful: 0 };
  private starts = 0;

  constructor(place: string, random: Random, circumstances: Circumstances = {}) {
    this.folder = join(place, 'store');
    this.drop = join(place, 'drop');
    mkdirSync(place, { recursive: true });
    this.random = random;
    this.circumstances = circumstances;
    this.sectorsTear = circumstances.sectorsTear ?? false;
    this.deliveries = new Deliveries(this.drop, random, Date.now());
    this.repeating = new RepeatingSystem(this.deliveries.calls);
    this.forgetful = new ForgetfulSystem(this.deliveries.calls);
  }

  /** Makes the data folder and applies the configuration, killed at each of these points before it succeeds. */
  async create(killAt: readonly CrashPoint[]): Promise<RunResult[]> {
    this.ports = { repeating: await freePort(), forgetful: await freePort() };
    const configuration = join(this.drop, '../configuration.yaml');
    writeFileSync(configuration, serviceConfiguration(this.drop, this.ports));
    const results: RunResult[] = [];
    const apply = ['config', 'apply', configuration, '--data', this.folder];
    for (const { name } of killAt) {
      const { signal } = await runProgram(apply, { ...this.circumstances, crashAt: `${name}:1` });
      this.circumstances.afterDeath?.();
      results.push({ point: name, killed: signal === 'SIGKILL', problems: [] });
    }
    const { code, err } = await runProgram(apply, this.circumstances);
    this.circumstances.afterDeath?.();
    if (code === 0) return results;
    const problem = `config apply failed after it was killed at ${killAt.map(({ name }) => name)}: ${err}`;
    return [...results, { point: 'config apply', killed: false, problems: [problem] }];
  }

  /** One run of the service with something to do, killed at a point; at any moment when the point is null. */
  async runKilled(point: CrashPoint | null): Promise<RunResult> {
    const { random } = this;
    const n = point === null ? 1 : random.between(1, point.passes);
    if (random.chance(0.5)) this.act(point?.need ?? 'file');
    const start = point === null ? {} : { crashAt: `${point.name}:${n}` };
    const run = this.start(start);
    const acting = this.keepActing(point?.need ?? random.pick(NEEDS), run);
    if (point === null) void sleep(random.between(0, 900)).then(() => run.kill('SIGKILL'));
    const received = await acting;
    const hung = await this.restOrEnd(run, { halves: true });
    // What a connection brought counts as taken only when the service was seen to have come to rest behind it.
    if (!run.gone.aborted && hung === null) this.forgetful.taken.push(...received);
    if (point?.need === 'stop' && !run.gone.aborted) {
      run.kill('SIGTERM');
      await Promise.race([run.ended, sleep(PATIENCE_MS)]);
    }
    const killed = run.gone.aborted;
    if (!killed) run.kill('SIGKILL');
    const { signal, code, err } = await run.ended;
    this.circumstances.afterDeath?.();
    const problems = hung === null ? [] : [`the service did not come to rest (${hung}): ${err.slice(-500)}`];
    if (signal !== 'SIGKILL' && point?.need !== 'stop')
      problems.push(`the service ended with ${code}: ${err}`);
    problems.push(...this.lookAtTheDead());
    return {
      point: pointName(point, killed && signal === 'SIGKILL'),
      killed: signal === 'SIGKILL',
      problems,
    };
  }

  /** One run of the service with something to do, again and again disturbed, and ended in good order if it lasts so long. */
  async runDisturbed(
    { times, needs, patience_ms }: Disturbance,
    disturb: (act: () => void, run: ProgramRun) => Promise<void>,
  ): Promise<Ended & { hung: string | null }> {
    const { random } = this;
    const run = this.start({});
    let hung: string | null = null;
    try {
      // What disturbs it must not be over before it is at work; a full disk may keep it from that.
      const patience = AbortSignal.any([run.gone, AbortSignal.timeout(LISTENS_WITHIN_MS)]);
      (await connected(this.ports.repeating, patience))?.destroy();
      for (let left = times; left > 0 && !run.gone.aborted; left--) {
        const streams = this.repeating.send(this.ports.repeating, random.between(1, 40), run.gone);
        await disturb(() => this.act(random.pick(needs)), run);
        await streams;
      }
      hung = await this.restOrEnd(run, { halves: true }, patience_ms);
    } finally {
      run.kill('SIGTERM');
    }
    return { ...(await run.ended), hung };
  }

  /** The last run: in peace, until all is accounted for, and stopped in good order. */
  async runInPeace(patienceMs?: number): Promise<string[]> {
    this.deliveries.complete();
    const run = this.start({});
    const whole = await this.repeating.send(this.ports.repeating, 5, run.gone);
    const hung = await this.restOrEnd(run, { halves: false }, patienceMs);
    run.kill('SIGTERM');
    const { code, err } = await run.ended;
    const problems: string[] = [];
    if (!whole) problems.push('the last connection of the repeating system was broken off');
    if (hung !== null) problems.push(`the last run did not come to rest (${hung}): ${err.slice(-500)}`);
    if (code !== 0) problems.push(`the last run ended with ${code}: ${err.slice(-2000)}`);
    return problems;
  }

  private start(start: Start): ProgramRun {
    this.starts += 1;
    const args = ['serve', '--data', this.folder, '--log', 'warn'];
    return new ProgramRun(args, { ...this.circumstances, ...start, day: this.starts });
  }

  private act(need: Need): void {
    if (need === 'resend') this.deliveries.resend();
    else if (need === 'growth') this.deliveries.growth();
    else if (need === 'rotation') this.deliveries.rotation();
    else this.deliveries.file();
  }

  /** Delivers what is needed and something else besides, while the service runs; the lines one system got rid of. */
  private async keepActing(need: Need, run: ProgramRun): Promise<readonly string[]> {
    const { random, ports } = this;
    const streams = async (): Promise<readonly string[]> => {
      const repeating = this.repeating.send(ports.repeating, random.between(1, 40), run.gone);
      const received = await this.forgetful.send(ports.forgetful, random.between(1, 40), run.gone);
      await repeating;
      return received;
    };
    const streaming = need === 'stream' || random.chance(0.2) ? streams() : Promise.resolve([]);
    for (const next of random.shuffled([need, random.pick(NEEDS)])) {
      this.act(next);
      await sleep(random.between(0, 150));
    }
    return streaming;
  }

  /** Waits until all is accounted for or the process is gone. What is left when neither happens, null otherwise. */
  private async restOrEnd(
    run: ProgramRun,
    rest: { halves: boolean },
    patienceMs = PATIENCE_MS,
  ): Promise<string | null> {
    // Where a full disk let it not begin, no reader can open the store either.
    if (run.gone.aborted) return null;
    const state = new StoreState(this.folder);
    const until = performance.now() + patienceMs;
    let settled = 0;
    let left: string | null = null;
    try {
      while (!run.gone.aborted && performance.now() < until) {
        left = state.unsettled(this.deliveries, this.drop, rest);
        settled = left === null ? settled + 1 : 0;
        // A few times in a row: a connection that was just made must have been seen.
        if (settled > 4) return null;
        await sleep(LOOK_EVERY_MS);
      }
    } finally {
      await state.close();
    }
    return run.gone.aborted ? null : (left ?? 'all was accounted for just now');
  }

  /** What must hold at the moment of death: whatever left its origin has its bytes in a raw copy. */
  lookAtTheDead(): string[] {
    const copies = new Set<string>();
    for (const { path, bytes } of rawCopies(this.folder)) {
      copies.add(sha256(bytes));
      if (path.startsWith('raw/repeating') || path.startsWith('raw/forgetful'))
        this.streamCopies.set(path, bytes);
    }
    return this.deliveries.files
      .filter((file) => contentAt(this.deliveries.pathOf(file)) === null && !copies.has(file.content))
      .map(({ folder, name }) => `${folder}/${name} left its origin without a raw copy`);
  }
}

export const NEEDS: readonly Need[] = ['file', 'file', 'resend', 'growth', 'rotation'];

function pointName(point: CrashPoint | null, reached: boolean): string {
  if (point === null) return 'at random';
  return reached ? point.name : 'at rest';
}

/** The raw copies of a data folder, plain and sealed, by their plain names. */
function rawCopies(folder: string): { path: string; bytes: Buffer }[] {
  const raw = join(folder, 'raw');
  if (!existsSync(raw)) return [];
  return (
    readdirSync(raw, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /^\d+(?:\.zst)?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      // What was put aside is not what the program relies on.
      .filter((path) => !path.includes('/_stray/'))
      .map((path) => {
        const bytes = readFileSync(path);
        const sealed = path.endsWith('.zst');
        return {
          path: relative(folder, path).replace(/\.zst$/, ''),
          bytes: sealed ? zstdDecompressSync(bytes) : bytes,
        };
      })
  );
}

/** Points at which the making of a data folder is killed before it succeeds. */
export function birthPoints(random: Random, count: number): CrashPoint[] {
  // In their order, because what is made already is not made again.
  const chosen = new Set(random.shuffled(BIRTH_POINTS).slice(0, count));
  return BIRTH_POINTS.filter((point) => chosen.has(point));
}
