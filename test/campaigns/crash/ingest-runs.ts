import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CallLines } from './call-lines.ts';
import { lineBreaches, verifyBreaches } from './laws.ts';
import { CRASH_POINTS, type CrashPoint } from './points.ts';
import type { Random } from './random.ts';
import { ProgramRun, runProgram } from './service-run.ts';
import { StoreState } from './store-state.ts';
import type { Circumstances, RunResult } from './world.ts';

const SITE = [
  '--driver',
  'asterisk-csv',
  '--time-zone',
  'Europe/Berlin',
  '--country',
  'DE',
  '--area-code',
  '30',
];

/** Points that a command which takes one file passes. */
const INGEST_POINTS: readonly CrashPoint[] = CRASH_POINTS.filter(
  ({ need, name }) => (need === 'file' || need === 'stop') && !/origin|session/.test(name),
);
const INGEST_AGAIN_POINTS = CRASH_POINTS.filter(
  ({ need, name }) => need === 'resend' && !/inserted/.test(name),
);

/** The command `ingest` over one data folder: killed, and run again until it succeeds. */
export class IngestRuns {
  private readonly folder: string;
  private readonly files: string;
  private readonly random: Random;
  private readonly calls: CallLines;
  private readonly taken: string[][] = [];
  private readonly circumstances: Circumstances;

  constructor(place: string, random: Random, circumstances: Circumstances = {}) {
    this.folder = join(place, 'store');
    this.files = join(place, 'files');
    this.random = random;
    this.circumstances = circumstances;
    this.calls = new CallLines(random, Date.now());
    mkdirSync(this.files, { recursive: true });
  }

  /** Kills the command at so many points, each time over a new file, or over one it has taken already. */
  async run(kills: number, lines: number): Promise<RunResult[]> {
    const results: RunResult[] = [];
    while (results.length < kills) {
      const again = this.taken.length > 0 && this.random.chance(0.3);
      const file = again ? this.random.between(0, this.taken.length - 1) : this.write(lines);
      results.push(await this.runKilled(file, again ? INGEST_AGAIN_POINTS : INGEST_POINTS));
    }
    const problems = await this.breaches();
    return [...results, { point: 'the end', killed: false, problems }];
  }

  private write(lines: number): number {
    const batch = this.calls.batch(this.random.between(1, lines), true);
    const file = this.taken.push(batch) - 1;
    writeFileSync(join(this.files, String(file)), batch.map((line) => `${line}\n`).join(''));
    return file;
  }

  private async runKilled(file: number, points: readonly CrashPoint[]): Promise<RunResult> {
    const { random } = this;
    const args = [
      'ingest',
      '--data',
      this.folder,
      '--source',
      'pbx',
      ...SITE,
      join(this.files, String(file)),
    ];
    const atRandom = random.chance(0.3);
    const point = random.pick(points);
    const crashAt = `${point.name}:${random.between(1, point.passes)}`;
    const run = new ProgramRun(args, { ...this.circumstances, ...(atRandom ? {} : { crashAt }) });
    const timer = setTimeout(() => run.kill('SIGKILL'), atRandom ? random.between(100, 900) : 60_000);
    const { signal } = await run.ended;
    clearTimeout(timer);
    this.circumstances.afterDeath?.();
    const killed = signal === 'SIGKILL';
    const { code, out, err } = killed ? await runProgram(args, this.circumstances) : await run.ended;
    if (killed) this.circumstances.afterDeath?.();
    const where = atRandom ? 'ingest, at random' : `ingest, ${point.name}`;
    const problems = code === 0 ? [] : [`${where}: the command run again ended with ${code}: ${out}${err}`];
    return { point: killed ? where : 'ingest, point not passed', killed, problems };
  }

  private async breaches(): Promise<string[]> {
    const state = new StoreState(this.folder);
    try {
      const found = await lineBreaches(state, 'pbx', this.taken);
      return [...found, ...(await verifyBreaches(this.folder))];
    } finally {
      await state.close();
    }
  }
}
