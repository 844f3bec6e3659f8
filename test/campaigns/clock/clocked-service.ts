import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { runInService } from '../../../cli/service/control-socket.ts';
import type { JobAlarm } from '../../../record/job-run.ts';
import { jobAlarms, lastRound } from '../../../store/queries/job-runs.ts';
import { openReadingStore, type ReadingStore } from '../../../store/reading-store.ts';
import { freePort } from '../../free-port.ts';
import { connected } from '../crash/telephone-systems.ts';
import type { FakeClock } from './fake-clock.ts';

const LAUNCHER = join(import.meta.dirname, '../../../ledgerline');
const PRELOAD = join(import.meta.dirname, '../clock-preload.ts');

const LOOK_EVERY_MS = 150;
/** For all that may be due, on a busy machine. */
const PATIENCE_MS = 90_000;
/** Nothing that a step waits for takes longer by the clock that was set. */
const DRIFT_MS = 2 * PATIENCE_MS;

/** A run of a job, as it is stored. */
export interface StoredRun {
  readonly job: string;
  readonly due_at: number;
  readonly started_at: number;
  readonly result: string;
}

/** How a service over a data folder of its own is started. */
export interface ServiceStart {
  readonly place: string;
  readonly clock: FakeClock;
  /** Sections of the configuration beside sites and sources. */
  readonly sections: { readonly retention: object; readonly schedule: object };
  /** A module that breaks a promise of the program, for the controls. */
  readonly sabotage: string | null;
}

/** The service, running by a clock that somebody sets, with one stream that brings lines. */
export class ClockedService {
  readonly store: ReadingStore;
  private readonly folder: string;
  private readonly applied: Applied;
  private readonly clock: FakeClock;
  private readonly child: ChildProcess;
  private readonly err: Buffer[] = [];
  private readonly gone = new AbortController();
  private sent = 0;

  private constructor(folder: string, applied: Applied, clock: FakeClock, child: ChildProcess) {
    this.folder = folder;
    this.applied = applied;
    this.clock = clock;
    this.child = child;
    child.stderr?.on('data', (chunk: Buffer) => this.err.push(chunk));
    child.on('close', () => this.gone.abort());
    this.store = openReadingStore(folder);
  }

  /** The clock is set already. */
  static async start({ place, clock, sections, sabotage }: ServiceStart): Promise<ClockedService> {
    mkdirSync(place, { recursive: true });
    const [folder, path, port] = [join(place, 'store'), join(place, 'document.json'), await freePort()];
    const document = { ...sourcesAt(port), ...sections };
    writeFileSync(path, JSON.stringify(document));
    const modules = [PRELOAD, ...(sabotage === null ? [] : [sabotage])];
    const env = {
      ...process.env,
      ...clock.environment,
      NODE_OPTIONS: modules.map((module) => `--import ${pathToFileURL(module)}`).join(' '),
      NODE_COMPILE_CACHE:
        process.env.NODE_COMPILE_CACHE ?? join(tmpdir(), 'ledgerline-campaign-compile-cache'),
    };
    const program = (...args: string[]): ChildProcess =>
      spawn(LAUNCHER, [...args, '--data', folder], { stdio: ['ignore', 'ignore', 'pipe'], env });
    const applied = program('config', 'apply', path);
    const said: Buffer[] = [];
    applied.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
    const [code] = (await once(applied, 'close')) as [number | null];
    if (code !== 0) throw new Error(Buffer.concat(said).toString());
    const service = new ClockedService(folder, { port, document, path }, clock, program('serve'));
    await service.until('it runs', () => service.said.includes('the service is running'));
    return service;
  }

  get said(): string {
    return Buffer.concat(this.err).toString();
  }

  /** Sets the clock, and waits until the scheduler has looked what is due then and done it. */
  async at(utcMs: number): Promise<void> {
    this.clock.set(utcMs);
    let first: number | null = null;
    // A round that begins ends the one before.
    await this.until('the scheduler looks what is due', () => {
      const round = lastRound(this.store.connection);
      if (round === null || round < utcMs - 1000 || round > utcMs + DRIFT_MS) return false;
      first ??= round;
      return round > first;
    });
  }

  /** Lines over a connection of their own; waits until each is accounted for. */
  async send(lines: readonly string[]): Promise<void> {
    const socket = await connected(this.applied.port, this.gone.signal);
    if (socket === null) throw new Error(this.said.slice(-2000));
    socket.resume();
    const closed = once(socket, 'close');
    socket.end(lines.map((line) => `${line}\r\n`).join(''));
    await closed;
    this.sent += lines.length;
    await this.until('lines are accounted for', () => this.lines() >= this.sent);
  }

  /** Lines that have an outcome. */
  lines(): number {
    const all = this.store.connection
      .prepare<[], number>('select coalesce(sum(lines), 0) from intake')
      .pluck();
    return all.get() ?? 0;
  }

  /** Runs that were due, in the order in which they began. */
  runs(): StoredRun[] {
    return this.store.connection
      .prepare<[], StoredRun>(
        'select job, due_at, started_at, result from job_run where due_at is not null order by id',
      )
      .all();
  }

  alarm(subject: string): JobAlarm | null {
    return jobAlarms(this.store.connection).find((alarm) => alarm.subject === subject) ?? null;
  }

  /** The path of a document with another retention than the first one. */
  documentWith(retention: object): string {
    const { document, path } = this.applied;
    writeFileSync(path, JSON.stringify({ ...document, retention: { ...document.retention, ...retention } }));
    return path;
  }

  /** Runs a command in the service; gives its exit code and all it said. */
  async command(...argv: string[]): Promise<{ code: number | null; text: string }> {
    const said: string[] = [];
    const request = {
      argv,
      cwd: this.folder,
      principal: 'os:campaign',
      origin: { address: 'local', computer: 'desk' },
      secrets: [],
    };
    const code = await runInService(this.folder, request, {
      out: async (text) => void said.push(String(text)),
      err: (text) => void said.push(text),
    });
    return { code, text: said.join('') };
  }

  async stop(): Promise<void> {
    await this.store.close();
    if (this.gone.signal.aborted) throw new Error(`the service is gone: ${this.said.slice(-2000)}`);
    this.child.kill('SIGTERM');
    await once(this.gone.signal, 'abort');
    if (this.child.exitCode !== 0) throw new Error(`it ended in trouble: ${this.said.slice(-2000)}`);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private async until(what: string, isSo: () => boolean): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!isSo()) {
      if (this.gone.signal.aborted) throw new Error(`the service is gone: ${this.said.slice(-2000)}`);
      if (performance.now() > end) throw new Error(`not in time: ${what}\n${this.said.slice(-2000)}`);
      await sleep(LOOK_EVERY_MS);
    }
  }
}

interface Applied {
  readonly port: number;
  readonly document: { readonly retention: object };
  readonly path: string;
}

function sourcesAt(port: number) {
  const listens = { mode: 'listen', address: '127.0.0.1', port, allow: ['127.0.0.1'], drain_seconds: 1 };
  return {
    sites: { office: { country: 'DE', time_zone: 'UTC' } },
    sources: { pbx: { kind: 'tcp', site: 'office', driver: 'asterisk-csv', ...listens } },
    thresholds: [{ name: 'short', shorter_than_seconds: 5 }],
  };
}
