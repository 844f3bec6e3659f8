import { dayOf } from '../../record/calendar.ts';
import type { IntakeId, IntakeRegister, NewFile, UtcMs } from '../../record/intake.ts';
import { OperationError } from '../../record/operation-error.ts';
import { ContentPrint, type Print } from './content-print.ts';
import type { Journal, NewRawCopy } from './journal.ts';
import { contentOf } from './unpack.ts';

/** A file whose bytes are in a raw copy that is not kept yet. */
export interface CopiedFile {
  readonly intake: IntakeId;
  readonly day: number;
  readonly received_at: UtcMs;
  readonly raw: NewRawCopy;
  readonly packed: boolean;
  /** Bytes read at the origin. */
  readonly read: number;
  readonly print: Print;
  /** The keyed hash of the content up to one of the marks. */
  readonly macAt: (mark: number) => string | undefined;
}

export interface CopyLimits {
  readonly unpack_limit_bytes: number;
  /** Offsets at which the hash of the content up to there is wanted. */
  readonly marks: readonly number[];
  readonly signal: AbortSignal;
}

/** Copies a whole file into a new raw copy, unpacked if it is gzip. Nothing is left of it when that fails. */
export async function copyFile(
  bytes: AsyncIterable<Uint8Array>,
  to: { source: string; journal: Journal; register: IntakeRegister; now: () => UtcMs },
  limits: CopyLimits,
): Promise<CopiedFile> {
  const received_at = to.now();
  const day = dayOf(received_at);
  const intake = await to.register.reserveIntake();
  const raw = await to.journal.create(to.source, day, intake);
  try {
    const print = new ContentPrint(to.journal.key, limits.marks);
    const received = counted(bytes, limits.signal);
    const { packed, content } = await contentOf(received.bytes, limits.unpack_limit_bytes);
    for await (const chunk of content) {
      const written = raw.write(chunk);
      // Hashed while it is written; the chunk is nobody else's until both are done.
      print.update(chunk);
      await written;
    }
    return {
      intake,
      day,
      received_at,
      raw,
      packed,
      read: received.read(),
      print: print.take(),
      macAt: (mark) => print.macAt(mark),
    };
  } catch (error) {
    await raw.discard();
    throw error;
  }
}

/** Whether an entry may have been made although making it failed. A full disk takes nothing of it; of the rest nobody knows. */
export function mayBeRegistered(error: unknown): boolean {
  return !(error instanceof OperationError && error.code === 'DISK_FULL');
}

/** The part of a new file's record that comes from copying it. */
export function registrationOf(
  copied: CopiedFile,
  source: string,
): Pick<NewFile, 'intake' | 'source' | 'day' | 'received_at' | 'content_mac'> {
  const { intake, day, received_at, print } = copied;
  return { intake, source, day, received_at, content_mac: print.content_mac };
}

interface Counted {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly read: () => number;
}

function counted(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal): Counted {
  let read = 0;
  async function* count(): AsyncIterable<Uint8Array> {
    for await (const chunk of bytes) {
      signal.throwIfAborted();
      read += chunk.byteLength;
      yield chunk;
    }
  }
  return { bytes: count(), read: () => read };
}
