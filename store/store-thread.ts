import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { answerCalls } from '../record/message-calls.ts';
import { startDatabaseThread } from './database-thread.ts';
import type { ChunkCommit, WritingStore } from './store.ts';

const ROLE = 'ledgerline store';

/**
 * Opens the store of a service in a thread of its own: SQLite is synchronous, and a commit of many calls must not hold
 * up a socket. Every method of the contract is called by message; the columns of a batch are in memory that threads share.
 */
export async function openStoreThread(folder: string): Promise<WritingStore> {
  const { worker, caller } = startDatabaseThread(import.meta.url, { role: ROLE, folder }, 'the store thread');
  const store = new Proxy({} as WritingStore, {
    get: (_target, method) => {
      // A promise resolved with the store must not take it for another promise.
      if (method === 'then') return undefined;
      return (...given: unknown[]) => caller.call(String(method), given, buffersOf(String(method), given));
    },
  });
  try {
    await caller.call('open', []);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return store;
}

function buffersOf(method: string, given: readonly unknown[]): ArrayBuffer[] {
  if (method !== 'commit') return [];
  return [(given[0] as ChunkCommit).batch.codes.buffer as ArrayBuffer];
}

if (!isMainThread && parentPort !== null && workerData?.role === ROLE) {
  const port = parentPort;
  // Not by whoever starts the thread: it writes nothing itself.
  const { openSqliteStore } = await import('./sqlite-store.ts');
  let store: WritingStore | null = null;
  const opened = (): WritingStore => {
    store ??= openSqliteStore(String(workerData.folder), { checkpoints: 'beside the writer' });
    return store;
  };
  const methods = new Proxy({} as Record<string, (...given: never[]) => Promise<unknown>>, {
    get: (_target, method) => {
      if (method === 'open') return async () => void opened();
      const name = String(method) as keyof WritingStore;
      return async (...given: never[]) => {
        try {
          return await (opened()[name] as (...given: never[]) => Promise<unknown>)(...given);
        } finally {
          // Also when closing failed: a thread that stays would keep the process from ending.
          if (name === 'close') setImmediate(() => port.close());
        }
      };
    },
  });
  answerCalls(port, methods);
}
