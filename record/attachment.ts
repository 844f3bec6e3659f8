import type { UtcMs } from './intake.ts';

/** What an attachment of a call is. */
export const ATTACHMENT_KINDS = ['recording', 'transcript'] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** By what the call of an attachment is found: its key, or else a number of it and the time of its start. */
export interface CallHint {
  /** The group of the legs that share its key. */
  readonly call_group: number | null;
  /** Every form in which the store may hold a party's number; empty: none is known. */
  readonly numbers: readonly number[];
  /** Its start lies between; null where only the key is known. */
  readonly from: UtcMs | null;
  readonly to: UtcMs | null;
}

/** An attachment whose encrypted file is durable. */
export interface NewAttachment {
  readonly source: string;
  readonly kind: AttachmentKind;
  /** Name of its encrypted file: chance, so that it tells nothing. */
  readonly file: string;
  /** Whose key it is encrypted by, `2026-11`. */
  readonly month: string;
  /** As it was called at its origin; it can hold a number or a name. */
  readonly name: string;
  /** Before it was encrypted. */
  readonly bytes: number;
  readonly received_at: UtcMs;
  /** The day it ages by: that of its arrival, or of its time where that is known and earlier. */
  readonly day: number;
  readonly hint: CallHint;
  /** Keyed hashes by which the same file is known again: as it was listed, and by its name and content. */
  readonly listed_mac: string;
  readonly content_mac: string;
}

/** A file that could not be taken, and why. */
export interface RefusedAttachment {
  /** The name under `attachments.folders`. */
  readonly folder: string;
  readonly path: string;
  readonly refused_at: UtcMs;
  readonly reason: string;
  readonly hint: string;
}

/** Where encrypted attachments stand, relative to the data folder. */
export const ATTACHMENTS_FOLDER = 'attachments';

export function attachmentPath({ month, file }: Pick<NewAttachment, 'month' | 'file'>): string {
  return `${ATTACHMENTS_FOLDER}/${month}/${file}`;
}

/** Where the wrapped keys of months stand, relative to the data folder. */
export const MONTH_KEYS_FOLDER = 'attachment-keys';

export function monthKeyPath(month: string): string {
  return `${MONTH_KEYS_FOLDER}/${month}.key`;
}

/** The month that a moment lies in, in UTC. */
export function monthOf(at: UtcMs): string {
  return new Date(at).toISOString().slice(0, 7);
}
