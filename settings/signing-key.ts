import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { join } from 'node:path';
import { OperationError } from '../record/operation-error.ts';
import { makeKeyFile, readKeyFile } from './key-file.ts';

const KEY_FILE = 'signing.key';

/** The Ed25519 key by which an installation signs what others must be able to believe. */
export interface SigningKey {
  /** As PEM: what whoever verifies needs, and may be given to anybody. */
  readonly public_pem: string;
  /** 64 bytes. */
  sign(bytes: Uint8Array): Buffer;
}

/** The key of a data folder, made at first need; any process may be the first. */
export function signingKeyOf(folder: string): SigningKey {
  const known = readSigningKey(folder);
  if (known !== null) return known;
  const { privateKey } = generateKeyPairSync('ed25519');
  const made = makeKeyFile(join(folder, KEY_FILE), pemOf(privateKey));
  const key = made ? asSigningKey(privateKey) : readSigningKey(folder);
  if (key === null) throw new Error(`the signing key of ${folder} went while it was made`);
  return key;
}

/** Null when there is none yet. */
export function readSigningKey(folder: string): SigningKey | null {
  const path = join(folder, KEY_FILE);
  const text = readKeyFile(path);
  if (text === null) return null;
  const key = keyOrNull(() => createPrivateKey(text));
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new OperationError('KEY_MISSING', `${path} does not hold an Ed25519 key.`, {
      hint: 'Put back the original file from a backup: what it signed is verified by its public half.',
    });
  }
  return asSigningKey(key);
}

/** The same key however its PEM is broken into lines; null where the text is no public Ed25519 key. */
export function publicPemOf(text: string): string | null {
  const key = keyOrNull(() => createPublicKey(text));
  return key?.asymmetricKeyType === 'ed25519' ? String(key.export({ type: 'spki', format: 'pem' })) : null;
}

/** Whether the holder of a key signed these bytes. */
export function isSignedBy(public_pem: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, bytes, public_pem, signature);
}

function asSigningKey(key: KeyObject): SigningKey {
  const public_pem = String(createPublicKey(key).export({ type: 'spki', format: 'pem' }));
  return { public_pem, sign: (bytes) => sign(null, bytes, key) };
}

function pemOf(key: KeyObject): string {
  return String(key.export({ type: 'pkcs8', format: 'pem' }));
}

function keyOrNull(read: () => KeyObject): KeyObject | null {
  try {
    return read();
  } catch {
    return null;
  }
}
