import { constants } from 'node:fs';
import { access, type FileHandle, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OperationError } from '../../record/operation-error.ts';
import { errorCode, tooManyFiles } from '../journal/disk-error.ts';
import { concurrently } from './concurrently.ts';
import type { ListedFile, OriginFile, OriginFolder } from './origin-folder.ts';

/** Small enough to come from memory that is used again: a mebibyte is fetched from the kernel anew for every piece. */
const READ_CHUNK = 128 * 1024;
const STATS_AT_ONCE = 32;

/** A folder on our own disk. Only ordinary files are seen: a link could lead to any file of the machine. */
export class LocalFolder implements OriginFolder {
  readonly isRemote = false;
  readonly #root: string;
  readonly #subfolders: boolean;

  constructor(root: string, subfolders: boolean) {
    this.#root = root;
    this.#subfolders = subfolders;
  }

  async list(): Promise<readonly ListedFile[]> {
    const paths: string[] = [];
    await this.#collect('', paths);
    const files: ListedFile[] = [];
    await concurrently(paths, STATS_AT_ONCE, async (path) => {
      const file = await this.stat(path);
      if (file !== null) files.push(file);
    });
    return files;
  }

  async #collect(folder: string, paths: string[]): Promise<void> {
    const entries = await readdir(join(this.#root, folder), { withFileTypes: true }).catch(
      (error: unknown) => {
        if (folder !== '' && errorCode(error) === 'ENOENT') return [];
        throw unreadableFolder(error);
      },
    );
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) paths.push(path);
      else if (this.#subfolders && entry.isDirectory() && !entry.name.startsWith('.'))
        await this.#collect(path, paths);
    }
  }

  async stat(path: string): Promise<ListedFile | null> {
    try {
      const stats = await lstat(join(this.#root, path));
      return stats.isFile() ? { path, size: stats.size, modified_at: Math.trunc(stats.mtimeMs) } : null;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw unreadable(error);
    }
  }

  async open(path: string): Promise<OriginFile> {
    try {
      // Neither follows a link nor waits for the other end of a pipe that was put in the file's place meanwhile.
      const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
      return new LocalFile(await open(join(this.#root, path), flags));
    } catch (error) {
      throw unreadable(error);
    }
  }

  async move(from: string, to: string): Promise<boolean> {
    const target = join(this.#root, to);
    try {
      await mkdir(dirname(target), { recursive: true });
      if (await isThere(target)) return false;
      await rename(join(this.#root, from), target);
      return true;
    } catch (error) {
      throw immovable(error);
    }
  }

  async remove(path: string): Promise<void> {
    try {
      await rm(join(this.#root, path), { force: true });
    } catch (error) {
      throw immovable(error);
    }
  }

  async close(): Promise<void> {}
}

class LocalFile implements OriginFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async *bytes(from: number, to: number): AsyncIterable<Uint8Array> {
    for (let at = from; at < to; ) {
      const chunk = Buffer.allocUnsafe(Math.min(READ_CHUNK, to - at));
      const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, at).catch((error: unknown) => {
        throw unreadable(error);
      });
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
      at += bytesRead;
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function unreadable(cause: unknown): OperationError {
  const exhausted = tooManyFiles(cause, 'open a file that is to be taken');
  if (exhausted !== null) return exhausted;
  if (errorCode(cause) === 'ENOENT') {
    return new OperationError('FILE_VANISHED', 'a file disappeared before it was read', {
      hint: 'It is looked at again when it comes back.',
      retryable: true,
      cause,
    });
  }
  return new OperationError('FILE_UNREADABLE', `a file cannot be read (${errorCode(cause) || cause})`, {
    hint: 'Give the account of the service the right to read it; it is tried again by itself.',
    retryable: true,
    cause,
  });
}

function unreadableFolder(cause: unknown): OperationError {
  const exhausted = tooManyFiles(cause, 'look into the watched folder');
  if (exhausted !== null) return exhausted;
  const code = errorCode(cause);
  const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code || cause})`;
  return new OperationError('FILE_UNREADABLE', `the watched folder ${why}`, {
    hint: 'Check the folder in the configuration and the rights of the account; it is tried again by itself.',
    retryable: true,
    cause,
  });
}

function immovable(cause: unknown): OperationError {
  const code = errorCode(cause) || cause;
  return new OperationError(
    'FILE_IMMOVABLE',
    `a file was taken, but could not be moved or deleted afterwards (${code})`,
    {
      hint: 'Give the account the right to write to the folder. The file is safe, and is not taken twice.',
      retryable: true,
      cause,
    },
  );
}
