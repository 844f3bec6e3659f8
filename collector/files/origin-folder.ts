import type { UtcMs } from '../../record/intake.ts';

/** A file as the origin lists it. */
export interface ListedFile {
  /** Relative to the folder, `/` between its parts. */
  readonly path: string;
  readonly size: number;
  readonly modified_at: UtcMs;
}

/** An open file at the origin. Renaming it there does not disturb reading. */
export interface OriginFile {
  /** The bytes from `from` up to `to`; ends early where the file ends. */
  bytes(from: number, to: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/**
 * A folder at the origin, on our own disk or behind SFTP. Errors are OperationErrors: FILE_VANISHED and FILE_UNREADABLE
 * concern one file and the round goes on, as does FILE_IMMOVABLE; every other ends the round.
 */
export interface OriginFolder {
  /** Reached over a connection that may break: a file that came in part is gone on with. */
  readonly isRemote: boolean;
  list(): Promise<readonly ListedFile[]>;
  open(path: string): Promise<OriginFile>;
  /** Null when it is gone. */
  stat(path: string): Promise<ListedFile | null>;
  /** Moves a file inside the folder, making the folder it goes to; false when something stands there. */
  move(from: string, to: string): Promise<boolean>;
  remove(path: string): Promise<void>;
}
