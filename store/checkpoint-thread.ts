import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { answerCalls, MessageCaller, ThreadEnded } from '../record/message-calls.ts';
import { openDatabase } from './open-database.ts';

const ROLE = 'ledgerline checkpoints';

/** A connection in a thread of its own, which moves the log of the database into it and nothing else. */
export class CheckpointThread {
  private readonly worker: Worker;
  private readonly caller: MessageCaller;

  constructor(path: string) {
    this.worker = new Worker(new URL(import.meta.url), {
      workerData: { role: ROLE, path },
      resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 2 },
    });
    this.caller = new MessageCaller(this.worker);
    this.worker.on('error', (error) => this.caller.fail(new ThreadEnded(String(error), { cause: error })));
    this.worker.on('exit', () => this.caller.fail(new ThreadEnded('the checkpoint thread has ended')));
  }

  /** Resolves when all that stood in the log is durable in the database, but for what a reader still looks at. */
  async checkpoint(): Promise<void> {
    await this.caller.call('checkpoint', []);
  }

  async close(): Promise<void> {
    await this.caller.call('close', []).catch(() => {});
    await this.worker.terminate();
  }
}

if (!isMainThread && parentPort !== null && workerData?.role === ROLE) {
  const connection = openDatabase(String(workerData.path), 'write');
  answerCalls(parentPort, {
    checkpoint: async () => void connection.pragma('wal_checkpoint(PASSIVE)'),
    close: async () => void connection.close(),
  });
}
