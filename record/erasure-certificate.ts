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
  readonly erasure: Erasure;
  /** How many of each kind of copy went. */
  readonly erased: Readonly<Record<string, number>>;
  /** What still names the person for a reason of its own, such as the configuration in force. */
  readonly remains: Readonly<Record<string, number>>;
  readonly totals: Readonly<Record<string, unknown>>;
  /** Nothing that went was left in the log of the database. */
  readonly log_emptied: true;
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
