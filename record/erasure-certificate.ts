import type { Erasure } from './erasure.ts';

/** What an erasure came to, for whoever asked for it and whoever audits it: no number, no name. */
export interface ErasureCertificate {
  readonly format: 'ledgerline erasure certificate 1';
  readonly request: number;
  readonly asked_at: string;
  readonly asked_by: string;
  readonly reason: string;
  readonly done_at: string;
  readonly program: string;
  readonly erasure: Omit<Erasure, 'at_ms'>;
  /** How many of each kind of copy went. */
  readonly erased: Readonly<Record<string, number>>;
  /** What still names the person for a reason of its own, such as the configuration in force. */
  readonly remains: Readonly<Record<string, number>>;
  /** Months of archives that may hold the person, encrypted to a key that is not there, and the day by which the last of it goes. */
  readonly archives: { readonly months: number; readonly gone_by: string | null };
  /**
   * Recordings and transcripts of calls that are masked, nobody's, archived or gone, of which nothing says whose they are, and the day
   * by which the last of them goes.
   */
  readonly unknown_attachments: { readonly count: number; readonly gone_by: string | null };
  readonly totals: Readonly<Record<string, unknown>>;
  /** Nothing that went was left in the log of the database. */
  readonly log_emptied: true;
  /** Behind all that: every byte of the data folder, in all spellings of the number. */
  readonly search: SearchEnd;
  /** Where backups go: a list of erasures there keeps whom this is about from coming back with one. */
  readonly backup_targets: NotedErasure;
}

/** What a search through every file found. */
export interface FolderSearched {
  readonly files: number;
  readonly bytes: number;
  /** Of what is packed, unpacked. */
  readonly unpacked_bytes: number;
  /** Places in files, by the name of the file and what stands there, but for those of what stays. */
  readonly found: Readonly<Record<string, number>>;
  /** Places in texts of the database that stay, such as the configuration in force. */
  readonly of_what_stays: number;
  /** Files that could not be looked into, and why. */
  readonly not_opened: Readonly<Record<string, string>>;
}

export type SearchEnd = FolderSearched | { readonly not_done: string };

/** Backup targets that have an erasure in their list, and those that were away. */
export interface NotedErasure {
  readonly noted: readonly string[];
  readonly missing: readonly string[];
}

/** Where an erasure is noted, with the backups there from before it: they have whom it is about, encrypted, and go by their age. */
export interface HeldInBackups extends NotedErasure {
  readonly backups: number;
  /** The day by which the last of them is as old as it may be. */
  readonly gone_by: string | null;
}

/** A certificate with what proves who made it. */
export interface SignedCertificate {
  readonly certificate: ErasureCertificate;
  /** Ed25519 over the certificate as JSON without blanks, base64. */
  readonly signature: string;
  readonly public_key: string;
}

/** The bytes that are signed. */
export function signedBytes(certificate: ErasureCertificate): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(certificate));
}
