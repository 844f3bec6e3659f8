import { spawnSync } from 'node:child_process';
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AgeKeys, type AgeLock, decryptAge, encryptAge } from '../../backup/age-files.ts';
import { freshPlace } from '../bad-input/as-a-user.ts';

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
/** More than one of the pieces that age encrypts at once. */
const PLAIN = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 31) % 251));

const streamOf = (bytes: Uint8Array) => Readable.from([bytes]);
function* cutAnywhere(bytes: Uint8Array, cut: number): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += cut) yield bytes.subarray(from, from + cut);
}
const piecesOf = (bytes: Uint8Array, cut: number) => Readable.from(cutAnywhere(bytes, cut));
const locked = async (lock: AgeLock, plain = PLAIN): Promise<Buffer> =>
  await buffer(await encryptAge(streamOf(plain), lock));
const opened = async (file: Uint8Array, keys: Partial<AgeKeys>): Promise<Buffer> =>
  await buffer(await decryptAge(streamOf(file), { identities: [], passphrases: [], ...keys }, 'the file'));

const hasAge = spawnSync('age', ['--version']).status === 0;

test('what is encrypted to a key or a passphrase comes back with it, and with nothing else', async () => {
  const toKey = await locked({ recipients: [recipient] });
  expect(toKey.includes(PLAIN.subarray(0, 32))).toBe(false);
  expect((await opened(toKey, { identities: [identity] })).equals(PLAIN)).toBe(true);
  const other = { identities: [await generateX25519Identity()] };
  await expect(opened(toKey, other)).rejects.toMatchObject({ code: 'KEY_WRONG' });
  const toPhrase = await locked({ passphrase: 'correct horse' });
  expect((await opened(toPhrase, { passphrases: ['correct horse'] })).equals(PLAIN)).toBe(true);
  await expect(opened(toPhrase, { passphrases: ['wrong horse'] })).rejects.toMatchObject({
    code: 'KEY_WRONG',
  });
}, 120_000);

test('a file that comes in one part opens, longer than any heading', async () => {
  const plain = Buffer.alloc(2 << 20, 'call');
  const file = await locked({ recipients: [recipient] }, plain);
  expect((await opened(file, { identities: [identity] })).equals(plain)).toBe(true);
});

test('a byte that was altered, or that is missing, is noticed wherever it stands', async () => {
  const file = await locked({ recipients: [recipient] });
  const keys = { identities: [identity] };
  for (let at = 0; at < file.length; at += 7919) {
    const altered = Buffer.from(file);
    altered[at] = (altered[at] ?? 0) ^ 1;
    await expect(opened(altered, keys), `byte ${at}`).rejects.toThrow();
    await expect(opened(file.subarray(0, at), keys), `cut at ${at}`).rejects.toThrow();
  }
});

test('whatever keeps a file from being opened, nothing of it is left open', async () => {
  const path = join(freshPlace(), 'a.age');
  const whole = await locked({ recipients: [recipient] });
  const altered = Buffer.from(whole);
  altered[whole.length - PLAIN.length] = (altered[whole.length - PLAIN.length] ?? 0) ^ 1;
  const other = await generateX25519Identity();
  const cases: [string, Uint8Array, string][] = [
    ['another key', whole, other],
    ['no key', whole, 'not a key'],
    ['no age file', Buffer.alloc(200_000, 'rubbish'), identity],
    ['altered at its beginning', altered, identity],
    ['cut in its heading', whole.subarray(0, 40), identity],
    ['whole', whole, identity],
  ];
  for (const [what, bytes, key] of cases) {
    writeFileSync(path, bytes);
    const file = createReadStream(path, { highWaterMark: 1 << 16 });
    const plain = decryptAge(file, { identities: [key], passphrases: [] }, path);
    const read = plain.then(async (pieces) => await buffer(pieces));
    await (what === 'whole' ? read : expect(read, what).rejects.toThrow());
    expect([what, file.destroyed]).toEqual([what, true]);
  }
});

test('as any size in pieces cut anywhere, ours opens with the library of age, and what that wrote opens here', async () => {
  const around = [0, 1, 65_535, 65_536, 65_537, 131_072, 131_073, 1_200_000];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...around), fc.integer({ min: 1, max: 200_000 }), async (size, cut) => {
      const plain = Buffer.alloc(size, PLAIN);
      const ours = await buffer(await encryptAge(piecesOf(plain, cut), { recipients: [recipient] }));
      const library = new Decrypter();
      library.addIdentity(identity);
      expect(Buffer.from(await library.decrypt(ours)).equals(plain)).toBe(true);
      const encrypter = new Encrypter();
      encrypter.addRecipient(recipient);
      const theirs = Buffer.from(await encrypter.encrypt(plain));
      const keys = { identities: [identity], passphrases: [] };
      const back = await buffer(await decryptAge(piecesOf(theirs, cut), keys, 'theirs'));
      expect(back.equals(plain)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test('what ends behind a whole piece that is not the last is noticed', async () => {
  const file = await locked({ recipients: [recipient] });
  const pieces = Math.floor(PLAIN.length / 65_536);
  const last = (PLAIN.length % 65_536) + 16;
  const cut = file.subarray(0, file.length - last);
  expect(cut.length).toBeGreaterThan(pieces * 65_536);
  await expect(opened(cut, { identities: [identity] })).rejects.toThrow();
});

test('what is no private key is told as such', async () => {
  const file = await locked({ recipients: [recipient] });
  await expect(opened(file, { identities: ['AGE-SECRET-KEY-1NONE'] })).rejects.toMatchObject({
    code: 'KEY_WRONG',
  });
});

describe.skipIf(!hasAge)(`the age of the system${hasAge ? '' : ' (skipped: age is not installed)'}`, () => {
  test('opens our files, and its files are opened here', async () => {
    const keyFile = join(freshPlace(), 'key.txt');
    writeFileSync(keyFile, `${identity}\n`);
    const ours = await locked({ recipients: [recipient] });
    const theirs = spawnSync('age', ['-d', '-i', keyFile], { input: ours, maxBuffer: 1e8 });
    expect(theirs.stdout.equals(PLAIN)).toBe(true);
    const encrypted = spawnSync('age', ['-r', recipient], { input: PLAIN, maxBuffer: 1e8 });
    expect((await opened(encrypted.stdout, { identities: [identity] })).equals(PLAIN)).toBe(true);
  });
});
