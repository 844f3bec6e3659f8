import { createHash, createPublicKey, verify } from 'node:crypto';
import type { ChainEnd } from '../record/audit-record.ts';

/** What is signed: so long was the chain then, and that was its head. */
export interface Checkpoint extends ChainEnd {
  readonly utc_ms: number;
  /** The head of the record with which the chain goes on since it was restored, in hex; null for one that never was. */
  readonly restored: string | null;
}

/** In the form of signed notes: https://c2sp.org/signed-note, for Ed25519. */
const ED25519 = 1;
const NOTE =
  /^(ledgerline\/audit\/[0-9a-f]{16})\n(\d{1,15})\n([A-Za-z0-9+/]{43}=)\nutc_ms (\d{1,15})\n(?:restored ([0-9a-f]{64})\n)?$/;
const SIGNATURE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})\n$/;

/** The name of an installation's log, and of the key that signs it. */
function originOf(public_pem: string): string {
  const hash = createHash('sha256').update(rawKey(public_pem)).digest('hex');
  return `ledgerline/audit/${hash.slice(0, 16)}`;
}

export function writeCheckpoint(
  { n, head, utc_ms, restored }: Checkpoint,
  key: { readonly public_pem: string; sign(bytes: Uint8Array): Uint8Array },
): string {
  const origin = originOf(key.public_pem);
  const since = restored === null ? '' : `restored ${restored}\n`;
  const text = `${origin}\n${n}\n${Buffer.from(head).toString('base64')}\nutc_ms ${utc_ms}\n${since}`;
  const signature = Buffer.concat([keyHash(origin, key.public_pem), key.sign(Buffer.from(text))]);
  return `${text}\n— ${origin} ${signature.toString('base64')}\n`;
}

/** Null where it is not a checkpoint that this key signed, to the last bit. */
export function readCheckpoint(note: string, public_pem: string): Checkpoint | null {
  const border = note.indexOf('\n\n') + 1;
  const text = note.slice(0, border);
  const [, origin = '', size, head = '', utc_ms, restored = null] = NOTE.exec(text) ?? [];
  const [, name, encoded = ''] = SIGNATURE.exec(note.slice(border + 1)) ?? [];
  const signed = Buffer.from(encoded, 'base64');
  // Another spelling of the same bytes is not what was written.
  if (signed.toString('base64') !== encoded || Buffer.from(head, 'base64').toString('base64') !== head)
    return null;
  if (origin !== originOf(public_pem) || name !== origin) return null;
  if (!signed.subarray(0, 4).equals(keyHash(origin, public_pem))) return null;
  if (!verify(null, Buffer.from(text), public_pem, signed.subarray(4))) return null;
  return { n: Number(size), head: Buffer.from(head, 'base64'), utc_ms: Number(utc_ms), restored };
}

/** Of a checkpoint that stands in the log itself: the restore from which the chain goes on there. */
export function restoredIn(note: string): string | null {
  return /^restored ([0-9a-f]{64})$/m.exec(note)?.[1] ?? null;
}

const FILE = /^audit-[0-9a-f]{16}-(\d{12})(?:-[0-9a-f]{16})?\.checkpoint$/;

/** Named after its size, so that an older one in its place is told, and after the restore, so that two logs never meet in a name. */
export function checkpointFile(
  public_pem: string,
  { n, restored }: Pick<Checkpoint, 'n' | 'restored'>,
): string {
  const since = restored === null ? '' : `-${restored.slice(0, 16)}`;
  return `audit-${originOf(public_pem).slice(-16)}-${String(n).padStart(12, '0')}${since}.checkpoint`;
}

/** The size that a name of a file promises; null for other files. */
export function checkpointSize(name: string): number | null {
  const [, size] = FILE.exec(name) ?? [];
  return size === undefined ? null : Number(size);
}

function keyHash(origin: string, public_pem: string): Buffer {
  const hash = createHash('sha256').update(`${origin}\n`).update(Buffer.of(ED25519));
  return hash.update(rawKey(public_pem)).digest().subarray(0, 4);
}

/** The 32 bytes behind the heading that every such key has. */
function rawKey(public_pem: string): Buffer {
  const key = createPublicKey(public_pem).export({ type: 'spki', format: 'der' });
  return key.subarray(-32);
}
