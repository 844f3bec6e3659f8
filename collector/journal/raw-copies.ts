import { createHash } from 'node:crypto';
import { constants, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { OperationError } from '../../record/operation-error.ts';
import { type RawCopy, type RawFrame, SEALED, UNFINISHED } from '../../record/raw-copy.ts';
import { diskError, diskFailed, errorCode } from './disk-error.ts';
import { syncFolder } from './journal-files.ts';

/** Unpacked bytes in a frame: what must be unpacked to show one line, and the piece by which old days are dropped. */
export const FRAME_BYTES = 1024 * 1024;

const LINE_FEED = 0x0a;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Reads what stands at `offset` of the unpacked bytes; shorter than `length` only where the raw copy ends. */
export async function readRawCopy(
  dataFolder: string,
  copy: RawCopy,
  offset: number,
  length: number,
): Promise<Buffer> {
  const handle = await openRaw(dataFolder, copy.path);
  try {
    if (copy.frames === null) return await readAt(handle, offset, length);
    const pieces: Buffer[] = [];
    for (const frame of copy.frames) {
      const from = Math.max(offset, frame.offset);
      const to = Math.min(offset + length, frame.offset + frame.length);
      if (from >= to) continue;
      const unpacked = await unpackFrame(handle, frame, copy.path);
      pieces.push(unpacked.subarray(from - frame.offset, to - frame.offset));
    }
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  } finally {
    await handle.close();
  }
}

/** A plain raw copy that is read block by block from its beginning: one handle, one buffer. */
export interface OpenedRawCopy {
  /** What stands at `offset`, shorter than a block only where the copy ends; good until the next call. */
  block(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** Opens a raw copy for reading it through; blocks have at most `blockBytes`. */
export async function openRawCopy(
  dataFolder: string,
  copy: RawCopy,
  blockBytes: number,
): Promise<OpenedRawCopy> {
  if (copy.frames !== null) {
    return {
      block: (offset, length) => readRawCopy(dataFolder, copy, offset, length),
      close: async () => {},
    };
  }
  const handle = await openRaw(dataFolder, copy.path);
  const buffer = Buffer.allocUnsafeSlow(blockBytes);
  return {
    block: (offset, length) => fill(handle, buffer.subarray(0, length), offset),
    close: () => handle.close(),
  };
}

/**
 * The first of three steps that turn a plain copy into a sealed one: writes the sealed form beside it, durable. The
 * caller then records the result in the store and, after that, removes the plain copy with `removeRawCopy`. A crash
 * between the steps leaves a form that the store does not name, which `sortOutStrayRawCopies` clears at the next start.
 */
export async function sealRawCopy(dataFolder: string, path: string, length: number): Promise<RawCopy> {
  const sealed = path + SEALED;
  const part = join(dataFolder, sealed + UNFINISHED);
  const plain = await openRaw(dataFolder, path);
  let packed: FileHandle | null = null;
  try {
    packed = await open(part, 'w', 0o600);
    const frames = await packFrames(plain, packed, length, path);
    await packed.sync();
    await packed.close();
    await rename(part, join(dataFolder, sealed));
    await syncFolder(dirname(part));
    return { path: sealed, frames };
  } catch (error) {
    await packed?.close().catch(() => {});
    await rm(part, { force: true }).catch(() => {});
    throw diskError(error, 'seal a raw copy');
  } finally {
    await plain.close();
  }
}

async function packFrames(
  plain: FileHandle,
  packed: FileHandle,
  length: number,
  path: string,
): Promise<RawFrame[]> {
  const frames: RawFrame[] = [];
  let packedOffset = 0;
  for (let offset = 0; offset < length; ) {
    const wanted = Math.min(FRAME_BYTES, length - offset);
    const window = await readAt(plain, offset, wanted);
    if (window.length < wanted) throw shorter(path);
    const unpacked = offset + wanted < length ? atLineEnd(window) : window;
    const bytes = await compress(unpacked);
    await writeWhole(packed, bytes);
    frames.push({
      offset,
      length: unpacked.length,
      packed_offset: packedOffset,
      packed_length: bytes.length,
      sha256: sha256(bytes),
      first_day: null,
      last_day: null,
    });
    offset += unpacked.length;
    packedOffset += bytes.length;
  }
  return frames;
}

/** Frames end with a line where they can, so that a line seldom needs two of them. */
function atLineEnd(window: Buffer): Buffer {
  const end = window.lastIndexOf(LINE_FEED) + 1;
  return end === 0 ? window : window.subarray(0, end);
}

/** The frames of a sealed copy that are no longer as we wrote them; empty when all is well. */
export async function damagedFrames(dataFolder: string, copy: RawCopy): Promise<readonly RawFrame[]> {
  if (copy.frames === null) return [];
  const handle = await openRaw(dataFolder, copy.path);
  try {
    const damaged: RawFrame[] = [];
    for (const frame of copy.frames) {
      const bytes = await readAt(handle, frame.packed_offset, frame.packed_length);
      if (sha256(bytes) !== frame.sha256) damaged.push(frame);
    }
    return damaged;
  } finally {
    await handle.close();
  }
}

/** Removes a raw copy for good; it is no error when it is gone already. */
export async function removeRawCopy(dataFolder: string, path: string): Promise<void> {
  try {
    await rm(join(dataFolder, path));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw diskError(error, 'remove a raw copy');
  }
  await syncFolder(dirname(join(dataFolder, path)));
}

async function unpackFrame(handle: FileHandle, frame: RawFrame, path: string): Promise<Buffer> {
  const packed = await readAt(handle, frame.packed_offset, frame.packed_length);
  // zstd unpacks many altered bytes without a word, to other lines than were received.
  if (sha256(packed) !== frame.sha256) throw damaged(path, null);
  try {
    // The limit holds even when the bytes on disk were changed into a bomb.
    const unpacked = await decompress(packed, { maxOutputLength: Math.max(frame.length, 1) });
    if (unpacked.length === frame.length) return unpacked;
  } catch (error) {
    throw damaged(path, error);
  }
  throw damaged(path, null);
}

/** Opens the file of a raw copy, for reading where nothing else is said. */
export async function openRaw(
  dataFolder: string,
  path: string,
  flags: number = constants.O_RDONLY,
): Promise<FileHandle> {
  try {
    return await open(join(dataFolder, path), flags);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw diskError(error, 'open a raw copy');
    throw new OperationError('NOT_FOUND', `the raw copy ${path} is not there`, {
      hint: 'Restore it from a backup, or let `ledgerline verify` say what it held.',
      cause: error,
    });
  }
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  return await fill(handle, Buffer.allocUnsafe(length), offset);
}

/** Reads into a buffer; what is returned is shorter only where the file ends. */
async function fill(handle: FileHandle, bytes: Buffer, offset: number): Promise<Buffer> {
  let done = 0;
  while (done < bytes.length) {
    try {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    } catch (error) {
      throw diskFailed('read a raw copy', error);
    }
  }
  return bytes.subarray(0, done);
}

async function writeWhole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.byteLength; ) {
    done += (await handle.write(bytes, done, bytes.byteLength - done)).bytesWritten;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function shorter(path: string): OperationError {
  return new OperationError(
    'LEDGER_BROKEN',
    `the raw copy ${path} is shorter than what was recorded; it stays plain`,
    {
      hint: 'Run `ledgerline verify`, and restore the raw copy from a backup.',
    },
  );
}

function damaged(path: string, cause: unknown): OperationError {
  return new OperationError('LEDGER_BROKEN', `a frame of the raw copy ${path} is damaged`, {
    hint: 'Restore the raw copy from a backup; `ledgerline verify` names the frames.',
    cause,
  });
}
