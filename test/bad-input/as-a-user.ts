import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { zstdDecompressSync } from 'node:zlib';
import { expect, onTestFinished } from 'vitest';
import { typedCommand } from '../typed-command.ts';

export const PROGRAM = join(import.meta.dirname, '../../cli/main.ts');
const PEAK = pathToFileURL(join(import.meta.dirname, 'peak-memory-child.ts')).href;

/** Of compiled modules, also for accounts without rights: without one their starts take twice as long. */
const CACHE = join(tmpdir(), 'ledgerline-test-compile-cache');
mkdirSync(CACHE, { recursive: true });
chmodSync(CACHE, 0o1777);

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The most memory the process had, in MiB. */
  readonly peakMiB: number;
}

/** A place of its own for one test, gone when it ends. */
export function freshPlace(): string {
  const place = mkdtempSync(join(tmpdir(), 'bad-input-'));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  return place;
}

/** Starts the program; `under` is a command that runs it, such as one that sets limits. */
function start(args: readonly string[], under: readonly string[], peakFile: string): ChildProcess {
  const [command = '', ...rest] = [
    ...under,
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    PROGRAM,
    ...args,
  ];
  return spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      TZ: 'UTC',
      NODE_OPTIONS: `--import ${PEAK}`,
      NODE_COMPILE_CACHE: CACHE,
      LEDGERLINE_PEAK_FILE: peakFile,
    },
  });
}

/** Types a command line and waits for its end. */
export async function ledgerline(
  args: readonly string[],
  { under = [] }: { under?: readonly string[] } = {},
): Promise<Said> {
  const place = mkdtempSync(join(tmpdir(), 'peak-'));
  const child = start(args, under, join(place, 'peak'));
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  const peakMiB = peakIn(join(place, 'peak'));
  rmSync(place, { recursive: true });
  return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString(), peakMiB };
}

/** The same in this process: what a command makes of its folder and says of it is no matter of a start of the program. */
export async function typed(argv: readonly string[]): Promise<Omit<Said, 'peakMiB'>> {
  const { exit, out, err } = await typedCommand(argv, { cwd: process.cwd() });
  return { code: exit, out, err };
}

/** 0 where the process had no right to say. */
function peakIn(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}

interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** A service that runs until it is stopped. */
export class Service {
  readonly log: LogLine[] = [];
  /** What stood on standard error and was no line of the log. */
  readonly unread: string[] = [];
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();

  constructor(
    folder: string,
    { under = [], options = [] }: { under?: readonly string[]; options?: readonly string[] } = {},
  ) {
    this.child = start(['serve', '--data', folder, ...options], under, '/dev/null');
    onTestFinished(() => void this.child.kill('SIGKILL'));
    this.child.stdout?.resume();
    if (this.child.stderr !== null) {
      createInterface({ input: this.child.stderr }).on('line', (line) => {
        if (line.startsWith('{')) this.log.push(JSON.parse(line) as LogLine);
        else this.unread.push(line);
        for (const look of this.waiting) look();
      });
    }
    this.ended = once(this.child, 'close').then(([code]) => code as number | null);
  }

  /** Waits for a line of the log whose message or trouble has these words. */
  said(words: string): Promise<LogLine> {
    const search = () => this.log.find((line) => JSON.stringify(line).includes(words));
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = search();
        if (found === undefined) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
      void this.ended.then(() => {
        look();
        reject(new Error(`the service ended without saying "${words}": ${JSON.stringify(this.log)}`));
      });
    });
  }

  /** Ends it as a crash of the machine would. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Stops it in good order: what was received is accounted for. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    expect(await this.ended).toBe(0);
  }
}

interface LedgerCounts {
  readonly lines: number;
  readonly calls: number;
  readonly undefined: number;
  readonly duplicates: number;
  readonly ignored: number;
}

/** The ledger adds up, nothing waits, and `verify` finds every byte in its place; the counts of a source. */
export async function provenCounts(folder: string, source: string): Promise<LedgerCounts> {
  const verified = await typed(['verify', '--data', folder]);
  expect(verified).toMatchObject({ code: 0, out: expect.stringContaining('All is well') });
  const { code, out } = await typed(['ledger', '--by', 'source', '--json', '--data', folder]);
  expect(code).toBe(0);
  const rows = JSON.parse(out) as (LedgerCounts & { source: string; waiting_bytes: number })[];
  const row = rows.find((found) => found.source === source);
  if (row === undefined) throw new Error(`the ledger does not know ${source}`);
  expect(row.waiting_bytes).toBe(0);
  const { lines, calls, undefined: unread, duplicates, ignored } = row;
  return { lines, calls, undefined: unread, duplicates, ignored };
}

/** The raw copies of a source as they came, oldest first; a service's first full minute may have packed them meanwhile. */
export function rawCopies(folder: string, source: string): Buffer[] {
  return readdirSync(join(folder, 'raw', source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .sort((a, b) => Number.parseInt(a.name, 10) - Number.parseInt(b.name, 10))
    .map((entry) => {
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      return entry.name.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes;
    });
}

/** Why each undefined line of a source could not be read. */
export async function undefinedReasons(
  folder: string,
  source: string,
): Promise<{ reason: string; detail: string }[]> {
  const { code, out, err } = await typed([
    'undefined',
    'list',
    '--json',
    '--source',
    source,
    '--data',
    folder,
  ]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = JSON.parse(out) as { reason: string; detail: string }[];
  return lines.map(({ reason, detail }) => ({ reason, detail }));
}

/** A line as Asterisk writes it; different numbers make different calls. */
export function callLine(number = 1, name = 'Desk'): string {
  const called = `03055${String(number).padStart(5, '0')}`;
  const times = '"2026-03-02 10:00:00","2026-03-02 10:00:05","2026-03-02 10:01:05",65,60';
  return `"","2001","${called}","office","""${name}"" <2001>","SIP/2001-1","SIP/trunk-1","Dial","SIP/trunk",${times},"ANSWERED","DOCUMENTATION"`;
}

export const AS_ASTERISK = ['--driver', 'asterisk-csv', '--time-zone', 'Europe/Berlin', '--country', 'DE'];

/** A configuration with one watched folder. */
export function watchConfiguration(
  folder: string,
  options: Readonly<Record<string, string | number>>,
): string {
  const all = {
    kind: 'watch',
    site: 'office',
    driver: 'asterisk-csv',
    folder,
    interval_seconds: 0.05,
    ...options,
  };
  const lines = Object.entries({ retry_seconds: 0.2, ...all }).map(
    ([name, value]) => `    ${name}: ${value}\n`,
  );
  return `sites:\n  office:\n    country: DE\n    time_zone: Europe/Berlin\nsources:\n  pbx:\n${lines.join('')}`;
}

/** A data folder with one watched folder, from which is deleted what was taken. */
export async function watchedDrop(
  place: string,
  folder: string = join(place, 'store'),
): Promise<{ folder: string; drop: string }> {
  const drop = join(place, 'drop');
  mkdirSync(drop);
  const configuration = join(place, 'configuration.yaml');
  writeFileSync(configuration, watchConfiguration(drop, { afterwards: 'delete' }));
  expect((await typed(['config', 'apply', configuration, '--data', folder])).code).toBe(0);
  return { folder, drop };
}
