import {
  Decrypter,
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption';
import { OperationError } from '../record/operation-error.ts';

/** To whom a file is encrypted: public keys, or a passphrase. */
export type AgeLock = { readonly recipients: readonly string[] } | { readonly passphrase: string };

/** What may open a file. */
export interface AgeKeys {
  readonly identities: readonly string[];
  readonly passphrases: readonly string[];
}

/** A file in the format of age (age-encryption.org), as a stream: what is in memory at once does not grow with it. */
export async function encryptAge(
  plain: ReadableStream<Uint8Array>,
  lock: AgeLock,
): Promise<ReadableStream<Uint8Array>> {
  const encrypter = new Encrypter();
  if ('passphrase' in lock) encrypter.setPassphrase(lock.passphrase);
  else for (const recipient of lock.recipients) encrypter.addRecipient(recipient);
  return await encrypter.encrypt(plain);
}

/** What stands in a file that was encrypted to one of these. An altered or cut file is told where it ends to be right. */
export async function decryptAge(
  file: ReadableStream<Uint8Array>,
  keys: AgeKeys,
  name: string,
): Promise<ReadableStream<Uint8Array>> {
  const decrypter = new Decrypter();
  for (const identity of keys.identities) addIdentity(decrypter, identity);
  for (const passphrase of keys.passphrases) decrypter.addPassphrase(passphrase);
  try {
    return (await decrypter.decrypt(file)).pipeThrough(new TransformStream());
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('no identity matched'))
      throw keyWrong(name, error);
    throw damagedFile(name, 'its heading is not that of an age file, or was altered', error);
  }
}

/** A private key and its public one, as age-keygen makes them. */
export interface KeyPair {
  readonly identity: string;
  readonly recipient: string;
}

/** A key pair for one check, which nobody keeps; of the kind of the others that the same file is encrypted to. */
export async function passingKeys(recipients: readonly string[]): Promise<KeyPair> {
  const hybrid = recipients.every((recipient) => recipient.startsWith('age1pq1'));
  return await keyPair(hybrid ? await generateHybridIdentity() : await generateX25519Identity());
}

/** Of the usual kind. */
export async function newKeys(): Promise<KeyPair> {
  return await keyPair(await generateX25519Identity());
}

async function keyPair(identity: string): Promise<KeyPair> {
  return { identity, recipient: await identityToRecipient(identity) };
}

function addIdentity(decrypter: Decrypter, identity: string): void {
  try {
    decrypter.addIdentity(identity);
  } catch (cause) {
    throw new OperationError('KEY_WRONG', 'A line of the identity file is no private key of age.', {
      hint: 'Give the file that age-keygen made: its last line begins with AGE-SECRET-KEY-.',
      cause,
    });
  }
}

function keyWrong(name: string, cause: Error): OperationError {
  return new OperationError(
    'KEY_WRONG',
    `${name} is encrypted to another key or passphrase than was given.`,
    {
      hint: 'Give the identity file that belongs to one of the recipients with --identity, or the passphrase with --passphrase-file.',
      cause,
    },
  );
}

export function damagedFile(name: string, why: string, cause?: unknown): OperationError {
  return new OperationError('BACKUP_DAMAGED', `${name} is not as it was written: ${why}.`, {
    hint: 'Copy it again from where it is kept, or take another backup: ./ledgerline backup list names them.',
    cause,
  });
}
