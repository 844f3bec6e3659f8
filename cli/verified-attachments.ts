import { attachmentPath } from '../record/attachment.ts';
import { OperationError } from '../record/operation-error.ts';
import { attachmentFiles } from '../store/queries/attachment-files.ts';
import type { CommandCall } from './command.ts';
import { attachmentOpener } from './service/attachment-keys.ts';
import { activeConfiguration } from './service/judging.ts';

/** Attachments that are not as they were taken: opened from the first byte to the last. */
export async function attachmentMismatches(
  call: CommandCall,
): Promise<{ readonly intake: null; readonly path: string; readonly message: string }[]> {
  const { connection } = call.reading();
  const files = attachmentFiles(connection);
  if (files.length === 0) return [];
  const { attachments } = await activeConfiguration(call.reading());
  const open = attachmentOpener(call.folder, attachments);
  const found: { intake: null; path: string; message: string }[] = [];
  for (const attachment of files) {
    const path = attachmentPath(attachment);
    const message = await trouble(open(path), attachment.bytes);
    // One that went while it was looked at is not missing.
    const isThere = message !== null && attachmentFiles(connection, attachment.file).length > 0;
    if (isThere) found.push({ intake: null, path, message });
  }
  return found;
}

async function trouble(bytes: AsyncIterable<Uint8Array> | null, expected: number): Promise<string | null> {
  let length = 0;
  try {
    for await (const piece of bytes ?? []) length += piece.length;
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return error.message;
  }
  return length === expected ? null : `it has ${length} bytes, ${expected} were taken`;
}
