import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import type { Subject } from './subject.ts';

const CIPHER = 'aes-256-gcm';
const [NONCE_BYTES, TAG_BYTES] = [12, 16];

/**
 * Whom an open request is about, readable with the installation's key only, so that a search of every byte of the folder does not
 * find the request itself. The nonce is made of what is sealed: equal ones look equal, which tells nobody anything here.
 */
export function sealSubject(key: Uint8Array, subject: Subject): string {
  const text = Buffer.from(JSON.stringify(subject));
  const nonce = hmac(key, 'nonce').update(text).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, hmac(key, 'key').digest(), nonce);
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64');
}

export function openSubject(key: Uint8Array, sealed: string): Subject {
  const bytes = Buffer.from(sealed, 'base64');
  const end = bytes.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, hmac(key, 'key').digest(), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(end));
  const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, end)), decipher.final()]);
  return JSON.parse(text.toString('utf8')) as Subject;
}

const hmac = (key: Uint8Array, what: string) =>
  createHmac('sha256', key).update(`ledgerline sealed subject ${what}\n`);
