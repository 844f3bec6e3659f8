import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { type AgeLock, encryptAge } from '../backup/age-files.ts';
import { OperationError } from '../record/operation-error.ts';
import { KEY_OPTIONS, keysOf } from './backup-keys.ts';
import type { CommandCall } from './command.ts';
import { writeNewFile } from './new-file.ts';
import { optional, usageError } from './usage.ts';

/** Of every command that writes a file which cannot be read without a key. */
export const LOCK_OPTIONS = {
  recipient: { value: 'KEY', summary: 'public key of age that it is encrypted to' },
  'passphrase-file': KEY_OPTIONS['passphrase-file'],
  'ask-passphrase': KEY_OPTIONS['ask-passphrase'],
} as const;

/** A file that is to be written, and what it is encrypted to. */
export interface EncryptedFile {
  /** As it was typed. */
  readonly out: string;
  readonly path: string;
  readonly lock: AgeLock;
}

/** What --out and the key say, before anything is read; `example` is what such a file may be called. */
export async function encryptedFile(call: CommandCall, example: string): Promise<EncryptedFile> {
  const out = optional(call, 'out');
  if (out === null) throw usageError('--out FILE is missing.', `For example: --out ${example}`);
  const path = resolve(call.cwd, out);
  if (existsSync(path)) throw usageError(`${out} is there already.`, 'Name a new file.');
  const lock = lockOf(call);
  await requireKey(lock);
  return { out, path, lock };
}

function lockOf(call: CommandCall): AgeLock {
  const recipient = optional(call, 'recipient');
  const { passphrases } = keysOf(call);
  const [passphrase] = passphrases;
  if (passphrases.length + (recipient === null ? 0 : 1) !== 1 || passphrase === '')
    throw usageError(
      'It is encrypted to one key or passphrase.',
      'Give one of --recipient KEY, --passphrase-file FILE and --ask-passphrase.',
    );
  return passphrase === undefined ? { recipients: [recipient ?? ''] } : { passphrase };
}

/** Before anything is read: a key that is none is told at once. */
async function requireKey(lock: AgeLock): Promise<void> {
  if ('passphrase' in lock) return;
  try {
    await encryptAge(Readable.from([]), lock);
  } catch (cause) {
    throw new OperationError('KEY_WRONG', 'The recipient is no public key of age.', {
      hint: 'Give the key that age-keygen printed: it begins with age1.',
      cause,
    });
  }
}

/** Under its name there is all of it or nothing; gives its size. */
export async function writeEncrypted(
  { path, lock }: EncryptedFile,
  plain: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<number> {
  const sealed = await encryptAge(plain, lock);
  let size = 0;
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of sealed) {
      signal.throwIfAborted();
      size += piece.length;
      yield piece;
    }
  }
  await writeNewFile(path, pieces());
  return size;
}
