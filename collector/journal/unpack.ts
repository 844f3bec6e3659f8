import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { OperationError } from '../../record/operation-error.ts';
import { errorCode } from './disk-error.ts';

/** What a file holds: its bytes, unpacked if they are gzip. */
export async function contentOf(
  bytes: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<{ packed: boolean; content: AsyncIterable<Uint8Array> }> {
  const rest = bytes[Symbol.asyncIterator]();
  // Looks at the first two bytes without taking them away.
  const first: Uint8Array[] = [];
  let length = 0;
  while (length < 2) {
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
  const packed = isGzip(start);
  return { packed, content: packed ? unpacked(whole(), limitBytes) : whole() };
}

/** Gzip by its first two bytes, whatever the name says. */
export function isGzip(firstBytes: Uint8Array): boolean {
  return firstBytes[0] === 0x1f && firstBytes[1] === 0x8b;
}

/**
 * Unpacks gzip of one or several members. Counts what comes out, because zlib's own limit does not stop a stream: a few
 * kilobytes can unpack to more than any disk holds.
 */
export async function* unpacked(
  packed: AsyncIterable<Uint8Array>,
  limitBytes: number,
): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  const source = Readable.from(packed);
  // Its failure comes out of the loop below as well; here it only must not go unheard.
  const fed = pipeline(source, gunzip).catch(() => {});
  let length = 0;
  try {
    for await (const chunk of gunzip) {
      length += chunk.length;
      if (length > limitBytes) throw tooLarge(limitBytes);
      yield chunk;
    }
  } catch (error) {
    throw errorCode(error).startsWith('Z_') ? damaged(error) : error;
  } finally {
    gunzip.destroy();
    source.destroy();
    await fed;
  }
}

function tooLarge(limitBytes: number): OperationError {
  const limit = Math.round(limitBytes / 1024 / 1024);
  return new OperationError('ARCHIVE_REFUSED', `a compressed file unpacks to more than ${limit} MiB`, {
    hint: 'The original was left as it is. Raise unpack_limit_mib of the source if it is a real export.',
  });
}

function damaged(cause: unknown): OperationError {
  const cut = errorCode(cause) === 'Z_BUF_ERROR';
  return new OperationError('ARCHIVE_REFUSED', `a compressed file is ${cut ? 'cut off' : 'damaged'}`, {
    hint: 'The original was left as it is and is looked at again when it changes. Have it sent again.',
    cause,
  });
}
