import type { LineReader } from '../../pipeline-worker.ts';
import type { Rate } from '../../record/tariff.ts';
import { startLineReader } from './start-line-reader.ts';

/** What is read without a thread: less time than the start of one takes. */
const WITHOUT_THREAD_BYTES = 1024 * 1024;

/**
 * The reader of a command: most read no line at all, and few so many that a thread is worth its start. What little there
 * is, is read at once; the thread begins with what is more.
 */
export function lineReaderAsNeeded(folder: string, key: Uint8Array): LineReader {
  const tariffs = new Map<number, readonly Rate[]>();
  let reader: Promise<Omit<LineReader, 'close'>> | null = null;
  let thread: LineReader | null = null;
  let bytes = 0;
  const chosen = async (): Promise<Omit<LineReader, 'close'>> => {
    if (thread !== null) return thread;
    if (bytes > WITHOUT_THREAD_BYTES) {
      const started = startLineReader(folder, key);
      thread = started;
      // All are on their way before anybody else can ask it to read.
      await Promise.all([...tariffs].map(([tariff, rates]) => started.keepTariff(tariff, rates)));
      return started;
    }
    reader ??= withoutThread(folder, key);
    return await reader;
  };
  return {
    read: async (request) => {
      bytes += request.to - request.from;
      return await (await chosen()).read(request);
    },
    keepTariff: async (tariff, rates) => {
      tariffs.set(tariff, rates);
      await (await chosen()).keepTariff(tariff, rates);
    },
    close: async () => await thread?.close(),
  };
}

/** Loaded here only, so that a command that reads no line loads no driver and no telephone numbers. */
async function withoutThread(folder: string, key: Uint8Array): Promise<Omit<LineReader, 'close'>> {
  const { createLineReader } = await import('../../pipeline-worker.ts');
  return createLineReader(folder, key);
}
