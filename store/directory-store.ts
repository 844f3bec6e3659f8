import type { Directory, DirectoryChange } from '../record/directory.ts';

/** What the directory asks of the store. */
export interface DirectoryStore {
  directory(): Promise<Directory>;
  /**
   * One transaction. Gives the new version; null, and nothing is changed, where it was worked out from another version than
   * the directory has now.
   */
  changeDirectory(change: DirectoryChange): Promise<number | null>;
}
