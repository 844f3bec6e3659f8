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
  /** Bytes of the origin that it holds, and how many of them came this time. */
  readonly read: number;
  readonly arrived: number;
  readonly print: Print;
  /** The keyed hash of the content up to one of the marks. */
  readonly macAt: (mark: number) => string | undefined;
}

/** A raw copy that is being written, and the print of what it holds. Whoever began it ends it. */
export interface BegunCopy {
  readonly intake: IntakeId;
  readonly day: number;
  readonly raw: NewRawCopy;
  readonly print: ContentPrint;
  /** Bytes of the origin that it held already when it was begun. */
  readonly from: number;
  /** Whether its origin turned out to be packed: the bytes there are not those here. */
  packed: boolean;
}

export interface CopyPlace {
  readonly source: string;
  readonly journal: Journal;
  readonly register: IntakeRegister;
  readonly now: () => UtcMs;
  /** What is taken is of the past. */
  readonly backfill?: boolean;
}

export interface CopyLimits {
  readonly unpack_limit_bytes: number;
  readonly signal: AbortSignal;
}

/** Begins a new raw copy. At each mark (an offset) the hash of the content up to there is noted. */
export async function beginCopy(to: CopyPlace, marks: readonly number[]): Promise<BegunCopy> {
  const day = dayOf(to.now());
  const intake = await to.register.reserveIntake();
  const raw = await to.journal.create(to.source, day, intake);
  return { intake, day, raw, print: new ContentPrint(to.journal.key, marks), from: 0, packed: false };
}

/** Copies what comes behind that which a copy holds, unpacked if it is gzip. `written` is asked after each piece. */
export async function copyInto(
  begun: BegunCopy,
  bytes: AsyncIterable<Uint8Array>,
  received_at: UtcMs,
  limits: CopyLimits,
  written: () => Promise<void> = async () => {},
): Promise<CopiedFile> {
  const { intake, day, raw, print, from } = begun;
  const received = counted(bytes, limits.signal);
  // Behind the beginning of a plain file anything may stand.
  const plain = { packed: false, content: received.bytes };
  const { packed, content } = from > 0 ? plain : await contentOf(received.bytes, limits.unpack_limit_bytes);
  begun.packed = packed;
  for await (const chunk of content) {
    const writing = raw.write(chunk);
    // Hashed while it is written; the chunk is nobody else's until both are done.
    print.update(chunk);
    await writing;
    await written();
  }
  return {
    ...{ intake, day, received_at, raw, packed, print: print.take() },
    read: from + received.read(),
    arrived: received.read(),
    macAt: (mark) => print.macAt(mark),
  };
}

/** Copies a whole file into a new raw copy, unpacked if it is gzip. Nothing is left of it when that fails. */
export async function copyFile(
  bytes: AsyncIterable<Uint8Array>,
  to: CopyPlace,
  limits: CopyLimits,
): Promise<CopiedFile> {
  const begun = await beginCopy(to, []);
  try {
    return await copyInto(begun, bytes, to.now(), limits);
  } catch (error) {
    await begun.raw.discard();
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
  { source, backfill = false }: Pick<CopyPlace, 'source' | 'backfill'>,
): Pick<NewFile, 'intake' | 'source' | 'day' | 'received_at' | 'content_mac' | 'backfill'> {
  const { intake, day, received_at, print } = copied;
  return { intake, source, day, received_at, content_mac: print.content_mac, backfill };
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
