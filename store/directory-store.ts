import type { Directory, DirectoryChange, ForgettingChange } from '../record/directory.ts';

/** What the directory asks of the store. */
export interface DirectoryStore {
  directory(): Promise<Directory>;
  /**
   * One transaction. Gives the new version; null, and nothing is changed, where it was worked out from another version than
   * the directory has now.
   */
  changeDirectory(change: DirectoryChange): Promise<number | null>;
  /** The same, with entries that go for good; only privacy/gateway.ts asks for it. */
  forgetEntries(change: ForgettingChange): Promise<number | null>;
}
