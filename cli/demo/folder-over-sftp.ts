import type { Dirent } from 'node:fs';
import {
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  rmdir,
  stat,
  utimes,
} from 'node:fs/promises';
import { join, posix } from 'node:path';
import ssh2 from 'ssh2';

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;
type SftpServer = ssh2.SFTPWrapper;

/** Names are listed in portions of this many, as real servers do. */
const NAMES_AT_ONCE = 100;

interface Open {
  readonly file: FileHandle | null;
  /** Of a folder, what is still to be listed. */
  readonly names: Dirent[];
  readonly path: string;
}

/** Serves one folder, and nothing outside it, to one SFTP session. */
export function serveFolder(sftp: SftpServer, root: string): void {
  const handles = new Map<number, Open>();
  let next = 0;
  const local = (path: string) => join(root, posix.resolve('/', path));
  const remember = (reqId: number, entry: Open) => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(next);
    handles.set(next++, entry);
    sftp.handle(reqId, handle);
  };
  const find = (handle: Buffer): Open => {
    const entry = handles.get(handle.readUInt32BE(0));
    if (entry === undefined) throw new Error('no such handle');
    return entry;
  };
  const answer = (reqId: number, work: () => Promise<unknown>) => {
    work().catch((error: unknown) => sftp.status(reqId, statusOf(error)));
  };
  const done = (reqId: number, work: () => Promise<unknown>) =>
    answer(reqId, async () => {
      await work();
      sftp.status(reqId, STATUS_CODE.OK);
    });

  serveNames(sftp, { local, answer, done, remember, find });
  sftp.on('OPEN', (reqId, path, flags) =>
    answer(reqId, async () => {
      remember(reqId, { file: await open(local(path), modeOf(flags)), names: [], path });
    }),
  );
  sftp.on('READ', (reqId, handle, offset, length) =>
    answer(reqId, async () => {
      const bytes = Buffer.allocUnsafe(Math.min(length, 256 * 1024));
      const read = await find(handle).file?.read(bytes, 0, bytes.length, offset);
      if (!read?.bytesRead) sftp.status(reqId, STATUS_CODE.EOF);
      else sftp.data(reqId, bytes.subarray(0, read.bytesRead));
    }),
  );
  sftp.on('WRITE', (reqId, handle, offset, bytes) =>
    done(reqId, async () => find(handle).file?.write(bytes, 0, bytes.length, offset)),
  );
  sftp.on('FSTAT', (reqId, handle) =>
    answer(reqId, async () => sftp.attrs(reqId, attributes(await stat(local(find(handle).path))))),
  );
  sftp.on('CLOSE', (reqId, handle) =>
    done(reqId, async () => {
      const entry = find(handle);
      handles.delete(handle.readUInt32BE(0));
      await entry.file?.close();
    }),
  );
  sftp.on('close', () => {
    for (const { file } of handles.values()) file?.close().catch(() => {});
  });
}

interface Answers {
  readonly local: (path: string) => string;
  readonly answer: (reqId: number, work: () => Promise<unknown>) => void;
  readonly done: (reqId: number, work: () => Promise<unknown>) => void;
  readonly remember: (reqId: number, entry: Open) => void;
  readonly find: (handle: Buffer) => Open;
}

/** What is done to names and folders. */
function serveNames(sftp: SftpServer, { local, answer, done, remember, find }: Answers): void {
  sftp.on('REALPATH', (reqId, path) => {
    sftp.name(reqId, [{ filename: posix.resolve('/', path), longname: '', attrs: {} as ssh2.Attributes }]);
  });
  sftp.on('OPENDIR', (reqId, path) =>
    answer(reqId, async () => {
      remember(reqId, { file: null, names: await readdir(local(path), { withFileTypes: true }), path });
    }),
  );
  sftp.on('READDIR', (reqId, handle) =>
    answer(reqId, async () => {
      const { names } = find(handle);
      if (names.length === 0) return sftp.status(reqId, STATUS_CODE.EOF);
      const files = names.splice(0, NAMES_AT_ONCE).map(async (entry) => {
        const attrs = attributes(await lstat(join(entry.parentPath, entry.name)));
        return {
          filename: entry.name,
          longname: `${entry.isDirectory() ? 'd' : '-'}rw-r--r-- ${entry.name}`,
          attrs,
        };
      });
      sftp.name(reqId, await Promise.all(files));
    }),
  );
  const attributesOf = (read: typeof lstat) => (reqId: number, path: string) =>
    answer(reqId, async () => sftp.attrs(reqId, attributes(await read(local(path)))));
  sftp.on('STAT', attributesOf(stat as typeof lstat));
  sftp.on('LSTAT', attributesOf(lstat));
  sftp.on('SETSTAT', (reqId, path, { atime, mtime }) =>
    done(reqId, async () => {
      if (mtime !== undefined) await utimes(local(path), atime, mtime);
    }),
  );
  sftp.on('FSETSTAT', (reqId) => sftp.status(reqId, STATUS_CODE.OK));
  sftp.on('REMOVE', (reqId, path) => done(reqId, () => rm(local(path))));
  sftp.on('RMDIR', (reqId, path) => done(reqId, () => rmdir(local(path))));
  sftp.on('MKDIR', (reqId, path) => done(reqId, () => mkdir(local(path))));
  sftp.on('RENAME', (reqId, from, to) =>
    done(reqId, async () => {
      // As OpenSSH does it: never over an existing file.
      const inTheWay = await lstat(local(to)).catch(() => null);
      if (inTheWay !== null) throw new Error('exists');
      await rename(local(from), local(to));
    }),
  );
}

function attributes(stats: {
  mode: number;
  uid: number;
  gid: number;
  size: number;
  atimeMs: number;
  mtimeMs: number;
}) {
  const { mode, uid, gid, size, atimeMs, mtimeMs } = stats;
  return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}

function modeOf(flags: number): string {
  if ((flags & OPEN_MODE.WRITE) === 0) return 'r';
  if ((flags & OPEN_MODE.APPEND) !== 0) return 'a';
  if ((flags & OPEN_MODE.EXCL) !== 0) return 'wx';
  return (flags & OPEN_MODE.TRUNC) === 0 && (flags & OPEN_MODE.CREAT) === 0 ? 'r+' : 'w';
}

function statusOf(error: unknown): number {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ENOENT') return STATUS_CODE.NO_SUCH_FILE;
  if (code === 'EACCES' || code === 'EPERM') return STATUS_CODE.PERMISSION_DENIED;
  return STATUS_CODE.FAILURE;
}
