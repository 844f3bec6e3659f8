import { LocalFolder } from '../../../collector/files/local-folder.ts';
import { JournalFiles } from '../../../collector/journal/journal-files.ts';
import type { InstallationKey } from '../../../record/mac.ts';

/** Begins raw copies until no more files can be opened, then looks for files to be taken; prints what it was told. */
const [folder = ''] = process.argv.slice(2);
const journal = new JournalFiles(folder, Buffer.alloc(32, 7) as InstallationKey);
const copies: { discard(): Promise<void> }[] = [];
const codeOf = (error: unknown): string => String((error as { code?: unknown }).code);
const told: string[] = [];
for (let intake = 1; intake < 500 && told.length === 0; intake += 1) {
  await journal.create('pbx', 20_000, intake).then(
    (copy) => copies.push(copy),
    (error) => told.push(codeOf(error)),
  );
}
const watched = new LocalFolder(folder, false);
told.push(await watched.list().then(String, codeOf), await watched.open('key').then(String, codeOf));
for (const copy of copies) await copy.discard();
told.push(await journal.create('pbx', 20_000, 1000).then(() => 'goes on', codeOf));
process.stdout.write(told.join(' '));
