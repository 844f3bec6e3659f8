import { readSealed } from '../../collector/attachments/sealed-file.ts';
import { ATTACHMENTS_FOLDER } from '../../record/attachment.ts';
import { OperationError } from '../../record/operation-error.ts';
import { knownMonthKey, type MonthKeys } from '../../settings/attachment-keys.ts';
import type { AttachmentSettings } from '../../settings/attachment-settings.ts';
import { requireInstallationKey } from '../../settings/installation-key.ts';
import { readSecret } from './secrets.ts';

/** Fewer bytes are guessed. */
const SHORTEST_SECRET_BYTES = 32;

/** Where a data folder has the keys of its attachments, and what opens them. */
export function attachmentKeys(folder: string, { key }: AttachmentSettings): MonthKeys {
  return {
    folder,
    wrapping: key === null ? 'installation' : 'reference',
    secretOf: async (wrapping) => {
      if (wrapping === 'reference') return await referredSecret(key);
      return requireInstallationKey(folder, 'no attachment can be opened');
    },
  };
}

async function referredSecret(reference: string | null): Promise<Uint8Array> {
  if (reference === null) {
    throw new OperationError(
      'ATTACHMENT_KEY',
      'The key of these attachments is wrapped by a secret that the configuration does not refer to any more.',
      { hint: 'Name it again under attachments.key until they have gone by their age.', retryable: true },
    );
  }
  const secret = Buffer.from(await readSecret(reference, process.env.CREDENTIALS_DIRECTORY));
  if (secret.length >= SHORTEST_SECRET_BYTES) return secret;
  throw new OperationError('ATTACHMENT_KEY', `The secret ${reference} is too short to wrap keys by.`, {
    hint: 'It must have 32 bytes or more, by chance: openssl rand -hex 32 makes one.',
    retryable: true,
  });
}

const ENCRYPTED = new RegExp(`^${ATTACHMENTS_FOLDER}/(\\d{4}-\\d\\d)/([0-9a-f]{32})$`);

/** What an encrypted file of an attachment has in it, by its place in the data folder; null of any other file. */
export function attachmentOpener(
  folder: string,
  settings: AttachmentSettings,
): (path: string) => AsyncIterable<Uint8Array> | null {
  const keys = attachmentKeys(folder, settings);
  async function* opened(month: string, file: string): AsyncGenerator<Uint8Array> {
    yield* readSealed(folder, { month, file }, await knownMonthKey(keys, month));
  }
  return (path) => {
    const [, month, file] = ENCRYPTED.exec(path) ?? [];
    return month === undefined || file === undefined ? null : opened(month, file);
  };
}
