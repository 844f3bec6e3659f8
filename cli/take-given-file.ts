import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { copyFile, mayBeRegistered, registrationOf } from '../collector/journal/copy-file.ts';
import type { IntakeId } from '../record/intake.ts';
import { OperationError } from '../record/operation-error.ts';
import type { CommandCall } from './command.ts';
import { whyUnreadable } from './configuration-files.ts';
import type { Writer } from './service/writer.ts';

/** Small enough to come from memory that is used again: a mebibyte is fetched from the kernel anew for every piece. */
const READ_CHUNK_BYTES = 128 * 1024;

/** For whom files are taken that a person hands over. */
export interface Taking {
  readonly writer: Writer;
  readonly source: string;
  /** What a packed file may unpack to. */
  readonly unpack_limit_bytes: number;
}

/** Makes one file durable, registers it and accounts for it. An unfinished earlier run with the same bytes is carried on. */
export async function takeGivenFile(
  call: CommandCall,
  { writer, source, unpack_limit_bytes }: Taking,
  path: string,
): Promise<IntakeId> {
  const { store, journal, pipeline } = writer;
  const bytes = (await openedFile(path)).createReadStream({ highWaterMark: READ_CHUNK_BYTES });
  const copied = await copyFile(
    readOrExplain(bytes),
    { source, journal, register: store, now: call.now },
    { unpack_limit_bytes, signal: call.signal },
  );
  const registration = {
    ...registrationOf(copied, source),
    name: basename(path),
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
    hint: 'Nothing of it was kept. Check the name and the rights, then run the command again.',
    cause,
  });
}
