import { constants, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Blank, blankText } from '../../record/blank.ts';
import { type RawCopy, SEALED, UNFINISHED } from '../../record/raw-copy.ts';
import { diskError, diskFailed, errorCode } from './disk-error.ts';
import { syncFolder } from './journal-files.ts';
import { openRaw, readRawCopy, removeRawCopy } from './raw-copies.ts';

/** Overwritten by one write: a chunk has thousands of places. */
const WINDOW_BYTES = 1024 * 1024;

/**
 * Overwrites places of a plain raw copy in place, durable. Nobody else changes bytes that were accounted for: what is
 * received goes behind them. Done twice, it leaves the same.
 */
export async function blankRawCopy(
  dataFolder: string,
  path: string,
  blanks: readonly Blank[],
): Promise<void> {
  if (blanks.length === 0) return;
  const handle = await openRaw(dataFolder, path, constants.O_RDWR);
  try {
    for (const window of windowsOf(blanks)) await overwrite(handle, window);
    await handle.datasync().catch((error: unknown) => {
      throw diskFailed('flush a raw copy', error);
    });
  } catch (error) {
    throw diskError(error, 'blank a raw copy');
  } finally {
    await handle.close();
  }
}

interface Window {
  readonly offset: number;
  readonly end: number;
  readonly blanks: Blank[];
}

/** Places that lie close to each other. */
function windowsOf(blanks: readonly Blank[]): Window[] {
  const windows: Window[] = [];
  for (const blank of blanks) {
    const end = blank.offset + blank.length;
    const last = windows.at(-1);
    if (last === undefined || end - last.offset > WINDOW_BYTES) {
      windows.push({ offset: blank.offset, end, blanks: [blank] });
      continue;
    }
    last.blanks.push(blank);
    windows[windows.length - 1] = { ...last, end: Math.max(last.end, end) };
  }
  return windows;
}

async function overwrite(handle: FileHandle, { offset, end, blanks }: Window): Promise<void> {
  const bytes = Buffer.alloc(end - offset);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
  for (const blank of blanks) bytes.write(blankText(blank), blank.offset - offset, 'latin1');
  // Nothing is written beyond the end of a copy that is shorter than it was.
  for (let done = 0; done < bytesRead; ) {
    done += (await handle.write(bytes, done, bytesRead - done, offset + done)).bytesWritten;
  }
}

/**
 * Writes the plain form of a sealed copy beside it, durable, and gives its path. The caller records it and then removes
 * the sealed one with `destroyRawCopy`; a crash in between leaves a form that the store does not name, which the next
 * start removes.
 */
export async function unsealRawCopy(dataFolder: string, copy: RawCopy): Promise<string> {
  const path = copy.path.slice(0, -SEALED.length);
  const part = join(dataFolder, path + UNFINISHED);
  let plain: FileHandle | null = null;
  try {
    plain = await open(part, 'w', 0o600);
    for (const { offset, length } of copy.frames ?? []) {
      await plain.writeFile(await readRawCopy(dataFolder, copy, offset, length));
    }
    await plain.sync();
    await plain.close();
    await rename(part, join(dataFolder, path));
    await syncFolder(dirname(part));
    return path;
  } catch (error) {
    await plain?.close().catch(() => {});
    await rm(part, { force: true }).catch(() => {});
    throw diskError(error, 'unpack a raw copy that is to be blanked');
  }
}

/** Removes a raw copy after its bytes were overwritten; it is no error when it is gone already. */
export async function destroyRawCopy(dataFolder: string, path: string): Promise<void> {
  const size = await sizeOf(join(dataFolder, path));
  if (size === null) return;
  const handle = await openRaw(dataFolder, path, constants.O_RDWR);
  try {
    const zeros = Buffer.alloc(WINDOW_BYTES);
    for (let offset = 0; offset < size; offset += WINDOW_BYTES) {
      await handle.write(zeros, 0, Math.min(WINDOW_BYTES, size - offset), offset);
    }
    await handle.datasync();
  } catch (error) {
    throw diskError(error, 'overwrite a raw copy');
  } finally {
    await handle.close();
  }
  await removeRawCopy(dataFolder, path);
}

/** Null where there is no such file. */
async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw diskError(error, 'look at a raw copy');
  }
}
