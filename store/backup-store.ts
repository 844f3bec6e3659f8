import type { RegisteredBackup } from '../record/backup.ts';

/** A line of the list of erasures. */
export interface ErasureLine {
  readonly sequence: number;
  readonly at: number;
  readonly line: string;
}

/** What is known of backups, and of erasures that are to be done again on a restored one. */
export interface BackupStore {
  registerBackup(backup: RegisteredBackup): Promise<void>;
  forgetBackup(backup: Pick<RegisteredBackup, 'target' | 'name'>): Promise<void>;
  /** In the order of their sequence, which has no gap. */
  erasureLines(): Promise<readonly ErasureLine[]>;
  /** One that is there already stays as it is. */
  addErasureLines(lines: readonly ErasureLine[]): Promise<void>;
}
