import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createByteSearch } from '../../privacy/byte-search.ts';
import { type NumberToFind, numberTraces } from '../../privacy/number-traces.ts';
import type { FolderSearched } from '../../record/erasure-certificate.ts';
import { DATABASE_FILE } from '../../store/database-file.ts';
import type { StayingText } from '../../store/subject-store.ts';
import { searchFiles } from '../searched-files.ts';
import { tracedPlaces } from '../traced-places.ts';
import { attachmentOpener } from './attachment-keys.ts';

const ROLE = 'ledgerline byte search';

export interface FolderSearch {
  readonly folder: string;
  readonly numbers: readonly NumberToFind[];
  /** Where keys of attachments may stand, which are opened by them. */
  readonly attachments: Parameters<typeof attachmentOpener>[1];
  /** Texts that stay, in which the number may stand, each with the table it stands in. */
  readonly staying: readonly StayingText[];
}

/**
 * Searches every file of a folder in a process of its own: whoever closes a file of the database gives up the locks that its
 * process has on it, and sockets do not wait. What is searched for goes over the pipe, as a command line can be read by all.
 */
export async function searchFolder(wish: FolderSearch, signal: AbortSignal): Promise<FolderSearched> {
  const child = fork(fileURLToPath(import.meta.url), [ROLE], { execArgv: [] });
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  try {
    const answer = once(child, 'message', { signal });
    const ended = once(child, 'exit').then(() => {
      throw new Error('the search through all files ended before it had an answer');
    });
    child.send(wish);
    const [found] = await Promise.race([answer, ended]);
    return found as FolderSearched;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

async function search({ folder, numbers, attachments, staying }: FolderSearch): Promise<FolderSearched> {
  const searches = numbers.map((number) => createByteSearch(numberTraces(number)));
  const begin = () => searches.map((one) => one());
  const explained = new Map<string, number>();
  for (const { table, text } of staying) {
    const bytes = Buffer.from(text);
    const places = begin().reduce((sum, one) => sum + one.feed(bytes).length + one.end().length, 0);
    explained.set(table, (explained.get(table) ?? 0) + places);
  }
  const of_what_stays = [...explained.values()].reduce((sum, places) => sum + places, 0);
  const found: Record<string, number> = {};
  const not_opened: Record<string, string> = {};
  const sums = { files: 0, bytes: 0, unpacked_bytes: 0 };
  const opener = attachmentOpener(folder, attachments);
  for await (const file of searchFiles(folder, begin, new AbortController().signal, opener)) {
    sums.files += 1;
    sums.bytes += file.bytes;
    sums.unpacked_bytes += file.unpacked_bytes;
    for (const { what, table, places } of await tracedPlaces(folder, file)) {
      // Where a text that stays stands, and nowhere else.
      const stays = file.path === DATABASE_FILE ? (explained.get(table ?? '') ?? 0) : 0;
      if (places > stays) found[`${file.path} (${what})`] = places - stays;
    }
    if (file.unopened !== null) not_opened[file.path] = file.unopened;
  }
  return { ...sums, found, not_opened, of_what_stays };
}

if (process.argv[2] === ROLE && process.send !== undefined) {
  process.once('message', (wish) => {
    void search(wish as FolderSearch).then((found) => void process.send?.(found));
  });
}
