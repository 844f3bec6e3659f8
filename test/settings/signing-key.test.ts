import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isSignedBy, publicPemOf, readSigningKey, signingKeyOf } from '../../settings/signing-key.ts';
import { PLACE } from '../test-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(PLACE, 'signing-key-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('is made at first need, for its owner only, and is the same ever after', () => {
  expect(readSigningKey(folder)).toBe(null);
  const made = signingKeyOf(folder);
  expect(readdirSync(folder)).toEqual(['signing.key']);
  expect(statSync(join(folder, 'signing.key')).mode & 0o777).toBe(0o600);
  expect(signingKeyOf(folder).public_pem).toBe(made.public_pem);
  expect(readSigningKey(folder)?.public_pem).toBe(made.public_pem);
});

test('signs what its public half confirms, and nothing else', () => {
  const key = signingKeyOf(folder);
  const said = Buffer.from('what was said');
  const signature = key.sign(said);
  expect(signature).toHaveLength(64);
  expect(isSignedBy(key.public_pem, said, signature)).toBe(true);
  expect(isSignedBy(key.public_pem, Buffer.from('what was sayd'), signature)).toBe(false);
  expect(isSignedBy(key.public_pem, said, Buffer.alloc(64))).toBe(false);
});

test('a file that holds no such key is refused, not replaced', () => {
  writeFileSync(join(folder, 'signing.key'), 'not a key');
  expect(() => signingKeyOf(folder)).toThrow(/does not hold an Ed25519 key/);
});

test('a public key is one in whichever way its lines are broken, and text that is none is told', () => {
  const { public_pem } = signingKeyOf(folder);
  expect(publicPemOf(public_pem.replaceAll('\n', '\r\n'))).toBe(public_pem);
  expect(publicPemOf('not a key')).toBe(null);
});
