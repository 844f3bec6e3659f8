import type { AttachmentFile } from '../attachment-store.ts';
import type { Connection } from '../open-database.ts';

/** Encrypted files that must be there, and how long they are when they are opened; of one attachment, or of all. */
export function attachmentFiles(
  connection: Connection,
  file: string | null = null,
): (AttachmentFile & { readonly bytes: number })[] {
  return connection
    .prepare<[{ file: string | null }], AttachmentFile & { bytes: number }>(
      'select file, month, bytes from attachment where @file is null or file = @file order by id',
    )
    .all({ file });
}
