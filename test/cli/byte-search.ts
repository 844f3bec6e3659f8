import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';

/**
 * Where each of these texts stands in the files of a folder, packed ones unpacked too, in any of three writings. A service that
 * renames a file meanwhile moves what is in it: then everything is looked through anew.
 */
export function byteSearch(folder: string, texts: readonly string[]): string[] {
  for (let more = 20; ; more--) {
    try {
      return searched(folder, texts);
    } catch (error) {
      const isMoved = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isMoved || more === 0) throw error;
    }
  }
}

function searched(folder: string, texts: readonly string[]): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    const contents = path.endsWith('.zst') ? [bytes, zstdDecompressSync(bytes)] : [bytes];
    return texts
      .filter((text) =>
        writings(text).some((writing) => contents.some((content) => content.includes(writing))),
      )
      .map((text) => `${text} in ${relative(folder, path)}`);
  });
}

/** As text, as UTF-16, and of digits as the whole number that SQLite would store. */
function writings(text: string): Buffer[] {
  const found = [Buffer.from(text, 'latin1'), Buffer.from(text, 'utf16le')];
  const digits = text.replace(/^0+/, '');
  if (!/^\d{9,15}$/.test(digits)) return found;
  const national = text.startsWith('0') ? `49${digits}` : digits;
  for (const number of [
    BigInt(national),
    2n * 10n ** 15n + BigInt(text.length) * 10n ** 13n + BigInt(digits),
  ]) {
    const stored = Buffer.alloc(8);
    stored.writeBigInt64BE(number);
    // Up to 47 bits take six bytes in a row.
    found.push(number < 2n ** 47n ? stored.subarray(2) : stored);
  }
  return found;
}
