import type { UtcMs } from './intake.ts';

/** By what number a call of a source concerns a profile: an extension, as it stands in the row or within a number of the site. */
export interface MemoryParty {
  readonly source: string;
  readonly number: number;
  readonly extension: number;
}

/** A profile with a call memory, as the store needs it. */
export interface MemoryProfile {
  readonly name: string;
  /** How many entries are kept. */
  readonly entries: number;
  readonly collect: boolean;
  readonly parties: readonly MemoryParty[];
}

/** One call in the memory of a profile, as its user reads it. */
export interface MemoryEntry {
  /** The call it came from; entries follow each other in this order. */
  readonly entry: number;
  /** ISO 8601 with the offset of the site's zone. */
  readonly started_at: string;
  /** Whether the profile was called or called. */
  readonly direction: 'incoming' | 'outgoing';
  readonly internal: boolean;
  /** Which extension of the profile. */
  readonly extension: string;
  /** The other party, E.164 with +, else the extension, else as sent. */
  readonly number: string | null;
  readonly calling_name: string | null;
  readonly called_name: string | null;
  readonly answered: boolean | null;
  /** Of a call to the profile: by an extension of it, or by somebody else; null when it cannot be told. */
  readonly answered_by: 'local' | 'remote' | null;
}

/** Master access to a memory that is not one's own, and what was read by it. */
export interface MemoryAccess {
  readonly what: 'opened' | 'read';
  readonly person: string;
  readonly at: UtcMs;
  readonly until: UtcMs;
  readonly reason: string;
}

/** What keeps the password of a memory from being guessed. */
export interface MemoryLock {
  /** In the form of PHC; null while none was set. */
  readonly password: string | null;
  readonly failures: number;
  readonly failed_at: UtcMs | null;
}
