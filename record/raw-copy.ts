import { showDay } from './calendar.ts';

/** Where the raw copy of an intake stands, relative to the data folder, and in which form. */
export interface RawCopy {
  /** `raw/<source>/<yyyy>/<mm>/<dd>/<intake id>`; sealed copies end in `.zst`. */
  readonly path: string;
  /** Independent zstd frames of a sealed copy, by unpacked offset; null for a plain copy. */
  readonly frames: readonly RawFrame[] | null;
}

/** Ending of a sealed copy; its plain form has the same path without it. */
export const SEALED = '.zst';

/** Ending of a copy that is still being written; whatever carries it after a crash holds nothing that counts. */
export const UNFINISHED = '.part';

export interface RawFrame {
  /** Unpacked place, bytes. */
  readonly offset: number;
  readonly length: number;
  readonly packed_offset: number;
  readonly packed_length: number;
  /** SHA-256 of the packed bytes as last written by us. */
  readonly sha256: string;
  /** First and last event day of its calls, null when it has none. */
  readonly first_day: number | null;
  readonly last_day: number | null;
}

/** Where the plain raw copy of an intake stands, relative to the data folder. Neither name nor number of anybody in it. */
export function rawPath(source: string, day: number, intake: number): string {
  return `raw/${source}/${showDay(day).replaceAll('-', '/')}/${intake}`;
}
