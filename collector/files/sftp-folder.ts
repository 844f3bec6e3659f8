import { posix } from 'node:path';
import { OperationError } from '../../record/operation-error.ts';
import { connectionFailed } from '../dial.ts';
import type { ListedFile, OriginFile, OriginFolder } from './origin-folder.ts';
import type { SftpConnection } from './sftp-connection.ts';

/** One read request, and how many are under way for a file: a far server is as fast as a near one. */
const PIECE_BYTES = 128 * 1024;
const PIECES_AT_ONCE = 8;

/** Status codes of the protocol. */
const END_OF_FILE = 1;
const NO_SUCH_FILE = 2;
const PERMISSION_DENIED = 3;
const FAILURE = 4;

/** A folder behind SFTP. Only ordinary files are seen. */
export class SftpFolder implements OriginFolder {
  readonly isRemote = true;
  readonly #connection: SftpConnection;
  readonly #root: string;
  readonly #subfolders: boolean;

  constructor(connection: SftpConnection, root: string, subfolders: boolean) {
    this.#connection = connection;
    this.#root = root;
    this.#subfolders = subfolders;
  }

  async list(): Promise<readonly ListedFile[]> {
    const files: ListedFile[] = [];
    await this.#collect('', files);
    return files;
  }

  async #collect(folder: string, files: ListedFile[]): Promise<void> {
    const entries = await this.#connection
      .call<Entry[]>((sftp, done) => sftp.readdir(this.#at(folder), done))
      .catch((error: unknown) => {
        if (folder !== '' && statusOf(error) === NO_SUCH_FILE) return [];
        throw unreadableFolder(error);
      });
    for (const { filename, attrs } of entries) {
      if (filename === '.' || filename === '..') continue;
      const path = folder === '' ? filename : `${folder}/${filename}`;
      if (attrs.isFile()) files.push({ path, size: attrs.size, modified_at: attrs.mtime * 1000 });
      else if (this.#subfolders && attrs.isDirectory() && !filename.startsWith('.'))
        await this.#collect(path, files);
    }
  }

  async stat(path: string): Promise<ListedFile | null> {
    try {
      const attrs = await this.#connection.call<Entry['attrs']>((sftp, done) =>
        sftp.lstat(this.#at(path), done),
      );
      return attrs.isFile() ? { path, size: attrs.size, modified_at: attrs.mtime * 1000 } : null;
    } catch (error) {
      if (statusOf(error) === NO_SUCH_FILE) return null;
      throw fileError(error, 'FILE_UNREADABLE');
    }
  }

  async open(path: string): Promise<OriginFile> {
    try {
      const handle = await this.#connection.call<Buffer>((sftp, done) =>
        sftp.open(this.#at(path), 'r', done),
      );
      return new SftpFile(this.#connection, handle);
    } catch (error) {
      throw fileError(error, 'FILE_UNREADABLE');
    }
  }

  async move(from: string, to: string): Promise<boolean> {
    // The protocol leaves open what happens to a file of this name; some servers overwrite it.
    if ((await this.stat(to)) !== null) return false;
    try {
      await this.#makeFolder(posix.dirname(to));
      await this.#connection.call<void>((sftp, done) =>
        sftp.rename(this.#at(from), this.#at(to), (error) => done(error, undefined)),
      );
      return true;
    } catch (error) {
      throw fileError(error, 'FILE_IMMOVABLE');
    }
  }

  async #makeFolder(path: string): Promise<void> {
    if (path === '.' || path === '/') return;
    const there = await this.#connection
      .call((sftp, done) => sftp.stat(this.#at(path), done))
      .catch((error: unknown) => {
        if (statusOf(error) !== NO_SUCH_FILE) throw error;
        return null;
      });
    if (there !== null) return;
    await this.#makeFolder(posix.dirname(path));
    await this.#connection
      .call<void>((sftp, done) => sftp.mkdir(this.#at(path), (error) => done(error, undefined)))
      .catch((error: unknown) => {
        // Another file of this round made it meanwhile.
        if (statusOf(error) !== FAILURE) throw error;
      });
  }

  async remove(path: string): Promise<void> {
    try {
      await this.#connection.call<void>((sftp, done) =>
        sftp.unlink(this.#at(path), (error) => done(error, undefined)),
      );
    } catch (error) {
      if (statusOf(error) !== NO_SUCH_FILE) throw fileError(error, 'FILE_IMMOVABLE');
    }
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  #at(path: string): string {
    return path === '' ? this.#root : posix.join(this.#root, path);
  }
}

class SftpFile implements OriginFile {
  readonly #connection: SftpConnection;
  readonly #handle: Buffer;

  constructor(connection: SftpConnection, handle: Buffer) {
    this.#connection = connection;
    this.#handle = handle;
  }

  async *bytes(from: number, to: number): AsyncIterable<Uint8Array> {
    const ahead: Promise<Buffer>[] = [];
    let next = from;
    try {
      for (;;) {
        while (next < to && ahead.length < PIECES_AT_ONCE) {
          const length = Math.min(PIECE_BYTES, to - next);
          const piece = this.#read(next, length);
          // Its failure is thrown when its turn comes; until then it must not look unhandled.
          piece.catch(() => {});
          ahead.push(piece);
          next += length;
        }
        const wanted = Math.min(PIECE_BYTES, to - from);
        const bytes = await ahead.shift();
        if (bytes === undefined) return;
        if (bytes.length > 0) yield bytes;
        from += bytes.length;
        if (bytes.length < wanted) return;
      }
    } finally {
      await Promise.allSettled(ahead);
    }
  }

  /** Shorter than asked for only where the file ends. */
  async #read(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    let done = 0;
    while (done < length) {
      const got = await this.#readOnce(bytes, done, position + done);
      if (got === 0) break;
      done += got;
    }
    return bytes.subarray(0, done);
  }

  async #readOnce(bytes: Buffer, at: number, position: number): Promise<number> {
    try {
      return await this.#connection.call<number>((sftp, done) =>
        sftp.read(this.#handle, bytes, at, bytes.length - at, position, (error, read) => done(error, read)),
      );
    } catch (error) {
      if (statusOf(error) === END_OF_FILE) return 0;
      throw fileError(error, 'FILE_UNREADABLE');
    }
  }

  async close(): Promise<void> {
    // A connection that is gone has closed it already.
    await this.#connection
      .call<void>((sftp, done) => sftp.close(this.#handle, (error) => done(error, undefined)))
      .catch(() => {});
  }
}

interface Entry {
  readonly filename: string;
  readonly attrs: {
    readonly size: number;
    readonly mtime: number;
    isFile(): boolean;
    isDirectory(): boolean;
  };
}

/** The status the server answered with; null when there was no answer. */
function statusOf(error: unknown): number | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : null;
}

function fileError(error: unknown, code: 'FILE_UNREADABLE' | 'FILE_IMMOVABLE'): OperationError {
  const status = statusOf(error);
  if (status === null || status > 4) return connectionFailed('it was lost while files were read', error);
  if (status === NO_SUCH_FILE) {
    return new OperationError('FILE_VANISHED', 'a file disappeared before it was read', {
      hint: 'It is looked at again when it comes back.',
      retryable: true,
      cause: error,
    });
  }
  const why = status === PERMISSION_DENIED ? 'no right to' : 'the server says only that it failed';
  const what =
    code === 'FILE_UNREADABLE'
      ? 'a file cannot be read'
      : 'a file was taken, but could not be moved or deleted';
  return new OperationError(code, `${what} on the server (${why})`, {
    hint: 'Give the account on the server the right to. Nothing is lost or taken twice; it is tried again by itself.',
    retryable: true,
    cause: error,
  });
}

function unreadableFolder(error: unknown): OperationError {
  const status = statusOf(error);
  if (status === null || status > 4)
    return connectionFailed('it was lost while the folder was listed', error);
  const why = status === NO_SUCH_FILE ? 'is not there' : 'cannot be read';
  return new OperationError('FILE_UNREADABLE', `the folder on the server ${why}`, {
    hint: 'Check the folder in the configuration and the rights of the account on the server.',
    retryable: true,
    cause: error,
  });
}
