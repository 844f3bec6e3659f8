import { type ArchiveParts, Archives } from './archives.ts';
import { type Backups, startedBackups } from './backups.ts';

/** What brings data of a folder to other places, and back. */
export interface Copies {
  readonly backups: Backups;
  readonly archives: Archives;
}

/** Those of a folder that was just locked. */
export async function copiesIn(parts: ArchiveParts): Promise<Copies> {
  return { backups: await startedBackups(parts), archives: new Archives(parts) };
}
