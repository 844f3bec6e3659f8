import { createHmac, type Hmac } from 'node:crypto';
import type { SubjectMac } from './erasure.ts';
import { foldedName } from './same-name.ts';

/** The installation's key: 32 random bytes that never leave the data folder in the clear. */
export type InstallationKey = Buffer & { readonly __brand: 'InstallationKey' };

type MacPurpose = 'content' | 'head' | 'tail' | 'file' | 'audit' | 'attachment' | 'transfer';

/**
 * A keyed hash over content, never a bare hash: a bare SHA-256 of something that holds a telephone number is undone by
 * trying all numbers. Hexadecimal, domain-separated by purpose.
 */
export function macOf(key: InstallationKey, purpose: MacPurpose, bytes: Uint8Array): string {
  return startMac(key, purpose).update(bytes).digest('hex');
}

export function startMac(key: InstallationKey, purpose: MacPurpose): Hmac {
  return createHmac('sha256', key).update(`ledgerline ${purpose}\n`);
}

/**
 * What somebody asked for, as the audit log has it: enough digits to tell two values apart. However a number is grouped, and a name
 * spelt, it is the same, so that an erasure finds it.
 */
export function auditMac(key: InstallationKey, value: string): string {
  const digits = value.replace(/^tel:/i, '').replace(/[\s()./-]/g, '');
  const plain = /^\+?\d+$/.test(digits) ? digits : foldedName(value);
  return macOf(key, 'audit', Buffer.from(plain)).slice(0, 32);
}

/** Keyed hash of a number of the store, or of a name however it is spelt, in what is left of an erasure. */
export function subjectMac(key: Uint8Array): SubjectMac {
  return (what, text) => {
    const plain = what === 'name' ? foldedName(text) : text;
    return createHmac('sha256', key).update(`ledgerline subject\n${what}\n${plain}`).digest('hex');
  };
}

/** By what another installation knows this one: nothing of the key can be told from it. */
export function installationName(key: InstallationKey): string {
  return macOf(key, 'transfer', Buffer.alloc(0)).slice(0, 32);
}
