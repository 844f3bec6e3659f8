import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { constants, createZstdCompress } from 'node:zlib';
import { type BackedUpFile, type BackupManifest, KEYS_ENTRY, MANIFEST_ENTRY } from '../record/backup.ts';
import { SEALED } from '../record/raw-copy.ts';
import type { CopiedRaw, StoreCopy } from '../store/store-copy.ts';
import { type AgeLock, encryptAge } from './age-files.ts';
import { type TarEntry, writeTar } from './tar.ts';
import { partOf, syncTarget, targetTrouble } from './target-files.ts';

/** One backup as it is to be written. */
export interface BackupWish {
  /** The data folder. */
  readonly folder: string;
  /** Copies of its databases, by the name they have in it. */
  readonly databases: Readonly<Record<string, string>>;
  readonly copy: StoreCopy;
  readonly target: string;
  /** All that the document names. */
  readonly targets: readonly string[];
  readonly name: string;
  readonly lock: AgeLock;
  /** The installation's keys, encrypted to the recovery recipient. */
  readonly keys: Uint8Array;
  readonly program: string;
  readonly made_at: number;
}

export interface BackupWritten {
  readonly bytes: number;
  readonly sha256: string;
  readonly files: number;
  /** Before it was packed. */
  readonly plain_bytes: number;
  /** Raw copies that were not there. */
  readonly missing: number;
}

/** Handled at once. */
const PIECE_BYTES = 1 << 18;
/** The quickest level: of a database it packs to a fifteenth more than the usual one, in half the time; raw copies are packed already. */
const PACKING = { chunkSize: PIECE_BYTES, params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Writes a backup in one stream: archive, packed, encrypted. Under its name there is all of it or nothing. */
export async function writeBackup(wish: BackupWish): Promise<BackupWritten> {
  const path = join(wish.target, wish.name);
  const hash = createHash('sha256');
  const counts = { files: 0, plain_bytes: 0, missing: 0 };
  let bytes = 0;
  try {
    const file = await open(partOf(path), 'w', 0o600);
    try {
      const archive = Readable.from(writeTar(entriesOf(wish, counts)), { objectMode: false });
      // What goes wrong before it is told to whoever reads what was packed.
      const encrypted = await encryptAge(
        pipeline(archive, createZstdCompress(PACKING), () => {}),
        wish.lock,
      );
      for await (const piece of encrypted) {
        hash.update(piece);
        bytes += piece.length;
        await file.writeFile(piece);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partOf(path), path);
    await syncTarget(wish.target);
    return { bytes, sha256: hash.digest('hex'), ...counts };
  } catch (error) {
    await rm(partOf(path), { force: true }).catch(() => {});
    throw targetTrouble(wish.target, error);
  }
}

type Counts = { -readonly [Name in 'files' | 'plain_bytes' | 'missing']: number };

async function* entriesOf(wish: BackupWish, counts: Counts): AsyncGenerator<TarEntry> {
  const { folder, databases, copy, keys, made_at, program, targets } = wish;
  const files: BackedUpFile[] = [];
  const told = (file: BackedUpFile): void => {
    counts.files += 1;
    counts.plain_bytes += file.bytes;
    files.push(file);
  };
  for (const [path, copied] of Object.entries(databases))
    yield* fileEntry({ path, length: null, handle: await open(copied, 'r') }, told);
  for (const raw of copy.raw) {
    const before = counts.files;
    for await (const form of formsOf(folder, raw)) yield* fileEntry(form, told);
    if (counts.files === before) counts.missing += 1;
  }
  yield* [inMemory(KEYS_ENTRY, keys, made_at)];
  const { schema, erasures, ledger } = copy;
  const manifest: BackupManifest = { form: 1, program, made_at, schema, erasures, ledger, targets, files };
  yield inMemory(MANIFEST_ENTRY, Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`), made_at);
}

function inMemory(name: string, bytes: Uint8Array, mtime_ms: number): TarEntry {
  return { name, size: bytes.length, mtime_ms, bytes: Readable.from([bytes]) };
}

/**
 * A raw copy as it is now, opened. It may have been packed since the database was copied, or unpacked because something in it was to be
 * blanked: a start of the restored folder sorts that out. While a packed one was read it may have been unpacked and overwritten; the plain one
 * comes behind it then, and takes its place when the backup is restored.
 */
async function* formsOf(folder: string, { path, length }: CopiedRaw): AsyncGenerator<OpenedCopy> {
  const plain = path.endsWith(SEALED) ? path.slice(0, -SEALED.length) : path;
  const packed = plain + SEALED;
  for (const form of path === plain ? [plain, packed, plain] : [packed, plain]) {
    const handle = await openedIfThere(join(folder, form));
    if (handle === null) continue;
    yield { path: form, length: form === path ? length : null, handle };
    if (form === plain) return;
  }
}

/** What is read from it is one file of the backup. */
interface OpenedCopy extends CopiedRaw {
  readonly handle: FileHandle;
}

async function openedIfThere(path: string): Promise<FileHandle | null> {
  return await open(path, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
}

/** A file, or as much of one that grows as the copy of the database knows of it. */
async function* fileEntry(
  { path: name, length, handle }: OpenedCopy,
  told: (file: BackedUpFile) => void,
): AsyncGenerator<TarEntry> {
  try {
    const found = await handle.stat();
    const size = Math.min(length ?? found.size, found.size);
    const hash = createHash('sha256');
    const stream = handle.createReadStream({
      autoClose: false,
      end: Math.max(size - 1, 0),
      highWaterMark: PIECE_BYTES,
    });
    async function* hashed(): AsyncGenerator<Uint8Array> {
      if (size === 0) return;
      for await (const piece of stream as AsyncIterable<Buffer>) {
        hash.update(piece);
        yield piece;
      }
    }
    yield { name, size, mtime_ms: found.mtimeMs, bytes: hashed() };
    told({ name, bytes: size, sha256: hash.digest('hex') });
  } finally {
    await handle.close();
  }
}
