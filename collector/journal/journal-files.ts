import { constants, type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { IntakeId } from '../../record/intake.ts';
import type { InstallationKey } from '../../record/mac.ts';
import { OperationError } from '../../record/operation-error.ts';
import { rawPath, UNFINISHED } from '../../record/raw-copy.ts';
import { diskError, diskFailed, diskFull, errorCode } from './disk-error.ts';
import type { GrowingRawCopy, Journal, NewRawCopy } from './journal.ts';

const READ_CHUNK = 256 * 1024;

/** The journal as files in the data folder. */
export class JournalFiles implements Journal {
  readonly key: InstallationKey;
  readonly #folder: string;
  /** Day folders that this process knows to be durable, so that each is flushed once and not for every file. */
  readonly #durable = new Map<string, Promise<void>>();

  constructor(dataFolder: string, key: InstallationKey) {
    this.#folder = resolve(dataFolder);
    this.key = key;
  }

  async create(source: string, day: number, intake: IntakeId): Promise<NewRawCopy> {
    const path = join(this.#folder, rawPath(source, day, intake));
    try {
      const handle = await this.#open(
        path + UNFINISHED,
        constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC,
      );
      return new NewFileCopy(path, handle, 0);
    } catch (error) {
      throw diskError(error, 'create a raw copy');
    }
  }

  async reopen(source: string, day: number, intake: IntakeId, length: number): Promise<NewRawCopy | null> {
    const path = join(this.#folder, rawPath(source, day, intake));
    let handle: FileHandle | null = null;
    try {
      handle = await open(path + UNFINISHED, constants.O_RDWR);
      if (await cutTo(handle, length)) return new NewFileCopy(path, handle, length);
      await handle.close();
      return null;
    } catch (error) {
      await handle?.close();
      if (errorCode(error) === 'ENOENT') return null;
      throw diskError(error, 'go on with a raw copy');
    }
  }

  async stream(source: string, day: number, intake: IntakeId): Promise<GrowingRawCopy> {
    const path = join(this.#folder, rawPath(source, day, intake));
    try {
      const handle = await this.#open(path, constants.O_WRONLY | constants.O_CREAT);
      await syncFolder(dirname(path));
      const { size } = await handle.stat();
      return new GrowingFileCopy(handle, size);
    } catch (error) {
      throw diskError(error, 'open the raw copy of a stream');
    }
  }

  async carryOn(
    source: string,
    day: number,
    intake: IntakeId,
    length: number,
  ): Promise<GrowingRawCopy | null> {
    const path = join(this.#folder, rawPath(source, day, intake));
    let handle: FileHandle;
    try {
      handle = await open(path, constants.O_WRONLY);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw diskError(error, 'open a raw copy to carry it on');
    }
    const cut = await cutTo(handle, length).catch(async (error: unknown) => {
      await handle.close();
      throw diskError(error, 'carry on a raw copy');
    });
    if (!cut) {
      await handle.close();
      throw new OperationError(
        'LEDGER_BROKEN',
        `the raw copy of intake ${intake} is shorter than what was recorded`,
        {
          hint: 'Run `ledgerline verify`, and restore the raw copy from a backup; the original was not touched.',
        },
      );
    }
    return new GrowingFileCopy(handle, length);
  }

  async #open(path: string, flags: number): Promise<FileHandle> {
    const folder = dirname(path);
    await this.#makeDurable(folder);
    try {
      return await open(path, flags, 0o600);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      // Somebody removed the empty folder of a past day.
      this.#durable.delete(folder);
      await this.#makeDurable(folder);
      return open(path, flags, 0o600);
    }
  }

  #makeDurable(folder: string): Promise<void> {
    let made = this.#durable.get(folder);
    if (made === undefined) {
      if (this.#durable.size > 1000) this.#durable.clear();
      made = makeFolder(folder, this.#folder);
      this.#durable.set(folder, made);
      made.catch(() => this.#durable.delete(folder));
    }
    return made;
  }
}

class NewFileCopy implements NewRawCopy {
  readonly #path: string;
  readonly #handle: FileHandle;
  #length: number;
  #kept = false;
  /** Whether its unfinished name is durable. */
  #named = false;

  constructor(path: string, handle: FileHandle, length: number) {
    this.#path = path;
    this.#handle = handle;
    this.#length = length;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await writeAll(this.#handle, bytes, this.#length);
    this.#length += bytes.byteLength;
  }

  async *read(offset: number): AsyncIterable<Uint8Array> {
    for (let at = offset; at < this.#length; ) {
      const chunk = Buffer.allocUnsafe(Math.min(READ_CHUNK, this.#length - at));
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) throw diskFailed('read back a raw copy', 'cut short');
      yield chunk.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  async flush(): Promise<void> {
    await sync(this.#handle);
    if (!this.#named) await syncFolder(dirname(this.#path));
    this.#named = true;
  }

  async keep(): Promise<void> {
    await sync(this.#handle);
    // A number that was given out twice (a restored database) must not cost the older copy.
    if (await isThere(this.#path)) {
      throw new OperationError(
        'LEDGER_BROKEN',
        'a raw copy with this intake number is there already; it was left alone',
        {
          hint: 'The database is older than the raw copies: restore both from the same backup.',
        },
      );
    }
    try {
      await rename(this.#path + UNFINISHED, this.#path);
    } catch (error) {
      throw diskError(error, 'give a raw copy its name');
    }
    this.#kept = true;
    await syncFolder(dirname(this.#path));
  }

  async discard(): Promise<void> {
    await this.close();
    await rm(this.#kept ? this.#path : this.#path + UNFINISHED, { force: true });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

class GrowingFileCopy implements GrowingRawCopy {
  readonly #handle: FileHandle;
  #length: number;

  constructor(handle: FileHandle, length: number) {
    this.#handle = handle;
    this.#length = length;
  }

  get length(): number {
    return this.#length;
  }

  async append(bytes: Uint8Array): Promise<number> {
    try {
      await writeAll(this.#handle, bytes, this.#length);
      await sync(this.#handle);
    } catch (error) {
      // What was written of it would look received to whoever reads the file after a crash.
      await this.#handle.truncate(this.#length).catch((cause: unknown) => {
        throw diskFailed('cut a half-written raw copy', cause);
      });
      throw error;
    }
    this.#length += bytes.byteLength;
    return this.#length;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Takes away what stands behind a length; false when the file is shorter. */
async function cutTo(handle: FileHandle, length: number): Promise<boolean> {
  const { size } = await handle.stat();
  if (size > length) await handle.truncate(length);
  return size >= length;
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    let written: number;
    try {
      ({ bytesWritten: written } = await handle.write(bytes, done, bytes.byteLength - done, position + done));
    } catch (error) {
      throw diskError(error, 'write a raw copy');
    }
    if (written === 0) throw diskFull('write a raw copy');
    done += written;
  }
}

async function sync(handle: FileHandle): Promise<void> {
  try {
    await handle.datasync();
  } catch (error) {
    throw diskFailed('flush a raw copy', error);
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/**
 * A folder is only there after a power cut when its parent was flushed; that is done also for a folder that exists,
 * because the process that made it may have been killed before it flushed.
 */
export async function makeFolder(path: string, dataFolder: string): Promise<void> {
  if (path === dataFolder) return;
  await makeFolder(dirname(path), dataFolder);
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if (errorCode(error) !== 'EEXIST') throw error;
  });
  await syncFolder(dirname(path));
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY).catch((error: unknown) => {
    throw diskError(error, 'open a folder of raw copies');
  });
  try {
    await handle.sync();
  } catch (error) {
    throw diskFailed('flush a folder of raw copies', error);
  } finally {
    await handle.close();
  }
}
