import type { IntakeId } from '../../record/intake.ts';
import type { InstallationKey } from '../../record/mac.ts';

/**
 * A raw copy being written under its intake's number. Nothing of it counts before it was kept and its intake registered.
 * Whoever holds one ends it with `keep` and `close`, or with `discard`.
 */
export interface NewRawCopy {
  write(bytes: Uint8Array): Promise<void>;
  /** What was written so far, from this offset on. */
  read(offset: number): AsyncIterable<Uint8Array>;
  /** Makes durable what was written so far, so that it can be gone on with (`reopen`). */
  flush(): Promise<void>;
  /** fsync, rename to its final name, fsync of the folder. */
  keep(): Promise<void>;
  /** Removes what was written, also when it was kept already. */
  discard(): Promise<void>;
  /** Lets go of the file; it can still be read from until then. */
  close(): Promise<void>;
}

/** A plain raw copy that grows: a stream's day, or a file that is still written at its origin. */
export interface GrowingRawCopy {
  /** Bytes that are durable. */
  readonly length: number;
  /** Resolves with the new length when the bytes are on disk; when it fails, the copy is as it was before. */
  append(bytes: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** The raw copies of everything received: durable before anybody acknowledges or touches the origin. */
export interface Journal {
  readonly key: InstallationKey;
  create(source: string, day: number, intake: IntakeId): Promise<NewRawCopy>;
  /**
   * Opens a raw copy that was never finished, to go on behind `length`, the bytes that were flushed: what stands beyond
   * is cut. Null when it is not there, or shorter.
   */
  reopen(source: string, day: number, intake: IntakeId, length: number): Promise<NewRawCopy | null>;
  /** Opens the raw copy of a stream, made when it is not there. All its bytes were received, also after a crash. */
  stream(source: string, day: number, intake: IntakeId): Promise<GrowingRawCopy>;
  /**
   * Opens the raw copy of a file to carry on behind `length`, the bytes the register knows of: what stands beyond is left
   * from a growth that was never registered, and is cut. Null when there is no plain copy any more (sealed or removed).
   */
  carryOn(source: string, day: number, intake: IntakeId, length: number): Promise<GrowingRawCopy | null>;
}
