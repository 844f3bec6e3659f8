import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { answerCalls } from '../record/message-calls.ts';
import { startDatabaseThread } from './database-thread.ts';
import { openDatabase } from './open-database.ts';

const ROLE = 'ledgerline checkpoints';

const MEMORY = { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 };

/** A connection in a thread of its own, which moves the log of the database into it and nothing else. */
export class CheckpointThread {
  private readonly thread;

  constructor(path: string) {
    const name = 'the checkpoint thread';
    this.thread = startDatabaseThread(import.meta.url, { role: ROLE, path }, name, MEMORY);
  }

  /** Resolves when all that stood in the log is durable in the database, but for what a reader still looks at. */
  async checkpoint(): Promise<void> {
    await this.thread.caller.call('checkpoint', []);
  }

  async close(): Promise<void> {
    await this.thread.caller.call('close', []).catch(() => {});
    await this.thread.worker.terminate();
  }
}

if (!isMainThread && parentPort !== null && workerData?.role === ROLE) {
  const connection = openDatabase(String(workerData.path), 'write');
  answerCalls(parentPort, {
    checkpoint: async () => void connection.pragma('wal_checkpoint(PASSIVE)'),
    close: async () => void connection.close(),
  });
}
