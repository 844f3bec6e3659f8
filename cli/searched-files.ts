import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import type { ByteSearch } from '../privacy/byte-search.ts';
import { OperationError } from '../record/operation-error.ts';

/** What became of one file of the folder. */
export interface SearchedFile {
  /** Within the folder. */
  readonly path: string;
  readonly kind: FileKind;
  /** As it stands on disk, and unpacked, where it is packed. */
  readonly bytes: number;
  readonly unpacked_bytes: number;
  /** Where traces end: in the file, and in what is packed in it. */
  readonly places: readonly number[];
  readonly unpacked_places: readonly number[];
  /** Why not all of it could be looked into; null where it was. */
  readonly unopened: string | null;
}

export type FileKind = 'database' | 'log of a database' | 'raw copies' | 'attachments' | 'other files';

/** What an encrypted file of an attachment has in it; null of any other file. */
export type AttachmentOpener = (path: string) => AsyncIterable<Uint8Array> | null;

const PIECE_BYTES = 1024 * 1024;

/** How a packed or encrypted file begins. */
const BEGINNINGS = {
  zstd: Buffer.from('28b52ffd', 'hex'),
  gzip: Buffer.from('1f8b', 'hex'),
  zip: Buffer.from('PK\u0003\u0004', 'latin1'),
  age: Buffer.from('age-encryption.org/', 'latin1'),
} as const;

/** Searches every file of a folder, one after the other, each with searches of its own; packed ones are unpacked too. */
export async function* searchFiles(
  folder: string,
  begin: () => readonly ByteSearch[],
  signal: AbortSignal,
  attachment: AttachmentOpener = () => null,
): AsyncGenerator<SearchedFile> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const path of paths.sort()) {
    signal.throwIfAborted();
    const name = relative(folder, path);
    const found = await searchFile(path, begin, signal, attachment(name));
    if (found !== null) yield { path: name, kind: kindOf(name), ...found };
  }
}

/** Null where it is not there any more. */
async function searchFile(
  path: string,
  begin: () => readonly ByteSearch[],
  signal: AbortSignal,
  decrypted: AsyncIterable<Uint8Array> | null,
): Promise<Omit<SearchedFile, 'path' | 'kind'> | null> {
  const nothing = { bytes: 0, unpacked_bytes: 0, places: [], unpacked_places: [] };
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    return code === 'ENOENT' ? null : { ...nothing, unopened: code };
  }
  try {
    const stands = new Tally(begin());
    for (const piece of piecesOf(file, signal)) stands.feed(piece);
    stands.end();
    const { unopened, tally } =
      decrypted === null ? await unpacked(file, begin, signal) : await inside(decrypted, begin, signal);
    return {
      bytes: stands.bytes,
      places: stands.places,
      unpacked_bytes: tally?.bytes ?? 0,
      unpacked_places: tally?.places ?? [],
      unopened,
    };
  } finally {
    // Closing one of SQLite's files would take the locks along that this process has on it.
    if (!/\.(?:db|lock)(?:-shm)?$/.test(path)) closeSync(file);
  }
}

/** What several searches found in the same bytes. */
class Tally {
  bytes = 0;
  readonly places: number[] = [];
  private readonly searches: readonly ByteSearch[];

  constructor(searches: readonly ByteSearch[]) {
    this.searches = searches;
  }

  feed(piece: Uint8Array): void {
    this.bytes += piece.length;
    for (const search of this.searches) this.places.push(...search.feed(piece));
  }

  end(): void {
    for (const search of this.searches) this.places.push(...search.end());
  }
}

function* piecesOf(file: number, signal: AbortSignal): Generator<Uint8Array> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (let place = 0; ; ) {
    signal.throwIfAborted();
    const read = readSync(file, piece, 0, PIECE_BYTES, place);
    if (read === 0) return;
    yield piece.subarray(0, read);
    place += read;
  }
}

/** What is encrypted here; a word where it cannot be opened to its end. */
async function inside(
  decrypted: AsyncIterable<Uint8Array>,
  begin: () => readonly ByteSearch[],
  signal: AbortSignal,
): Promise<{ unopened: string | null; tally: Tally }> {
  const tally = new Tally(begin());
  try {
    for await (const piece of decrypted) {
      signal.throwIfAborted();
      tally.feed(piece);
    }
    return { unopened: null, tally };
  } catch (error) {
    if (!(error instanceof OperationError)) throw error;
    return { unopened: error.code === 'ATTACHMENT_DAMAGED' ? 'damaged' : 'encrypted', tally };
  } finally {
    tally.end();
  }
}

async function unpacked(
  file: number,
  begin: () => readonly ByteSearch[],
  signal: AbortSignal,
): Promise<{ unopened: string | null; tally: Tally | null }> {
  const head = Buffer.alloc(32);
  const read = readSync(file, head, 0, head.length, 0);
  const is = (beginning: Buffer): boolean =>
    read >= beginning.length && head.subarray(0, beginning.length).equals(beginning);
  if (is(BEGINNINGS.age)) return { unopened: 'encrypted', tally: null };
  if (is(BEGINNINGS.zip)) return { unopened: 'a ZIP archive', tally: null };
  const opener = is(BEGINNINGS.zstd) ? createZstdDecompress() : is(BEGINNINGS.gzip) ? createGunzip() : null;
  if (opener === null) return { unopened: null, tally: null };
  const tally = new Tally(begin());
  const packed = (async () => {
    for (const piece of piecesOf(file, signal)) {
      if (opener.destroyed) return;
      // The piece is used again before the opener is done with it.
      if (!opener.write(Buffer.from(piece)))
        await new Promise((go) => opener.once('drain', go).once('close', go));
    }
    opener.end();
  })();
  try {
    for await (const piece of opener) tally.feed(piece as Uint8Array);
    await packed;
    tally.end();
    return { unopened: null, tally };
  } catch {
    await packed.catch(() => {});
    signal.throwIfAborted();
    tally.end();
    return { unopened: 'damaged: unpacked to its first damaged place', tally };
  }
}

function kindOf(path: string): FileKind {
  if (path.startsWith('raw/')) return 'raw copies';
  if (path.startsWith('attachments/')) return 'attachments';
  if (/\.db-(?:wal|shm|journal)$/.test(path)) return 'log of a database';
  return path.endsWith('.db') ? 'database' : 'other files';
}
