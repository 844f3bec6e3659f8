import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { CALL_STEPS } from '../record/age-edges.ts';
import type { ArchiveGroup } from '../record/archive.ts';
import { showDay } from '../record/calendar.ts';
import { type AgeKeys, decryptAge, encryptAge, passingKeys } from './age-files.ts';
import { archiveDamaged } from './archive-file.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** The first line of a piece: what follows. */
interface Heading {
  readonly form: 'ledgerline archive 1';
  readonly day: string;
  readonly held: boolean;
  readonly step: string;
  readonly calls: number;
  readonly program: string;
}

/**
 * Lines of calls, packed and encrypted. It is opened again before it is handed out, with a key pair that was made for that and is
 * kept by nobody: the private keys of the recipients are not on this machine.
 */
export async function packPiece(
  lines: readonly string[],
  { day, held, step }: ArchiveGroup,
  given: { readonly recipients: readonly string[]; readonly program: string },
): Promise<Uint8Array> {
  const heading: Heading = {
    form: 'ledgerline archive 1',
    day: showDay(day),
    held: held === 1,
    step: CALL_STEPS[step] ?? '',
    calls: lines.length,
    program: given.program,
  };
  const text = [JSON.stringify(heading), ...lines].map((line) => `${line}\n`).join('');
  const { identity, recipient } = await passingKeys(given.recipients);
  const lock = { recipients: [...given.recipients, recipient] };
  const bytes = await buffer(await encryptAge(Readable.from([await compress(text)]), lock));
  const again = await unpackText(bytes, { identities: [identity], passphrases: [] }, 'a new piece');
  if (again !== text)
    throw archiveDamaged('a new piece of an archive', 'it does not open to what was packed');
  return bytes;
}

async function unpackText(bytes: Uint8Array, keys: AgeKeys, name: string): Promise<string> {
  const plain = await decryptAge(Readable.from([bytes]), keys, name);
  try {
    return (await decompress(await buffer(plain))).toString('utf8');
  } catch (error) {
    throw archiveDamaged(name, 'it was altered or cut', error);
  }
}

/** The lines of a piece, all of them. */
export async function unpackPiece(bytes: Uint8Array, keys: AgeKeys, name: string): Promise<string[]> {
  const [first = '', ...rest] = (await unpackText(bytes, keys, name)).split('\n');
  const lines = rest.slice(0, -1);
  const { form, calls } = JSON.parse(first) as Heading;
  if (form !== 'ledgerline archive 1' || calls !== lines.length)
    throw archiveDamaged(name, 'it has other lines than its heading says');
  return lines;
}
