import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../crash/random.ts';

const SOURCE = join(import.meta.dirname, 'preload.c');
/** What a disk writes whole or not at all. */
const SECTOR_BYTES = 512;

/** Compiles the preload into a folder; null where there is no compiler or the system has no LD_PRELOAD. */
export function compilePreload(folder: string): string | null {
  if (process.platform !== 'linux') return null;
  const library = join(folder, 'powercut.so');
  const { status } = spawnSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, SOURCE, '-ldl']);
  return status === 0 ? library : null;
}

interface Named {
  readonly kind: 'd' | 'f';
  readonly key: string;
  readonly name: string;
}

/** A data folder whose power fails: what its programs wrote and did not flush is gone, or there in parts. */
export class Power {
  readonly folder: string;
  /** What was ever flushed: paths within the folder. */
  readonly flushed = new Set<string>();
  private readonly shadow: string;
  private readonly library: string;
  private readonly random: Random;

  constructor(folder: string, library: string, random: Random) {
    this.folder = folder;
    this.shadow = `${folder}-shadow`;
    this.library = library;
    this.random = random;
    mkdirSync(this.shadow, { recursive: true });
  }

  /** What a process needs so that its flushes are seen. */
  get environment(): Record<string, string> {
    return {
      LD_PRELOAD: this.library,
      LEDGERLINE_POWER_FOLDER: this.folder,
      LEDGERLINE_POWER_SHADOW: this.shadow,
    };
  }

  /** Cuts the power of programs that are dead by now: the folder is afterwards what the disk may have. */
  cut(): void {
    if (!existsSync(this.folder)) return;
    this.noteFlushes();
    const restored = `${this.folder}-restored`;
    const bytes = new Map<string, string>();
    collect(this.folder, bytes);
    // Names reach the disk in the order of their making, if at all: either those of this moment are there, or only the flushed.
    this.restoreFolder(this.folder, keyOf(this.folder), restored, bytes, this.random.chance(0.5));
    rmSync(this.folder, { recursive: true });
    rmSync(this.shadow, { recursive: true });
    renameSync(restored, this.folder);
    mkdirSync(this.shadow);
    this.takeAsDurable(this.folder);
  }

  private noteFlushes(): void {
    const list = join(this.shadow, 'flushes');
    if (!existsSync(list)) return;
    for (const path of readFileSync(list, 'utf8').split('\n'))
      if (path.startsWith(`${this.folder}/`)) this.flushed.add(path.slice(this.folder.length + 1));
  }

  private restoreFolder(
    path: string | null,
    key: string,
    to: string,
    bytes: ReadonlyMap<string, string>,
    asItWas: boolean,
  ): void {
    mkdirSync(to, { mode: 0o700 });
    const names = asItWas && path !== null ? namesIn(path) : this.durableNames(key);
    for (const { kind, key: own, name } of names) {
      // Of the memory that processes share nothing is left.
      if (name.endsWith('-shm') || name.endsWith('.sock')) continue;
      const inner = path === null ? null : join(path, name);
      const same = inner !== null && existsSync(inner) && keyOf(inner) === own ? inner : null;
      if (kind === 'd') this.restoreFolder(same, own, join(to, name), bytes, asItWas);
      else writeFileSync(join(to, name), this.torn(own, bytes.get(own) ?? null), { mode: 0o600 });
    }
  }

  private durableNames(key: string): Named[] {
    const list = join(this.shadow, key);
    if (!existsSync(list)) return [];
    return readFileSync(list, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, kind, own, name] = /^([df]) (\S+) (.+)$/.exec(line) ?? [];
        return own === undefined || name === undefined
          ? []
          : [{ kind: kind === 'd' ? 'd' : 'f', key: own, name } as const];
      });
  }

  /** What was flushed of a file; of the rest each sector is there or not, and its new length or the old one. */
  private torn(key: string, path: string | null): Buffer {
    const durable = existsSync(join(this.shadow, key))
      ? readFileSync(join(this.shadow, key))
      : Buffer.alloc(0);
    const written = path === null ? durable : readFileSync(path);
    if (written.equals(durable) || this.random.chance(0.3)) return durable;
    const length = this.random.chance(0.5) ? durable.length : written.length;
    const left = Buffer.alloc(length);
    durable.copy(left);
    for (let at = 0; at < Math.min(length, written.length); at += SECTOR_BYTES)
      if (this.random.chance(0.5)) written.copy(left, at, at, Math.min(at + SECTOR_BYTES, length));
    return left;
  }

  /** Everything that is in the folder now is on the disk. */
  takeAsDurable(folder: string): void {
    const names = namesIn(folder);
    const lines = names.map(({ kind, key, name }) => `${kind} ${key} ${name}\n`);
    writeFileSync(join(this.shadow, keyOf(folder)), lines.join(''));
    for (const { kind, key, name } of names) {
      if (kind === 'd') this.takeAsDurable(join(folder, name));
      else writeFileSync(join(this.shadow, key), readFileSync(join(folder, name)));
    }
  }
}

/** Where the bytes of each file are now. */
function collect(folder: string, bytes: Map<string, string>): void {
  for (const { kind, key, name } of namesIn(folder)) {
    if (kind === 'd') collect(join(folder, name), bytes);
    else bytes.set(key, join(folder, name));
  }
}

function namesIn(folder: string): Named[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map((entry) => ({
      kind: entry.isDirectory() ? 'd' : 'f',
      key: keyOf(join(folder, entry.name)),
      name: entry.name,
    }));
}

function keyOf(path: string): string {
  const { ino, birthtimeNs } = statSync(path, { bigint: true });
  return `${ino}-${birthtimeNs}`;
}
