import type { AttachmentKind, NewAttachment, RefusedAttachment } from '../record/attachment.ts';
import type { UtcMs } from '../record/intake.ts';

/** A stored attachment, by its encrypted file. */
export interface AttachmentFile {
  readonly file: string;
  readonly month: string;
}

/** An attachment as it is stored. */
export interface StoredAttachment extends AttachmentFile {
  readonly id: number;
  readonly source: string;
  readonly kind: AttachmentKind;
  readonly name: string;
  readonly bytes: number;
  readonly received_at: UtcMs;
  /** The day it ages by. */
  readonly day: number;
  /** The call it belongs to, which may have gone since; null while none was found. */
  readonly call: number | null;
  /** How many calls fit, where that is not one. */
  readonly fitting: number;
}

/** What taking attachments, and finding their calls, asks of the store. */
export interface AttachmentStore {
  /** Whether a file was taken before, by the keyed hash of how it is listed. */
  isPastAttachment(listedMac: string): Promise<boolean>;
  /** One transaction. Null where the same file was taken before: then nothing is added, and how it is listed now is noted. */
  addAttachment(attachment: NewAttachment): Promise<number | null>;
  /** Looks for the calls of attachments that have none, among calls that came since it was last asked; gives how many were found. */
  matchAttachments(now: UtcMs): Promise<number>;
  refuseAttachment(refused: RefusedAttachment): Promise<void>;
  /** All of a folder that were refused, but for these, are refused no longer: they are gone, or were taken. */
  keepRefusedAttachments(folder: string, paths: readonly string[]): Promise<void>;
  /** Every encrypted file the store knows, those of statements among them. */
  attachmentFiles(): Promise<readonly AttachmentFile[]>;
}

/** Attachments that are to go because of their age. */
export interface AttachmentsToExpire {
  /** Days before it have reached the age; null: none. */
  readonly edge: number | null;
  /** Of those without a call, what came before. */
  readonly unmatched_before: UtcMs | null;
  readonly limit: number;
  readonly today: number;
}

/** Attachments that somebody wants gone. */
export interface AttachmentsToRemove {
  readonly attachments: readonly number[];
  /** All attachments of these calls. */
  readonly calls: readonly number[];
  /** By their encrypted files; legal holds keep none of these, which went before. */
  readonly files: readonly string[];
  readonly today: number;
}

export interface RemovedAttachments {
  readonly removed: number;
  /** Legal holds keep them. */
  readonly kept: number;
}

/** What takes attachments away for good; what legal holds keep is left. Only the gateway (privacy/gateway.ts) asks for it. */
export interface AttachmentRemovalStore {
  /** A batch of them leaves the store; their files are to follow. Gives how many. */
  giveUpOldAttachments(wish: AttachmentsToExpire): Promise<number>;
  /** The same, of those that are named. */
  giveUpAttachments(wish: AttachmentsToRemove): Promise<RemovedAttachments>;
  attachmentsGivenUp(): Promise<readonly AttachmentFile[]>;
  attachmentDestroyed(file: string): Promise<void>;
  /** Of these months, those of which no attachment is left. */
  emptyAttachmentMonths(months: readonly string[]): Promise<readonly string[]>;
}
