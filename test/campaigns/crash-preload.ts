/**
 * Loaded before the program (`node --import`), in every thread of it: wraps what touches disk and database, and kills
 * the whole process at the n-th time it passes the point named in LEDGERLINE_CRASH_AT (`name:n`). So the program itself
 * has no word of it.
 */
import fs from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import type Database from 'better-sqlite3';
// A run lasts seconds, and the jobs of the service are to meet what it is disturbed with.
import './clock-preload.ts';
import { placeOf, transactionStep } from './crash/places.ts';

const DAY_MS = 86_400_000;
const [wanted = '', times = '1'] = (process.env.LEDGERLINE_CRASH_AT ?? '').split(/:(?=\d+$)/);
let left = Number(times);

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** True when this is the time to die; the caller may do half of its work first. */
function isDue(point: string): boolean {
  if (point !== wanted) return false;
  left -= 1;
  return left === 0;
}

function pass(point: string): void {
  if (isDue(point)) die();
}

/** Kills from the main thread while this one is deep inside a call of SQLite. */
const killer = new BroadcastChannel('crash');
killer.unref();
if (isMainThread) {
  killer.onmessage = ({ data }) => {
    const until = performance.now() + Number(data);
    while (performance.now() < until);
    die();
  };
}
function dieAmid(point: string): void {
  if (wanted !== point) return;
  // `n` stands for tenths of a millisecond here.
  killer.postMessage(Number(times) / 10);
}

// Every start is a day later, so that each has its daily jobs to do and raw copies lie in many folders.
const day = Number(process.env.LEDGERLINE_CRASH_DAY ?? '0');
const RealDate = Date;
class DaysAhead extends RealDate {
  constructor(...given: [] | ConstructorParameters<typeof Date>) {
    if (given.length === 0) super(DaysAhead.now());
    else super(...given);
  }

  static override now(): number {
    return RealDate.now() + day * DAY_MS;
  }
}
globalThis.Date = DaysAhead as DateConstructor;

type Handle = fs.promises.FileHandle;
const placesOfHandles = new WeakMap<object, string>();
const { open, rename, rm } = fs.promises;
let handlesWrapped = false;

fs.promises.open = async (...given: Parameters<typeof open>) => {
  const handle = await open(...given);
  if (!handlesWrapped) wrapHandles(Object.getPrototypeOf(handle) as Handle);
  handlesWrapped = true;
  const place = placeOf(String(given[0]));
  placesOfHandles.set(handle, place);
  if (given[1] !== undefined && given[1] !== 'r' && given[1] !== fs.constants.O_RDONLY)
    pass(`${place} opened`);
  return handle;
};
fs.promises.rename = async (from, to) => {
  const [old, place] = [placeOf(String(from)), placeOf(String(to))];
  const what = old.startsWith('origin') ? 'origin moved' : `${place} named`;
  pass(`before ${what}`);
  await rename(from, to);
  pass(`after ${what}`);
};
fs.promises.rm = async (path, options) => {
  const place = placeOf(String(path));
  pass(`before ${place} removed`);
  await rm(path, options);
  pass(`after ${place} removed`);
};

function wrapHandles(prototype: Handle): void {
  const { write, datasync, sync, truncate } = prototype;
  const place = (handle: object): string => placesOfHandles.get(handle) ?? 'elsewhere';
  prototype.write = async function (this: Handle, ...given: unknown[]) {
    const [bytes, from, length, position] = given as [Uint8Array, number, number, number | undefined];
    const writeBytes = write.bind(this) as (...given: unknown[]) => Promise<{ bytesWritten: number }>;
    if (isDue(`amid ${place(this)} written`)) {
      await writeBytes(bytes, from, Math.ceil(length / 2), position);
      die();
    }
    const result = await writeBytes(...given);
    pass(`after ${place(this)} written`);
    return result;
  } as typeof write;
  prototype.datasync = async function (this: Handle) {
    await datasync.call(this);
    pass(`after ${place(this)} flushed`);
  };
  prototype.sync = async function (this: Handle) {
    await sync.call(this);
    pass(`after ${place(this)} flushed`);
  };
  prototype.truncate = async function (this: Handle, length?: number) {
    await truncate.call(this, length);
    pass(`after ${place(this)} cut`);
  };
}

const { linkSync, openSync } = fs;
fs.openSync = (path, ...given) => {
  const file = openSync(path, ...given);
  if (/installation\.key\.\d+\.part$/.test(String(path))) pass('after key begun');
  return file;
};
fs.linkSync = (from, to) => {
  pass('before key named');
  linkSync(from, to);
  pass('after key named');
};
syncBuiltinESMExports();

const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof Database;
wrapDatabase(Sqlite.prototype as Database.Database);
wrapStatements(Object.getPrototypeOf(new Sqlite(':memory:').prepare('select 1')) as Database.Statement);

function wrapDatabase(prototype: Database.Database): void {
  const { pragma, exec } = prototype;
  prototype.pragma = function (this: Database.Database, source, options) {
    const checkpoint = source.startsWith('wal_checkpoint');
    if (source === 'page_size = 8192') pass('after database made');
    if (checkpoint) pass('before checkpoint');
    if (checkpoint) dieAmid('amid checkpoint');
    const result: unknown = pragma.call(this, source, options);
    if (source.startsWith('journal_mode =')) pass('after journal mode set');
    if (checkpoint) pass('after checkpoint');
    return result;
  };
  prototype.exec = function (this: Database.Database, source) {
    exec.call(this, source);
    if (source.includes('create table if not exists migration')) pass('after migrations listed');
    if (source.includes('create table call (')) pass('amid migration');
    return this;
  };
}

function wrapStatements(prototype: Database.Statement): void {
  const { run } = prototype;
  /** What the open transaction has done so far; one writer, so there is one. */
  const done = new Set<string>();
  prototype.run = function (this: Database.Statement, ...given: unknown[]) {
    const runIt = (): Database.RunResult => run.apply(this, given as []);
    const { source } = this;
    if (source.startsWith('BEGIN')) done.clear();
    if (source === 'COMMIT') return commit([...done], runIt);
    const step = transactionStep(source, given[0]);
    if (step === null) return runIt();
    if (!this.database.inTransaction) return commit([step], runIt);
    done.add(step);
    const result = runIt();
    pass(`amid ${step}`);
    return result;
  } as typeof run;
}

function commit(steps: readonly string[], runIt: () => Database.RunResult): Database.RunResult {
  for (const step of steps) pass(`before commit: ${step}`);
  if (steps.includes('chunk counted')) dieAmid('amid commit: chunk counted');
  const result = runIt();
  for (const step of steps) pass(`after commit: ${step}`);
  return result;
}
