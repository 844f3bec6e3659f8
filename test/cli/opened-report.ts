import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { fromBuffer } from 'yauzl';
import { decryptAge } from '../../backup/age-files.ts';

const identity = await generateX25519Identity();
/** Whom reports of the tests are encrypted to. */
export const recipient: string = await identityToRecipient(identity);

/** What stands in a report, by the names of its files. */
export async function openedReport(
  path: string,
  keys: Parameters<typeof decryptAge>[1] = { identities: [identity], passphrases: [] },
): Promise<Map<string, string>> {
  const sealed = new Response(readFileSync(path)).body;
  if (sealed === null) throw new Error('an empty file');
  const bytes = await buffer(await decryptAge(sealed, keys, path));
  const files = new Map<string, string>();
  const archive = await new Promise<import('yauzl').ZipFile>((resolve, reject) =>
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => (error ? reject(error) : resolve(zip))),
  );
  archive.readEntry();
  for await (const entry of entriesOf(archive)) {
    const text = await new Promise<Buffer>((resolve, reject) =>
      archive.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(buffer(stream)))),
    );
    files.set(entry.fileName, text.toString());
  }
  return files;
}

async function* entriesOf(archive: import('yauzl').ZipFile): AsyncGenerator<import('yauzl').Entry> {
  const left = archive.entryCount;
  for (let at = 0; at < left; at++) {
    yield await new Promise((resolve) => {
      archive.once('entry', resolve);
      if (at > 0) archive.readEntry();
    });
  }
}
