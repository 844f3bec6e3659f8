import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PROGRAM = join(import.meta.dirname, '../../../cli/main.ts');
const PRELOAD = join(import.meta.dirname, '../crash-preload.ts');

/** How one process of the program is started. */
export interface Start {
  /** `name:n`: it kills itself there. */
  readonly crashAt?: string;
  /** Its clock is so many days ahead. */
  readonly day?: number;
  /** A module that breaks a promise of the program, for the controls. */
  readonly sabotage?: string | null;
  /** What else stands in its environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** A process of the program under the campaign's preload. */
export class ProgramRun {
  readonly ended: Promise<Ended>;
  private readonly child: ChildProcess;
  private readonly over = new AbortController();
  private readonly err: Buffer[] = [];

  constructor(args: readonly string[], { crashAt = '', day = 0, sabotage = null, environment = {} }: Start) {
    const modules = [PRELOAD, ...(sabotage === null ? [] : [sabotage])];
    this.child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        TZ: 'UTC',
        NODE_OPTIONS: modules.map((module) => `--import ${pathToFileURL(module)}`).join(' '),
        NODE_COMPILE_CACHE:
          process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'ledgerline-campaign-compile-cache'),
        LEDGERLINE_CRASH_AT: crashAt,
        LEDGERLINE_CRASH_DAY: String(day),
        ...environment,
      },
    });
    this.ended = this.end();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** What it has said so far on standard error. */
  get said(): string {
    return Buffer.concat(this.err).toString();
  }

  /** Fires when the process is gone. */
  get gone(): AbortSignal {
    return this.over.signal;
  }

  kill(signal: 'SIGKILL' | 'SIGTERM'): void {
    this.child.kill(signal);
  }

  private async end(): Promise<Ended> {
    const out: Buffer[] = [];
    this.child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => this.err.push(chunk));
    const [code, signal] = (await once(this.child, 'close')) as [number | null, NodeJS.Signals | null];
    this.over.abort();
    return { code, signal, out: Buffer.concat(out).toString(), err: this.said };
  }
}

/** Runs a command to its end. */
export function runProgram(args: readonly string[], start: Start = {}): Promise<Ended> {
  return new ProgramRun(args, start).ended;
}
