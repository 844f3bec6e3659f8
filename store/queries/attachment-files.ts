import type { AttachmentFile } from '../attachment-store.ts';
import type { Connection } from '../open-database.ts';

/** Encrypted files of attachments and statements that must be there, and how long they are when they are opened; one of them, or all. */
export function attachmentFiles(
  connection: Connection,
  file: string | null = null,
): (AttachmentFile & { readonly bytes: number })[] {
  return connection
    .prepare<[{ file: string | null }], AttachmentFile & { bytes: number }>(
      `select file, month, bytes from (select file, month, bytes from attachment union all select file, month, bytes from statement_file)
       where @file is null or file = @file order by month, file`,
    )
    .all({ file });
}
