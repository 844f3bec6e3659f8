import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { answerCalls, MessageCaller } from '../record/message-calls.ts';
import { copyDatabase, copyStore, type StoreCopy } from '../store/store-copy.ts';
import type { AgeLock } from './age-files.ts';
import { lockKeys } from './installation-keys.ts';
import { type BackupWish, type BackupWritten, writeBackup } from './write-backup.ts';

const ROLE = 'ledgerline backup';

/** What the thread of a backup does. */
export interface BackupThread {
  copyStore(folder: string, into: string): Promise<StoreCopy>;
  copyDatabase(path: string, into: string): Promise<number>;
  /** Making a key of a passphrase alone takes seconds. */
  lockKeys(folder: string, lock: AgeLock): Promise<Uint8Array>;
  write(wish: BackupWish): Promise<BackupWritten>;
  close(): Promise<void>;
}

/** Starts a thread of its own: sockets do not wait while the database is copied, or while it is packed and encrypted. */
export function startBackupThread(signal: AbortSignal): BackupThread {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { role: ROLE },
    resourceLimits: { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 },
  });
  const caller = new MessageCaller(worker);
  const stop = (): void => {
    caller.fail(signal.reason instanceof Error ? signal.reason : new Error('the backup was told to stop'));
    void worker.terminate();
  };
  signal.addEventListener('abort', stop, { once: true });
  worker.on('error', (error) => caller.fail(new Error(`the thread of the backup failed: ${String(error)}`)));
  worker.on('exit', () => caller.fail(new Error('the thread of the backup has ended')));
  return {
    copyStore: (...given) => caller.call('copyStore', given) as Promise<StoreCopy>,
    copyDatabase: (...given) => caller.call('copyDatabase', given) as Promise<number>,
    lockKeys: (...given) => caller.call('lockKeys', given) as Promise<Uint8Array>,
    write: (wish) => caller.call('write', [wish]) as Promise<BackupWritten>,
    close: async () => {
      signal.removeEventListener('abort', stop);
      await worker.terminate();
    },
  };
}

if (!isMainThread && parentPort !== null && workerData?.role === ROLE) {
  answerCalls(parentPort, {
    copyStore: async (folder: string, into: string) => copyStore(folder, into),
    copyDatabase: async (path: string, into: string) => copyDatabase(path, into),
    lockKeys: async (folder: string, lock: AgeLock) => new Uint8Array(await lockKeys(folder, lock)),
    write: (wish: BackupWish) => writeBackup(wish),
  });
}
