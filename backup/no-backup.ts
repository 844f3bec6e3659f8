import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { KEYS_ENTRY, MANIFEST_ENTRY } from '../record/backup.ts';
import { OperationError } from '../record/operation-error.ts';
import { damagedFile } from './age-files.ts';
import { isBackupName } from './target-files.ts';

const AGE_BEGINNING = Buffer.from('age-encryption.org/v1\n');
const ZSTD_BEGINNING = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Of an archive: the name of its first file, and what tells that it is one. */
const TAR_HEADING = { bytes: 512, name: 100, mark: 257, marked: 'ustar' };

/** Files that lie beside backups, by their names. */
const BESIDE: ReadonlyMap<string, string> = new Map([
  [
    'installation-keys.age',
    'it is the file of the installation’s keys, which stand in every backup and are opened from there',
  ],
  ['erasures.log', 'it is a list of erasures, which --erasures takes'],
]);

/** What is no backup, where that can be told from one that was cut or altered. */
function noBackup(path: string, why: string): OperationError {
  const said = BESIDE.get(basename(path)) ?? why;
  return new OperationError('BACKUP_DAMAGED', `${path} is no backup of Ledgerline: ${said}.`, {
    hint: 'Give a file that ./ledgerline backup create wrote, ledgerline-DATE.age at a target: ./ledgerline backup list names them.',
  });
}

/** Before a file is opened: one that has the name of a backup was one, whatever it begins with now. */
export async function requireAgeFile(path: string): Promise<void> {
  if (BESIDE.has(basename(path))) throw noBackup(path, '');
  let bytes = Buffer.alloc(0);
  for await (const piece of createReadStream(path, {
    end: AGE_BEGINNING.length - 1,
  }) as AsyncIterable<Buffer>)
    bytes = Buffer.concat([bytes, piece]);
  // A file that ends within its beginning was cut.
  if (bytes.length > 0 && AGE_BEGINNING.subarray(0, bytes.length).equals(bytes)) return;
  const why = bytes.length === 0 ? 'it is empty' : 'it does not begin as a file of age does';
  throw isBackupName(basename(path)) ? damagedFile(path, why) : noBackup(path, why);
}

/** What was decrypted is as somebody encrypted it, so that what begins otherwise than a backup is none. */
export const packedOf = (path: string, plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> =>
  begunAs(plain, ZSTD_BEGINNING.length, (bytes) => {
    if (!ZSTD_BEGINNING.equals(bytes)) throw noBackup(path, 'what is encrypted in it is something else');
  });

/** The same of what was unpacked. */
export const archiveOf = (
  path: string,
  unpacked: AsyncIterable<Uint8Array>,
  isName: (name: string) => boolean,
): AsyncGenerator<Uint8Array> =>
  begunAs(unpacked, TAR_HEADING.bytes, (bytes) => {
    const { mark, marked, name } = TAR_HEADING;
    const first = bytes.toString('latin1', 0, name).replace(/\0.*$/s, '');
    const isTar = bytes.toString('latin1', mark, mark + marked.length) === marked;
    if (!isTar || !(isName(first) || first === KEYS_ENTRY || first === MANIFEST_ENTRY))
      throw noBackup(path, 'what is encrypted and packed in it is something else');
  });

/** Looks at the first bytes before any of them is handed on. */
async function* begunAs(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
  check: (beginning: Buffer) => void,
): AsyncGenerator<Uint8Array> {
  let begun: Buffer | null = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (begun === null) {
      yield piece;
      continue;
    }
    begun = Buffer.concat([begun, piece]);
    if (begun.length < length) continue;
    check(begun.subarray(0, length));
    yield begun;
    begun = null;
  }
  if (begun !== null) check(begun);
}
