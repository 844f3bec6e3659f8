/** How much somebody must look at it. */
export const AUDIT_LEVELS = ['info', 'notice', 'warning'] as const;
export type AuditLevel = (typeof AUDIT_LEVELS)[number];

/** How it ended; `begun` is written before anything is done. */
export const AUDIT_RESULTS = [
  'begun',
  'done',
  'refused',
  'failed',
  'stopped',
  'cancelled',
  'interrupted',
] as const;
export type AuditResult = (typeof AUDIT_RESULTS)[number];

/** Where somebody stood who did something. */
export interface AuditOrigin {
  /** The address of the other end, as the secure shell tells it; `local` on the machine itself. */
  readonly address: string;
  readonly computer: string;
}

/** What is to be recorded: who, from where, what, about what, how it ended. No number and no name of a party stands in it. */
export interface AuditEntry extends AuditOrigin {
  readonly account: string;
  readonly action: string;
  readonly object: string;
  readonly level: AuditLevel;
  readonly result: AuditResult;
  /** The record of its beginning. */
  readonly begun: number | null;
  /** Kept beside the chain, which holds only a salted hash of it: it can be erased and the chain stays whole. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** As it stands in the chain. */
export interface AuditRecord extends Omit<AuditEntry, 'payload'> {
  readonly n: number;
  readonly utc_ms: number;
  /** SHA-256 of salt and payload. */
  readonly commitment: Uint8Array;
  /** SHA-256 of the head before and this record. */
  readonly head: Uint8Array;
}

export interface AuditPayload {
  readonly salt: Uint8Array;
  /** JSON. */
  readonly payload: string;
}

/** How long a chain is, and its last head. */
export interface ChainEnd {
  readonly n: number;
  readonly head: Uint8Array;
}

/** Where the part of the chain begins that is kept: what was before it has gone by age. */
export interface AuditSegment extends ChainEnd {
  /** The checkpoint with which the part before was closed; empty for the first. */
  readonly note: string;
}

/**
 * The action of the record that says that what stood beside earlier ones was erased, because it named somebody or was asked for by
 * them; its object is their numbers.
 */
export const ERASED_ACTION = 'audit erased';

/** The action of the record with which a log goes on that a backup brought back; its object is the backup. */
export const RESTORED_ACTION = 'audit restored';
