import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { LocalFolder } from '../collector/files/local-folder.ts';
import { copyFile, mayBeRegistered, registrationOf } from '../collector/journal/copy-file.ts';
import { leftOutOfArchives, recordArchive } from '../collector/journal/record-archive.ts';
import { isZip } from '../collector/journal/unpack.ts';
import type { RangedFile } from '../collector/journal/zip-members.ts';
import type { ArchivedFile, IntakeId } from '../record/intake.ts';
import { OperationError } from '../record/operation-error.ts';
import type { CommandCall } from './command.ts';
import { READ_AGAIN } from './command-hint.ts';
import { whyUnreadable } from './configuration-files.ts';
import type { Writer } from './service/writer.ts';

/** Small enough to come from memory that is used again: a mebibyte is fetched from the kernel anew for every piece. */
const READ_CHUNK_BYTES = 128 * 1024;

/** How a command ends that took everything in and keeps it, and could read no line of it as a call: a wrong driver, most likely. */
export const NOTHING_READ_EXIT = 3;

/** For whom files are taken that a person hands over. */
export interface Taking {
  readonly writer: Writer;
  readonly source: string;
  /** What a packed file may unpack to. */
  readonly unpack_limit_bytes: number;
  /** Whether they are of the past. */
  readonly backfill: boolean;
}

/** Takes a file, or each file of a zip archive; gives the intakes. */
export async function takeGivenFile(call: CommandCall, taking: Taking, path: string): Promise<IntakeId[]> {
  const handle = await openedFile(path);
  const { size, start } = await begunToRead(handle);
  if (!isZip(start)) {
    const bytes = readOrExplain(handle.createReadStream({ highWaterMark: READ_CHUNK_BYTES }));
    return [await takeBytes(call, taking, bytes, basename(path))];
  }
  await handle.close();
  const real = await realpath(path);
  const file = await new LocalFolder(dirname(real), false).open(basename(real));
  try {
    return await takeArchive(call, taking, { file, size, name: basename(path) });
  } finally {
    await file.close();
  }
}

/** The size of a file, and its first bytes. A pipe has no size, and nothing of it can be read twice. */
async function begunToRead(handle: FileHandle): Promise<{ size: number; start: Buffer }> {
  try {
    const { size } = await handle.stat();
    if (size === 0) return { size, start: Buffer.alloc(0) };
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return { size, start: buffer.subarray(0, bytesRead) };
  } catch (cause) {
    await handle.close();
    throw unreadable(cause);
  }
}

/** An unfinished earlier run with the same files is carried on before theirs count as sent again. */
async function takeArchive(
  { signal, err }: CommandCall,
  { writer, source, unpack_limit_bytes, backfill }: Taking,
  { file, size, name }: { file: RangedFile; size: number; name: string },
): Promise<IntakeId[]> {
  const { store, journal, pipeline, clock } = writer;
  const to = { source, journal, register: store, now: clock.now, backfill };
  let files: readonly ArchivedFile[] = [];
  await recordArchive(file, size, to, {
    ...{ unpack_limit_bytes, signal, name, origin: null },
    isWanted: () => true,
    session: async () => null,
    recorded: (archive) => {
      files = archive.files;
      if (archive.left_out > 0) err(`${name}: ${leftOutOfArchives(archive.left_out)}.\n`);
    },
  });
  for (const { same_as } of files) if (same_as !== null) await pipeline.account(same_as);
  for (const { intake } of files) await pipeline.account(intake);
  return files.map(({ intake }) => intake);
}

/** Makes one file durable, registers it and accounts for it. An unfinished earlier run with the same bytes is carried on. */
export async function takeBytes(
  call: CommandCall,
  { writer, source, unpack_limit_bytes, backfill }: Taking,
  bytes: AsyncIterable<Uint8Array>,
  name: string,
): Promise<IntakeId> {
  const { store, journal, pipeline, clock } = writer;
  const copied = await copyFile(
    bytes,
    { source, journal, register: store, now: clock.now },
    { unpack_limit_bytes, signal: call.signal },
  );
  const registration = {
    ...registrationOf(copied, { source, backfill }),
    name,
    session: null,
    origin: null,
  };
  const length = copied.print.length;
  let { intake } = copied;
  let needed = false;
  try {
    const earlier = await store.findContent(source, copied.print.content_mac);
    // Bytes of a file that still grows elsewhere are no whole file yet: their lines are told apart one by one.
    const same = earlier?.finished === true ? earlier : null;
    if (same !== null && same.cursor < same.length) {
      intake = same.id;
    } else if (same !== null) {
      await store.addResent({ ...registration, length }, same.id);
    } else {
      await copied.raw.keep();
      needed = true;
      await store.addFile({ ...registration, length, finished: true });
    }
  } catch (error) {
    needed &&= mayBeRegistered(error);
    throw error;
  } finally {
    await (needed ? copied.raw.close() : copied.raw.discard());
  }
  await pipeline.account(intake);
  return intake;
}

/** Open before anything is written: a stream that fails to open later would have nobody to tell. */
async function openedFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (cause) {
    throw unreadable(cause);
  }
}

async function* readOrExplain(bytes: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  try {
    yield* bytes;
  } catch (cause) {
    throw unreadable(cause);
  }
}

export function unreadable(cause: unknown): OperationError {
  return new OperationError('FILE_UNREADABLE', `The file cannot be read: ${whyUnreadable(cause)}.`, {
    hint: READ_AGAIN,
    cause,
  });
}
