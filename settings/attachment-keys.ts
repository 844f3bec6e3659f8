import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { monthKeyPath } from '../record/attachment.ts';
import { OperationError } from '../record/operation-error.ts';
import { makeKeyFile, readKeyFile } from './key-file.ts';

/** By what the keys of months are wrapped: the installation's key, or a secret that the document refers to. */
export type Wrapping = 'installation' | 'reference';

/** Where the keys of months stand, and what opens them. */
export interface MonthKeys {
  readonly folder: string;
  /** What new ones are wrapped by. */
  readonly wrapping: Wrapping;
  readonly secretOf: (wrapping: Wrapping) => Promise<Uint8Array>;
}

const wrappedKeySchema = z.strictObject({
  form: z.literal(1),
  wrapped_by: z.enum(['installation', 'reference']),
  nonce: z.string().regex(/^[0-9a-f]{24}$/),
  key: z.string().regex(/^[0-9a-f]{96}$/),
});

const TAG_BYTES = 16;

/** The key by which attachments of a month are encrypted: made at first need, wrapped and durable before it is used. */
export async function monthKey(keys: MonthKeys, month: string): Promise<Buffer> {
  const path = join(keys.folder, monthKeyPath(month));
  if (readKeyFile(path) === null) {
    const folder = dirname(path);
    if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) syncFolder(keys.folder);
    makeKeyFile(path, await wrapped(keys, month, randomBytes(32)));
  }
  return await knownMonthKey(keys, month);
}

/** The key of a month that has attachments; an OperationError where it is missing, or another secret wrapped it. */
export async function knownMonthKey(keys: MonthKeys, month: string): Promise<Buffer> {
  const text = readKeyFile(join(keys.folder, monthKeyPath(month)));
  if (text === null) throw noKey(month);
  const parsed = wrappedKeySchema.safeParse(jsonOf(text));
  if (!parsed.success) throw wrongKey(month, 'its file does not hold one');
  const { wrapped_by, nonce, key } = parsed.data;
  const bytes = Buffer.from(key, 'hex');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    wrappingKey(await keys.secretOf(wrapped_by)),
    Buffer.from(nonce, 'hex'),
    { authTagLength: TAG_BYTES },
  )
    .setAAD(Buffer.from(month))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch (cause) {
    const by = wrapped_by === 'installation' ? 'the installation key' : 'the secret of attachments.key';
    throw wrongKey(month, `${by} does not open it`, cause);
  }
}

async function wrapped({ wrapping, secretOf }: MonthKeys, month: string, key: Buffer): Promise<string> {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', wrappingKey(await secretOf(wrapping)), nonce).setAAD(
    Buffer.from(month),
  );
  const sealed = Buffer.concat([cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  const file = { form: 1, wrapped_by: wrapping, nonce: nonce.toString('hex'), key: sealed.toString('hex') };
  return `${JSON.stringify(file)}\n`;
}

function wrappingKey(secret: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'ledgerline keys of attachments', 32));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function noKey(month: string): OperationError {
  return new OperationError('ATTACHMENT_KEY', `The key of attachments of ${month} is not there.`, {
    hint: `Without it nobody reads them. If they have not gone by their age, restore ${monthKeyPath(month)} from a backup.`,
  });
}

function wrongKey(month: string, why: string, cause?: unknown): OperationError {
  return new OperationError(
    'ATTACHMENT_KEY',
    `The key of attachments of ${month} cannot be opened: ${why}.`,
    {
      hint: 'Put back the key or secret that was in use in that month, or its file from a backup; nothing was changed.',
      retryable: true,
      cause,
    },
  );
}
