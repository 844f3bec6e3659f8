import { createReadStream, createWriteStream } from 'node:fs';
import { access, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdDecompress } from 'node:zlib';
import { DAY_MS, parseDay } from '../../record/calendar.ts';
import { OperationError } from '../../record/operation-error.ts';
import { SEALED, UNFINISHED } from '../../record/raw-copy.ts';
import { destroyRawCopy } from './blank-raw-copy.ts';
import { diskError, errorCode } from './disk-error.ts';
import { makeFolder, syncFolder } from './journal-files.ts';

const RAW = 'raw';
/** Where complete raw copies go that no intake has. No source can have a name that begins so. */
export const STRAY_FOLDER = 'raw/_stray';

/** What stood in `raw/` without standing in the register, by what was done with it. */
export interface StraysSorted {
  /** Never finished, or the other form of a copy that is there in the form the register names. */
  readonly removed: number;
  /** Packed copies of which the register names the plain form, which is gone: unpacked again. */
  readonly unpacked: number;
  /** Plain copies of which the register named the packed form, which is gone: it names these from now on. */
  readonly plain: number;
  readonly put_aside: number;
}

/** What is asked of the register of raw copies. */
export interface RegisteredCopies {
  isKnown(path: string): boolean;
  /** Names the plain form in the place of the packed one; false, and nothing changes, where that had not so many bytes. */
  standsPlain(path: string, bytes: number): Promise<boolean>;
}

/**
 * Sorts out what the register does not know, before anything is collected. Only what is clearly unfinished or there
 * twice is removed. A complete copy can be all there is of what was received (the database was restored from an older
 * backup), so it is put aside: out of the way of the number it has, which is given out again. After a crash between a
 * copy and its registration it is one too many, because its original was not touched and is taken again; `verify` tells
 * the one from the other.
 */
export async function sortOutStrayRawCopies(
  dataFolder: string,
  register: RegisteredCopies,
): Promise<StraysSorted> {
  const sorted = { removed: 0, unpacked: 0, plain: 0, put_aside: 0 };
  for (const path of await filesIn(dataFolder, RAW)) {
    if (register.isKnown(path) || path.startsWith(`${STRAY_FOLDER}/`)) continue;
    sorted[await sortOut(dataFolder, path, register)] += 1;
  }
  return sorted;
}

async function sortOut(
  dataFolder: string,
  path: string,
  register: RegisteredCopies,
): Promise<keyof StraysSorted> {
  const otherForm = path.endsWith(SEALED) ? path.slice(0, -SEALED.length) : path + SEALED;
  const left =
    path.endsWith(UNFINISHED) ||
    (register.isKnown(otherForm) && (await isThere(join(dataFolder, otherForm))));
  if (left) {
    await destroyRawCopy(dataFolder, path);
    return 'removed';
  }
  if (register.isKnown(otherForm)) {
    if (!path.endsWith(SEALED)) {
      if (await register.standsPlain(path, (await stat(join(dataFolder, path))).size)) return 'plain';
    } else if (await unpackAgain(dataFolder, path, otherForm)) return 'unpacked';
  }
  await putAside(dataFolder, path);
  return 'put_aside';
}

/** False when the packed copy is damaged; it stays as it is either way. */
async function unpackAgain(dataFolder: string, sealed: string, plain: string): Promise<boolean> {
  const part = join(dataFolder, plain + UNFINISHED);
  try {
    const to = createWriteStream(part, { mode: 0o600, flush: true });
    await pipeline(createReadStream(join(dataFolder, sealed)), createZstdDecompress(), to);
    await rename(part, join(dataFolder, plain));
    await syncFolder(dirname(part));
    return true;
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    if (isDamage(error)) return false;
    throw diskError(error, 'unpack a raw copy again');
  }
}

async function putAside(dataFolder: string, path: string): Promise<void> {
  const wanted = join(dataFolder, STRAY_FOLDER, relative(RAW, path));
  try {
    await makeFolder(dirname(wanted), dataFolder);
    let target = wanted;
    for (let n = 2; await isThere(target); n++) target = numbered(wanted, n);
    await rename(join(dataFolder, path), target);
    await syncFolder(dirname(target));
    await syncFolder(dirname(join(dataFolder, path)));
  } catch (error) {
    throw diskError(error, 'put a raw copy aside');
  }
}

function numbered(path: string, n: number): string {
  return path.endsWith(SEALED) ? `${path.slice(0, -SEALED.length)}.${n}${SEALED}` : `${path}.${n}`;
}

/** The raw copies that were put aside, relative to the data folder, in order. */
export async function strayRawCopies(dataFolder: string): Promise<string[]> {
  return (await filesIn(dataFolder, STRAY_FOLDER)).sort();
}

/** Those of them that came on a day which ended before a moment, as their paths say. */
export async function strayRawCopiesBefore(dataFolder: string, before: number): Promise<string[]> {
  return (await strayRawCopies(dataFolder)).filter((path) => {
    const [, year, month, day] = /\/(\d{4})\/(\d\d)\/(\d\d)\/[^/]+$/.exec(path) ?? [];
    const came = parseDay(`${year}-${month}-${day}`);
    return came !== null && (came + 1) * DAY_MS <= before;
  });
}

/** What a raw copy that was put aside holds, unpacked. */
export async function* strayContent(dataFolder: string, path: string): AsyncIterable<Uint8Array> {
  const bytes = createReadStream(join(dataFolder, path), { highWaterMark: 1024 * 1024 });
  try {
    if (!path.endsWith(SEALED)) return yield* bytes;
    const unpacking = createZstdDecompress();
    // Its failure comes out of the loop as well; here it only must not go unheard.
    pipeline(bytes, unpacking).catch(() => {});
    yield* unpacking;
  } catch (error) {
    if (!isDamage(error)) throw diskError(error, `read ${path}`);
    throw new OperationError('LEDGER_BROKEN', 'it cannot be unpacked: it is damaged', {
      hint: 'Restore it from a backup.',
      cause: error,
    });
  } finally {
    bytes.destroy();
  }
}

function isDamage(error: unknown): boolean {
  return /^(?:ZSTD_|Z_)/.test(errorCode(error));
}

async function filesIn(dataFolder: string, folder: string): Promise<string[]> {
  const options = { recursive: true, withFileTypes: true } as const;
  const entries = await readdir(join(dataFolder, folder), options).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw diskError(error, 'list the raw copies');
  });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(dataFolder, join(entry.parentPath, entry.name)));
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
