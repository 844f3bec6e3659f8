import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** One file of an archive, made while it is written. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

const [VERSION, DEFLATED] = [20, 8];
/** Sizes follow behind the bytes; names are UTF-8. */
const FLAGS = (1 << 3) | (1 << 11);
const LARGEST = 2 ** 32 - 1;
const PIECE = 65_536;

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly plain: number;
}

/**
 * A ZIP archive as a stream, in the form that every system opens; what is in memory at once does not grow with it. Which entries
 * there are may turn out while those before them are written.
 */
export async function* zipStream(
  entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>,
  at: Date,
): AsyncGenerator<Uint8Array> {
  const directory: Written[] = [];
  let offset = 0;
  for await (const { name, bytes } of entries) {
    const text = Buffer.from(name, 'utf8');
    const sums = { crc: 0, plain: 0, packed: 0 };
    const header = record(0x04034b50, [
      [2, VERSION],
      [2, FLAGS],
      [2, DEFLATED],
      [4, dosTime(at)],
      [4, 0],
      [4, 0],
      [4, 0],
      [2, text.length],
      [2, 0],
    ]);
    yield Buffer.concat([header, text]);
    // What fails in between is told by the last of them, which is read.
    const pack = pipeline(Readable.from(counted(bytes, sums)), createDeflateRaw(), () => {});
    for await (const piece of pack) {
      sums.packed += (piece as Buffer).length;
      yield piece as Buffer;
    }
    const trailer = record(0x08074b50, [
      [4, sums.crc],
      [4, sums.packed],
      [4, sums.plain],
    ]);
    yield trailer;
    directory.push({ name: text, offset, ...sums });
    offset += header.length + text.length + sums.packed + trailer.length;
    if (offset > LARGEST || sums.plain > LARGEST)
      throw new Error('an archive of 4 gigabytes has no room in this form');
  }
  yield* centralDirectory(directory, offset, at);
}

async function* counted(bytes: AsyncIterable<Uint8Array>, sums: { crc: number; plain: number }) {
  for await (const piece of bytes) {
    sums.crc = crc32(piece, sums.crc);
    sums.plain += piece.length;
    yield piece;
  }
}

function* centralDirectory(directory: readonly Written[], begin: number, at: Date): Generator<Uint8Array> {
  let length = 0;
  for (const { name, offset, crc, packed, plain } of directory) {
    const head = record(0x02014b50, [
      ...([
        [2, VERSION],
        [2, VERSION],
        [2, FLAGS],
        [2, DEFLATED],
        [4, dosTime(at)],
        [4, crc],
      ] as const),
      ...([
        [4, packed],
        [4, plain],
        [2, name.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, offset],
      ] as const),
    ]);
    length += head.length + name.length;
    yield Buffer.concat([head, name]);
  }
  const count = directory.length;
  yield record(0x06054b50, [
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, length],
    [4, begin],
    [2, 0],
  ]);
}

/** A signature and numbers of two or four bytes. */
function record(signature: number, fields: readonly (readonly [2 | 4, number])[]): Buffer {
  const bytes = Buffer.alloc(4 + fields.reduce((sum, [size]) => sum + size, 0));
  let place = bytes.writeUInt32LE(signature);
  for (const [size, value] of fields) place = bytes.writeUIntLE(value, place, size);
  return bytes;
}

/** UTC, to two seconds; the form knows no zone. */
function dosTime(at: Date): number {
  const day = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  return day * 65_536 + time;
}

/** Text of a few kilobytes at once: packing has a price for each piece. */
export async function* inPieces(
  parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let [piece, text, length]: [Uint8Array[], string, number] = [[], '', 0];
  const taken = (): Uint8Array => {
    const whole = Buffer.concat([...piece, Buffer.from(text)]);
    [piece, text, length] = [[], '', 0];
    return whole;
  };
  for await (const part of parts) {
    length += part.length;
    if (typeof part === 'string') text += part;
    else {
      piece.push(Buffer.from(text), part);
      text = '';
    }
    if (length >= PIECE) yield taken();
  }
  yield taken();
}
