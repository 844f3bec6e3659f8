import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { OperationError } from '../../record/operation-error.ts';
import { errorCode } from './disk-error.ts';

/** As many bytes as tell how a file is packed. */
const SIGNATURE_BYTES = 4;

/** What a file holds: its bytes, unpacked if they are gzip. An archive of several files is refused. */
export async function contentOf(
  bytes: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<{ packed: boolean; content: AsyncIterable<Uint8Array> }> {
  const { start, whole, leave } = await startOf(bytes);
  if (isZip(start)) {
    await leave();
    throw zipInside();
  }
  const packed = isGzip(start);
  return { packed, content: packed ? unpacked(whole, limitBytes) : whole };
}

/** Bytes of which the first were looked at without taking them away. Whoever does not read the whole leaves it. */
interface Begun {
  readonly start: Buffer;
  readonly whole: AsyncIterable<Uint8Array>;
  readonly leave: () => Promise<void>;
}

export async function startOf(bytes: AsyncIterable<Uint8Array>): Promise<Begun> {
  const rest = bytes[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < SIGNATURE_BYTES) {
    const { value, done } = await rest.next();
    if (done) break;
    first.push(value);
    length += value.byteLength;
  }
  const start = Buffer.concat(first);
  async function* whole(): AsyncIterable<Uint8Array> {
    try {
      if (start.length > 0) yield start;
      for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
    } finally {
      await rest.return?.();
    }
  }
  return { start, whole: whole(), leave: async () => void (await rest.return?.()) };
}

/** Gzip by its first two bytes, whatever the name says. */
export function isGzip(firstBytes: Uint8Array): boolean {
  return firstBytes[0] === 0x1f && firstBytes[1] === 0x8b;
}

/** Zip by its first four bytes: the head of a file in it, or the end of an empty one. */
export function isZip(firstBytes: Uint8Array): boolean {
  const [p, k, third, fourth] = firstBytes;
  if (p !== 0x50 || k !== 0x4b) return false;
  return (third === 3 && fourth === 4) || (third === 5 && fourth === 6);
}

export function isPacked(firstBytes: Uint8Array): boolean {
  return isGzip(firstBytes) || isZip(firstBytes);
}

/**
 * Unpacks gzip of one or several members. Counts what comes out, because zlib's own limit does not stop a stream: a few
 * kilobytes can unpack to more than any disk holds.
 */
export async function* unpacked(
  packed: AsyncIterable<Uint8Array>,
  limitBytes: number,
): AsyncIterable<Uint8Array> {
  let length = 0;
  for await (const chunk of inflated(packed, createGunzip({ chunkSize: 256 * 1024 }))) {
    length += chunk.byteLength;
    if (length > limitBytes) throw tooLarge(limitBytes);
    yield chunk;
  }
}

/** What comes out of zlib; whoever reads it counts. */
export async function* inflated(
  packed: AsyncIterable<Uint8Array>,
  inflater: Transform,
): AsyncIterable<Uint8Array> {
  const source = Readable.from(packed);
  // Its failure comes out of the loop below as well; here it only must not go unheard.
  const fed = pipeline(source, inflater).catch(() => {});
  try {
    yield* inflater;
  } catch (error) {
    throw errorCode(error).startsWith('Z_') ? damaged(error) : error;
  } finally {
    inflater.destroy();
    source.destroy();
    await fed;
  }
}

export function tooLarge(limitBytes: number): OperationError {
  const limit = Math.round(limitBytes / 1024 / 1024);
  return new OperationError('ARCHIVE_REFUSED', `a compressed file unpacks to more than ${limit} MiB`, {
    hint: 'The original was left as it is. Raise unpack_limit_mib of the source if it is a real export.',
  });
}

export function damaged(cause: unknown): OperationError {
  const cut = errorCode(cause) === 'Z_BUF_ERROR';
  const how = cut ? 'cut off' : cause === null ? 'damaged or cut off' : 'damaged';
  return new OperationError('ARCHIVE_REFUSED', `a compressed file is ${how}`, {
    hint: 'The original was left as it is. Have it sent again.',
    cause,
  });
}

function zipInside(): OperationError {
  return new OperationError(
    'ARCHIVE_REFUSED',
    'a zip archive was given where the bytes of one file are read',
    {
      hint: 'Unpack it, or let a source or `ledgerline ingest` take it as a file, not through a pipe.',
    },
  );
}
