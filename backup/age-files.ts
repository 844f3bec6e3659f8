import { randomBytes, scrypt } from 'node:crypto';
import type { Decrypter, Stanza } from 'age-encryption';
import { OperationError } from '../record/operation-error.ts';
import { openPayload, PAYLOAD_NONCE_BYTES, payloadKey, sealedKey, sealPayload } from './age-stream.ts';

/** Loaded where something is encrypted or opened: most of what knows of such files, the service among them, seldom does either. */
const age = () => import('age-encryption');

/** To whom a file is encrypted: public keys, or a passphrase. */
export type AgeLock = { readonly recipients: readonly string[] } | { readonly passphrase: string };

/** What may open a file. */
export interface AgeKeys {
  readonly identities: readonly string[];
  readonly passphrases: readonly string[];
}

/**
 * A file in the format of age (age-encryption.org), piece by piece: what is in memory at once does not grow with it. The heading is the
 * library's; what follows is encrypted by OpenSSL, which takes a fifteenth of the time.
 */
export async function encryptAge(
  plain: AsyncIterable<Uint8Array>,
  lock: AgeLock,
): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new (await age()).Encrypter();
  let fileKey = new Uint8Array();
  const given = 'passphrase' in lock ? [] : lock.recipients;
  for (const recipient of given) encrypter.addRecipient(recipient);
  encrypter.addRecipient({
    wrapFileKey: async (key) => {
      fileKey = Uint8Array.from(key);
      return 'passphrase' in lock ? [await lockedByPassphrase(key, lock.passphrase)] : [];
    },
  });
  const heading = await headingOf(await encrypter.encrypt(new ReadableStream({ start: (of) => of.close() })));
  const nonce = randomBytes(PAYLOAD_NONCE_BYTES);
  return (async function* () {
    yield Buffer.concat([heading, nonce]);
    yield* sealPayload(payloadKey(fileKey, nonce), plain);
  })();
}

/** By hand: the library's own way to read a stream to its end loads a whole client of HTTP. */
async function headingOf(file: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  let bytes = Buffer.alloc(0);
  for await (const piece of file) bytes = Buffer.concat([bytes, piece]);
  const end = headingBytes(bytes);
  if (end === null) throw new Error('the library of age has made a file without a heading');
  return bytes.subarray(0, end);
}

/** What stands in a file that was encrypted to one of these. An altered or cut file is told where it ends to be right. */
export async function decryptAge(
  file: AsyncIterable<Uint8Array>,
  keys: AgeKeys,
  name: string,
  option = '--identity',
): Promise<AsyncIterable<Uint8Array>> {
  const pieces = file[Symbol.asyncIterator]();
  try {
    const { heading, nonce, rest } = await begun(pieces);
    const decrypter = new (await age()).Decrypter();
    for (const identity of keys.identities) addIdentity(decrypter, identity);
    for (const passphrase of keys.passphrases) decrypter.addPassphrase(passphrase);
    return openPayload(payloadKey(await decrypter.decryptHeader(heading), nonce), rest);
  } catch (error) {
    // It was begun, and nobody reads on.
    await pieces.return?.();
    if (error instanceof OperationError) throw error;
    if (error instanceof Error && error.message.startsWith('no identity matched'))
      throw keyWrong(name, option, error);
    throw damagedFile(name, 'its heading is not that of an age file, or was altered', error);
  }
}

/** One of a few recipients has less than this; where it has not ended by then it is no heading. What comes in one part can be longer. */
const LONGEST_HEADING = 1 << 20;
const BEGINNING = Buffer.from('age-encryption.org/v1\n');

/** How long the heading of a file is, whose last line begins with three lines; null while its end is not there. */
function headingBytes(bytes: Uint8Array): number | null {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = all.indexOf('\n---');
  const end = last === -1 ? -1 : all.indexOf('\n', last + 1);
  return end === -1 ? null : end + 1;
}

/** The heading of a file and the nonce behind it, and what follows as it comes. */
async function begun(pieces: AsyncIterator<Uint8Array>) {
  let bytes = Buffer.alloc(0);
  for (;;) {
    const start = bytes.subarray(0, BEGINNING.length);
    const end = headingBytes(bytes);
    if ((end ?? bytes.length) > LONGEST_HEADING || !BEGINNING.subarray(0, start.length).equals(start))
      throw new Error('it is no age file');
    if (end !== null && bytes.length >= end + PAYLOAD_NONCE_BYTES) {
      const left = bytes.subarray(end + PAYLOAD_NONCE_BYTES);
      return {
        heading: bytes.subarray(0, end),
        nonce: bytes.subarray(end, -left.length || undefined),
        rest: withRest(left, pieces),
      };
    }
    const { done, value } = await pieces.next();
    if (done === true) throw new Error('it ends within its heading');
    bytes = Buffer.concat([bytes, value]);
  }
}

async function* withRest(first: Uint8Array, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* { [Symbol.asyncIterator]: () => pieces };
  } finally {
    // Whoever stops at the first piece has not come to the others.
    await pieces.return?.();
  }
}

/** As age makes a key of a passphrase: two to the power of this many steps. */
const WORK_FACTOR = 18;
const MEMORY_BYTES = 512 * 1024 * 1024;

async function lockedByPassphrase(fileKey: Uint8Array, passphrase: string): Promise<Stanza> {
  const salt = randomBytes(16);
  const cost = { N: 2 ** WORK_FACTOR, r: 8, p: 1, maxmem: MEMORY_BYTES };
  const label = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), salt]);
  const key = await new Promise<Buffer>((resolve, reject) =>
    scrypt(passphrase, label, 32, cost, (error, made) => (error ? reject(error) : resolve(made))),
  );
  const said = ['scrypt', salt.toString('base64').replace(/=+$/, ''), String(WORK_FACTOR)];
  return new (await age()).Stanza(said, sealedKey(key, fileKey));
}

/** A private key and its public one, as age-keygen makes them. */
export interface KeyPair {
  readonly identity: string;
  readonly recipient: string;
}

/** A key pair for one check, which nobody keeps; of the kind of the others that the same file is encrypted to. */
export async function passingKeys(recipients: readonly string[]): Promise<KeyPair> {
  const hybrid = recipients.every((recipient) => recipient.startsWith('age1pq1'));
  const { generateHybridIdentity, generateX25519Identity } = await age();
  return await keyPair(hybrid ? await generateHybridIdentity() : await generateX25519Identity());
}

/** Of the usual kind. */
export async function newKeys(): Promise<KeyPair> {
  return await keyPair(await (await age()).generateX25519Identity());
}

async function keyPair(identity: string): Promise<KeyPair> {
  return { identity, recipient: await (await age()).identityToRecipient(identity) };
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

function keyWrong(name: string, option: string, cause: Error): OperationError {
  return new OperationError(
    'KEY_WRONG',
    `${name} is encrypted to another key or passphrase than was given.`,
    {
      hint: `Give the identity file that belongs to one of the recipients with ${option}, or the passphrase with --passphrase-file.`,
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
