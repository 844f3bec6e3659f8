import { crc32, createInflateRaw } from 'node:zlib';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { OperationError } from '../../record/operation-error.ts';
import { damaged, inflated, isPacked, startOf, tooLarge } from './unpack.ts';

/** A file of which any range can be read. */
export interface RangedFile {
  /** The bytes from `from` up to `to`; ends early where the file ends. */
  bytes(from: number, to: number): AsyncIterable<Uint8Array>;
}

export interface ZipLimits {
  /** What all members together may unpack to. */
  readonly unpack_limit_bytes: number;
  /** Whether a member is meant, by its name. */
  readonly isWanted: (name: string) => boolean;
  /** Told of each member that an operating system added by itself; it is not given out. */
  readonly leftOut: () => void;
}

interface ZipMember {
  /** As the archive names it; never a path of ours. */
  readonly name: string;
  /** To be read to its end before the next member is asked for. */
  readonly content: AsyncIterable<Uint8Array>;
}

const MEMBERS_MAX = 1000;
const WINDOW_BYTES = 64 * 1024;
const DEFLATED = 8;
const LINK = 0o120_000;
const FILE_TYPE = 0o170_000;

/**
 * The files in a zip archive, one after the other. What its directory says is checked before anything is unpacked, and
 * then not believed: what comes out is counted and compared with its checksum.
 */
export async function* zipMembers(
  file: RangedFile,
  size: number,
  { unpack_limit_bytes, isWanted, leftOut }: ZipLimits,
): AsyncIterable<ZipMember> {
  const { zip, entries } = await directoryOf(file, size);
  const added = entries.filter(({ fileName }) => isOfSystem(fileName));
  for (const _ of added) leftOut();
  const wanted = entries.filter(({ fileName }) => !isOfSystem(fileName) && isWanted(fileName));
  if (wanted.length === 0) throw refused('holds no file that is meant', HAVE_IT_LOOKED_AT);
  let left = unpack_limit_bytes;
  const count = (bytes: number): void => {
    left -= bytes;
    if (left < 0) throw tooLarge(unpack_limit_bytes);
  };
  count(wanted.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0));
  left = unpack_limit_bytes;
  for (const entry of wanted) yield { name: entry.fileName, content: contentOf(file, zip, entry, count) };
}

/** What macOS and Windows put beside files for themselves; the folder of the former repeats each name with `._` before it. */
function isOfSystem(name: string): boolean {
  const parts = name.split('/');
  const last = parts.at(-1) ?? '';
  return (
    parts.includes('__MACOSX') || /^(?:\._.*|\.DS_Store|Thumbs\.db|ehthumbs\.db|desktop\.ini)$/i.test(last)
  );
}

async function directoryOf(file: RangedFile, size: number): Promise<{ zip: ZipFile; entries: Entry[] }> {
  try {
    const zip = await fromRandomAccessReaderPromise(new Ranges(file, size), size, { autoClose: false });
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      ensureReadable(entry);
      if (entries.push(entry) > MEMBERS_MAX)
        throw refused(`holds more than ${MEMBERS_MAX} files`, HAVE_IT_LOOKED_AT);
    }
    return { zip, entries };
  } catch (error) {
    throw explained(error);
  }
}

function ensureReadable(entry: Entry): void {
  if (entry.isEncrypted()) throw encrypted();
  if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === LINK)
    throw refused('holds a link in the place of a file', HAVE_IT_LOOKED_AT);
  if (!entry.canDecodeFileData()) {
    throw refused('is packed in a way that is not known here', 'Have it packed with deflate, as most do.');
  }
}

async function* contentOf(
  file: RangedFile,
  zip: ZipFile,
  entry: Entry,
  count: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  const from = await zip.readLocalFileHeaderPromise(entry, { minimal: true }).catch((error: unknown) => {
    throw explained(error);
  });
  const stored = file.bytes(from.fileDataStart, from.fileDataStart + entry.compressedSize);
  const unpacked =
    entry.compressionMethod === DEFLATED
      ? inflated(stored, createInflateRaw({ chunkSize: 256 * 1024 }))
      : stored;
  const { start, whole, leave } = await startOf(unpacked);
  if (isPacked(start)) {
    await leave();
    throw refused('holds another archive', 'Have its files packed once.');
  }
  let [length, sum] = [0, 0];
  for await (const chunk of whole) {
    count(chunk.byteLength);
    length += chunk.byteLength;
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (length !== entry.uncompressedSize || sum !== entry.crc32) throw damaged(null);
}

/**
 * What the library reads of the directory, some bytes at a time: out of a window, because each reading can be a round trip
 * to a server. It never reads what is packed.
 */
class Ranges extends RandomAccessReader {
  readonly #file: RangedFile;
  readonly #size: number;
  #window = { from: 0, bytes: Buffer.alloc(0) };

  constructor(file: RangedFile, size: number) {
    super();
    this.#file = file;
    this.#size = size;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#range(position, position + length).then((bytes) => {
      bytes.copy(buffer, offset);
      callback(bytes.length < length ? new Error('beyond the end of the file') : null);
    }, callback);
  }

  async #range(from: number, to: number): Promise<Buffer> {
    const window = this.#window;
    if (from < window.from || to > window.from + window.bytes.length) {
      const end = Math.min(Math.max(to, from + WINDOW_BYTES), this.#size);
      const pieces = from < end ? await Array.fromAsync(this.#file.bytes(from, end)) : [];
      this.#window = { from, bytes: Buffer.concat(pieces) };
    }
    const { from: at, bytes } = this.#window;
    return bytes.subarray(from - at, to - at);
  }
}

/** In our words; what the library says can hold the name of a file. */
function explained(error: unknown): unknown {
  if (error instanceof OperationError || !(error instanceof Error) || error.name === 'AbortError')
    return error;
  if (/path: |characters in fileName/.test(error.message))
    return refused('names a place outside of itself', HAVE_IT_LOOKED_AT);
  if (error.message.startsWith('strong encryption')) return encrypted();
  return damaged(null);
}

const HAVE_IT_LOOKED_AT =
  'The original was left as it is. Look at it, and have it sent anew if it should hold records.';

function encrypted(): OperationError {
  return refused('is encrypted', 'No password is known for it here: have it sent without one, over SFTP.');
}

function refused(why: string, hint: string): OperationError {
  return new OperationError('ARCHIVE_REFUSED', `a zip archive ${why}`, { hint });
}
