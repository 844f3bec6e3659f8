import type { UtcMs } from './intake.ts';
import type { LineCounts } from './outcome.ts';

/** What stands in a backup, as its last entry: a backup without it was cut. */
export interface BackupManifest {
  readonly form: 1;
  readonly program: string;
  readonly made_at: UtcMs;
  /** Migrations its database has. */
  readonly schema: number;
  /** Sequence of the last erasure that was done in it; later ones are to be done again. */
  readonly erasures: number;
  readonly ledger: LineCounts;
  /** Where a list of erasures is kept up to date: a list anywhere else may lack the last ones. */
  readonly targets: readonly string[];
  readonly files: readonly BackedUpFile[];
}

export interface BackedUpFile {
  /** Relative to the data folder. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Names of entries of a backup that are no files of the data folder. */
export const MANIFEST_ENTRY = 'manifest.json';
export const KEYS_ENTRY = 'keys.age';

/** A backup as it stands at a target. */
export interface BackupFile {
  readonly target: string;
  readonly name: string;
  readonly made_at: UtcMs;
  readonly bytes: number;
}

/** A backup that this installation wrote; of one whose file was removed nothing is kept. */
export interface RegisteredBackup extends BackupFile {
  /** Of the encrypted file. */
  readonly sha256: string;
}
