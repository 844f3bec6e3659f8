import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createZstdDecompress } from 'node:zlib';
import { type BackedUpFile, type BackupManifest, KEYS_ENTRY, MANIFEST_ENTRY } from '../record/backup.ts';
import { OperationError } from '../record/operation-error.ts';
import { type AgeKeys, damagedFile, decryptAge } from './age-files.ts';
import { archiveOf, packedOf, requireAgeFile } from './no-backup.ts';
import { readTar, type TarEntry } from './tar.ts';

/** Handled at once. */
const PIECE_BYTES = 1 << 18;

/** What a backup held, when all of it was read and is as its manifest says. */
export interface BackupRead {
  readonly manifest: BackupManifest;
  /** The installation's keys, as they stand in it: encrypted once more. */
  readonly keys: Uint8Array;
}

/** Takes a file out of a backup; it must take all of its bytes. */
export type FileTaker = (entry: Pick<TarEntry, 'name' | 'bytes'>) => Promise<void>;

/** Names a backup may hold: nothing in it may come to stand anywhere else. */
const FILE =
  /^(?:ledgerline\.db|audit\.db|raw\/[A-Za-z0-9][\w.-]{0,62}\/\d{4}\/\d\d\/\d\d\/\d+(?:\.zst|\.part)?|attachments\/\d{4}-\d\d\/[0-9a-f]{32})$/;

/** Reads a backup from its first byte to its last, and compares every file in it with the manifest. */
export async function readBackup(path: string, keys: AgeKeys, take: FileTaker): Promise<BackupRead> {
  await requireFile(path);
  await requireAgeFile(path);
  const plain = await decryptAge(createReadStream(path, { highWaterMark: PIECE_BYTES }), keys, path);
  const sealed = Readable.from(packedOf(path, plain), { objectMode: false });
  // What goes wrong before it is told to whoever reads what was unpacked.
  const archive = pipeline(sealed, createZstdDecompress({ chunkSize: PIECE_BYTES }), () => {});
  const files: BackedUpFile[] = [];
  const own = new Map<string, Buffer>();
  try {
    await readTar(
      archiveOf(path, archive, (name) => FILE.test(name)),
      path,
      async ({ name, size, bytes }) => {
        if (name === KEYS_ENTRY || name === MANIFEST_ENTRY) own.set(name, await buffer(bytes));
        else files.push(await taken(path, { name, size, bytes }, take));
      },
    );
  } catch (error) {
    throw error instanceof OperationError || !isReading(error)
      ? error
      : damagedFile(path, 'it was altered or cut', error);
  }
  return compared(path, own, files);
}

/** Trouble of what was read, not of where it is put. */
function isReading(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return !/^E(?:NOSPC|DQUOT|ACCES|PERM|ROFS|IO)$/.test(code);
}

async function requireFile(path: string): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there?.isFile() === true) return;
  throw new OperationError('FILE_UNREADABLE', `There is no backup ${path}.`, {
    hint: 'Give the path of a backup; ./ledgerline backup list names those at the targets.',
  });
}

async function taken(
  archive: string,
  { name, size, bytes }: Omit<TarEntry, 'mtime_ms'>,
  take: FileTaker,
): Promise<BackedUpFile> {
  if (!FILE.test(name)) throw damagedFile(archive, 'it holds a file that no backup holds');
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      hash.update(piece);
      yield piece;
    }
  }
  await take({ name, bytes: hashed() });
  return { name, bytes: size, sha256: hash.digest('hex') };
}

function compared(
  path: string,
  own: ReadonlyMap<string, Buffer>,
  files: readonly BackedUpFile[],
): BackupRead {
  const [text, keys] = [own.get(MANIFEST_ENTRY), own.get(KEYS_ENTRY)];
  if (text === undefined || keys === undefined) throw damagedFile(path, 'it has no manifest');
  const manifest = JSON.parse(text.toString('utf8')) as BackupManifest;
  const same =
    manifest.files.length === files.length &&
    manifest.files.every(({ name, bytes, sha256 }, at) => {
      const file = files[at];
      return file?.name === name && file.bytes === bytes && file.sha256 === sha256;
    });
  if (!same) throw damagedFile(path, 'its files are not those of its manifest');
  return { manifest, keys };
}

/** The SHA-256 of a file as it stands there. */
export async function fileSha256(path: string): Promise<string> {
  await requireFile(path);
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) hash.update(piece);
  return hash.digest('hex');
}
