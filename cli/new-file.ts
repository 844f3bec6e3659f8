import { type FileHandle, link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OperationError } from '../record/operation-error.ts';
import { inPieces } from '../reports/zip-stream.ts';
import { usageError } from './usage.ts';

/** Under its name there is all of it or nothing, and nothing that was there is replaced. */
export async function writeNewFile(path: string, bytes: AsyncIterable<string | Uint8Array>): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  let file: FileHandle | null = null;
  try {
    file = await open(part, 'wx', 0o600);
    for await (const piece of inPieces(bytes)) await file.writeFile(piece);
    await file.sync();
    await link(part, path);
  } catch (error) {
    throw unwritten(path, error);
  } finally {
    if (file !== null) {
      await file.close();
      await rm(part, { force: true });
    }
  }
}

function unwritten(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  // What has no system call in it went wrong before anything was written.
  const isOfFile = error instanceof Error && 'syscall' in error && typeof code === 'string';
  if (!isOfFile) return error;
  if (code === 'EEXIST')
    return usageError(`The file ${path} is there already.`, 'Name a new one; nothing was replaced.');
  if (code === 'ENOSPC') {
    return new OperationError('DISK_FULL', `The disk that holds ${path} is full.`, {
      hint: 'Nothing was left half written. Make room, or name a file elsewhere.',
      cause: error,
    });
  }
  return new OperationError('FILE_UNREADABLE', `The file ${path} cannot be written (${code}).`, {
    hint: `Check that ${dirname(path)} is there and that this account may write to it.`,
    cause: error,
  });
}
