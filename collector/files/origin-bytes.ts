import { HEAD_BYTES, TAIL_BYTES } from '../journal/content-print.ts';
import { isGzip, unpacked } from '../journal/unpack.ts';
import type { OriginFile } from './origin-folder.ts';

/** A small range of a file at its origin; shorter where the file ends. */
export async function readBytes(file: OriginFile, from: number, to: number): Promise<Buffer> {
  return from >= to ? Buffer.alloc(0) : Buffer.concat(await Array.fromAsync(file.bytes(from, to)));
}

/** The first bytes of the content, unpacked if it is gzip; what cannot be unpacked gives as much as there is. */
export async function headOf(file: OriginFile, size: number): Promise<Buffer> {
  const start = await readBytes(file, 0, Math.min(size, TAIL_BYTES));
  if (!isGzip(start)) return start.subarray(0, HEAD_BYTES);
  const head: Uint8Array[] = [];
  let length = 0;
  async function* once() {
    yield start;
  }
  try {
    for await (const chunk of unpacked(once(), Number.MAX_SAFE_INTEGER)) {
      head.push(chunk);
      length += chunk.byteLength;
      if (length >= HEAD_BYTES) break;
    }
  } catch {
    // The start of a longer archive is cut off by nature; copying it whole finds out what is really wrong.
  }
  return Buffer.concat(head).subarray(0, HEAD_BYTES);
}
