import type { FileHandle } from 'node:fs/promises';
import { damagedFile } from './age-files.ts';

const BLOCK = 512;
const LARGEST_OCTAL = 0o77777777777;

/** A file on its way into an archive. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
  readonly mtime_ms: number;
  /** Exactly `size` bytes. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The archive as `tar` reads it (ustar), so that a backup can be opened by hand: `age -d | zstd -d | tar -x`. */
export async function* writeTar(entries: AsyncIterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const entry of entries) {
    yield header(entry);
    let written = 0;
    for await (const piece of entry.bytes) {
      written += piece.length;
      yield piece;
    }
    if (written !== entry.size)
      throw new Error(`${entry.name} has ${written} bytes, ${entry.size} were told`);
    yield Buffer.alloc((BLOCK - (entry.size % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

function header({ name, size, mtime_ms }: TarEntry): Buffer {
  const block = Buffer.alloc(BLOCK);
  const split = name.length > 100 ? name.lastIndexOf('/', 155) : -1;
  block.write(name.slice(split + 1), 0, 100, 'utf8');
  block.write('0000600\0', 100);
  block.write('0000000\0'.repeat(2), 108);
  if (size > LARGEST_OCTAL) {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(size), 128);
  } else block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write(
    `${Math.floor(mtime_ms / 1000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  );
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  if (split > 0) block.write(name.slice(0, split), 345, 155, 'utf8');
  block.write(`${checksum(block).toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** The sum of all bytes, with blanks in the place of the sum. */
function checksum(block: Buffer): number {
  return block.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 0x20 : byte), 0);
}

/** Reads what `writeTar` wrote, entry after entry; `taken` must take all bytes of each. */
export async function readTar(
  bytes: AsyncIterable<Uint8Array>,
  archive: string,
  taken: (entry: Omit<TarEntry, 'mtime_ms'>) => Promise<void>,
): Promise<void> {
  const desk = new Pieces(bytes, archive);
  for (;;) {
    const block = await desk.exactly(BLOCK);
    if (block.every((byte) => byte === 0)) break;
    const { name, size } = headingOf(block, archive);
    await taken({ name, size, bytes: desk.next(size) });
    await desk.exactly((BLOCK - (size % BLOCK)) % BLOCK);
  }
  // Only read to its end is a file known to be whole.
  await desk.rest();
}

function headingOf(block: Buffer, archive: string): Pick<TarEntry, 'name' | 'size'> {
  if (Number.parseInt(block.toString('latin1', 148, 154), 8) !== checksum(block))
    throw damagedFile(archive, 'the heading of a file in it is wrong');
  const text = (from: number, to: number): string => block.toString('utf8', from, to).replace(/\0.*$/s, '');
  const size = block[124] === 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(text(124, 136), 8);
  const prefix = text(345, 500);
  return { name: `${prefix === '' ? '' : `${prefix}/`}${text(0, 100)}`, size };
}

/** What stands in an archive and where, by its headings alone. */
export async function listTar(
  file: FileHandle,
  archive: string,
): Promise<(Pick<TarEntry, 'name' | 'size'> & { readonly offset: number })[]> {
  const found: Awaited<ReturnType<typeof listTar>> = [];
  const block = Buffer.alloc(BLOCK);
  for (let at = 0; ; ) {
    const { bytesRead } = await file.read(block, 0, BLOCK, at);
    if (bytesRead < BLOCK) throw damagedFile(archive, 'it ends too early');
    if (block.every((byte) => byte === 0)) return found;
    const heading = headingOf(block, archive);
    found.push({ ...heading, offset: at + BLOCK });
    at += BLOCK + heading.size + ((BLOCK - (heading.size % BLOCK)) % BLOCK);
  }
}

/** A stream in pieces of any size, taken by number of bytes. */
class Pieces {
  private readonly from: AsyncIterator<Uint8Array>;
  private readonly archive: string;
  private left: Buffer = Buffer.alloc(0);

  constructor(bytes: AsyncIterable<Uint8Array>, archive: string) {
    this.from = bytes[Symbol.asyncIterator]();
    this.archive = archive;
  }

  async *next(size: number): AsyncGenerator<Uint8Array> {
    for (let missing = size; missing > 0; ) {
      if (this.left.length === 0 && !(await this.more()))
        throw damagedFile(this.archive, 'it ends too early');
      const piece = this.left.subarray(0, missing);
      this.left = this.left.subarray(piece.length);
      missing -= piece.length;
      yield piece;
    }
  }

  async exactly(size: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.next(size)) pieces.push(piece);
    return Buffer.concat(pieces);
  }

  async rest(): Promise<void> {
    while (await this.more());
  }

  private async more(): Promise<boolean> {
    const { done, value } = await this.from.next();
    if (done === true) return false;
    this.left = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return true;
  }
}
