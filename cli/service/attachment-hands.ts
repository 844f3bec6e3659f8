import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { clearStrayAttachments } from '../../collector/attachments/sealed-file.ts';
import { destroyRawCopy } from '../../collector/journal/blank-raw-copy.ts';
import type { Log } from '../../collector/source.ts';
import type { AttachmentHands } from '../../privacy/expire-attachments.ts';
import { attachmentPath, MONTH_KEYS_FOLDER, monthKeyPath } from '../../record/attachment.ts';
import type { AttachmentStore } from '../../store/attachment-store.ts';

const KEY_FILE = /^(\d{4}-\d\d)\.key$/;

/** What the gateway does to the attachments of a data folder. */
export function attachmentHands(folder: string): AttachmentHands {
  return {
    destroy: (attachment) => destroyRawCopy(folder, attachmentPath(attachment)),
    destroyKey: (month) => destroyRawCopy(folder, monthKeyPath(month)),
    async months() {
      const names = await readdir(join(folder, MONTH_KEYS_FOLDER)).catch(() => []);
      return names.flatMap((name) => KEY_FILE.exec(name)?.[1] ?? []).sort();
    },
  };
}

/** Removes encrypted files of attachments that a killed process had not made known: they are taken again. */
export async function clearAttachments(
  folder: string,
  store: Pick<AttachmentStore, 'attachmentFiles'>,
  log: Log,
): Promise<void> {
  const known = new Set((await store.attachmentFiles()).map(attachmentPath));
  const files = await clearStrayAttachments(folder, (path) => known.has(path));
  if (files > 0) log('info', 'removed attachments a crash had left unfinished', { files });
}
