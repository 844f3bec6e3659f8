import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ATTACHMENTS_FOLDER, attachmentPath } from '../../record/attachment.ts';
import { OperationError } from '../../record/operation-error.ts';
import { UNFINISHED } from '../../record/raw-copy.ts';
import { destroyRawCopy } from '../journal/blank-raw-copy.ts';
import { diskError, diskFailed, errorCode } from '../journal/disk-error.ts';
import { makeFolder, syncFolder } from '../journal/journal-files.ts';
import { openFrames, sealFrames } from './sealed-frames.ts';

/** A name that tells nothing. */
export function meaninglessName(): string {
  return randomBytes(16).toString('hex');
}

export interface SealedFile {
  readonly file: string;
  readonly month: string;
}

/** Encrypts a stream into the data folder. Under its name there is all of it, durable, or nothing. */
export async function writeSealed(
  dataFolder: string,
  { file, month }: SealedFile,
  key: Uint8Array,
  plain: AsyncIterable<Uint8Array>,
): Promise<void> {
  const path = join(dataFolder, attachmentPath({ file, month }));
  let handle: FileHandle | null = null;
  try {
    await makeFolder(dirname(path), dataFolder);
    handle = await open(path + UNFINISHED, 'wx', 0o600);
    for await (const frame of sealFrames(plain, { key, name: file })) await handle.writeFile(frame);
    await handle.datasync().catch((error: unknown) => {
      throw diskFailed('flush an attachment', error);
    });
    await handle.close();
    handle = null;
    await rename(path + UNFINISHED, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await handle?.close().catch(() => {});
    await rm(path + UNFINISHED, { force: true }).catch(() => {});
    throw diskError(error, 'keep an attachment');
  }
}

/** What was encrypted, as it comes; an OperationError where it was altered, at the frame that shows it. */
export async function* readSealed(
  dataFolder: string,
  { file, month }: SealedFile,
  key: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const path = join(dataFolder, attachmentPath({ file, month }));
  const bytes = createReadStream(path, { highWaterMark: 1 << 20 });
  try {
    yield* openFrames(bytes as AsyncIterable<Buffer>, { key, name: file });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw diskError(error, 'read an attachment');
    throw new OperationError('ATTACHMENT_DAMAGED', 'The encrypted file of an attachment is not there.', {
      hint: `Put ${attachmentPath({ file, month })} back into the data folder from a backup (docs/attachments.md).`,
      cause: error,
    });
  } finally {
    bytes.destroy();
  }
}

/** Removes what a killed process left: files that are unfinished, or that the store does not know. Gives how many. */
export async function clearStrayAttachments(
  dataFolder: string,
  known: (path: string) => boolean,
): Promise<number> {
  let removed = 0;
  for (const month of await namesIn(join(dataFolder, ATTACHMENTS_FOLDER))) {
    for (const file of await namesIn(join(dataFolder, ATTACHMENTS_FOLDER, month))) {
      const path = attachmentPath({ month, file });
      if (known(path)) continue;
      await destroyRawCopy(dataFolder, path);
      removed += 1;
    }
  }
  return removed;
}

async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw diskError(error, 'look at attachments');
  });
}
