import type { IntakeId } from '../record/intake.ts';
import type { InstallationKey } from '../record/mac.ts';
import type { RawCopy } from '../record/raw-copy.ts';

/** A raw copy being written under its intake's number. Nothing of it counts before `keep` resolved. */
export interface NewRawCopy {
  write(bytes: Uint8Array): Promise<void>;
  /** fsync, rename to its final name, fsync of the folder. The content mac is keyed with the installation key. */
  keep(): Promise<{ copy: RawCopy; length: number; content_mac: string }>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/** The raw copies of everything received: durable before anybody acknowledges or touches the origin. */
export interface Journal {
  readonly key: InstallationKey;
  create(source: string, day: number, intake: IntakeId): Promise<NewRawCopy>;
  /** Appends to a plain copy and resolves when the bytes are on disk; creates the file when it is not there. */
  append(source: string, day: number, intake: IntakeId, bytes: Uint8Array): Promise<{ length: number }>;
}
